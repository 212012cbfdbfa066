"""People's rights: explain a judgement, hand out what is kept of a person, forget them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.actions.erasure import IsStaff
from antifraud.engine.assessment import AssessmentView
from antifraud.queries import latest
from antifraud.queries.explanation import explained
from backoffice.actions import rights
from backoffice.forms import EraseForm, PersonForm
from backoffice.views.door import office_page, page, staff_of
from checkout.actions.erasure import erase_person
from checkout.queries.person import everything, person_of


@require_safe
@office_page("accounts.judge_orders")
def explanation(request: HttpRequest, number: str) -> HttpResponse:
    """Render how an order was judged, as its person may be told; `lists=1` adds what lists and rules said."""
    is_full = request.GET.get("lists") == "1"
    if is_full and not request.user.has_perm("accounts.see_lists"):
        raise PermissionDenied
    told = explained(_assessment(number), is_full=is_full, now=timezone.now())
    return page(request, "backoffice/explanation.html", {"told": told, "number": number})


@require_POST
@office_page("accounts.judge_orders")
def hand_out(request: HttpRequest, number: str) -> HttpResponse:
    """Give the explanation as a text, and write down that it was given."""
    is_full = request.POST.get("lists") == "1"
    if is_full and not request.user.has_perm("accounts.see_lists"):
        raise PermissionDenied
    told = rights.hand_out(
        _assessment(number), is_full=is_full, actor_id=staff_of(request).pk, now=timezone.now()
    )
    text = render_to_string("backoffice/explanation.txt", {"told": told})
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="order-{number}.txt"'
    return response


@require_safe
@office_page("accounts.answer_people")
def person(request: HttpRequest) -> HttpResponse:
    """Look a person up by e-mail address and say how much is kept of them."""
    form = PersonForm(request.GET) if "email" in request.GET else PersonForm()
    return _person(request, form, EraseForm())


@require_POST
@office_page("accounts.answer_people")
def copy(request: HttpRequest) -> HttpResponse:
    """Give everything that is kept of a person, as JSON."""
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _person(request, form, EraseForm(), status=422)
    rows = rights.copy(
        person_of(form.cleaned_data["email"]), actor_id=staff_of(request).pk, now=timezone.now()
    )
    response = JsonResponse(rows, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="person.json"'
    return response


@require_POST
@office_page("accounts.answer_people")
def erase(request: HttpRequest) -> HttpResponse:
    """Forget a person."""
    form, erase_form = PersonForm(request.POST), EraseForm(request.POST)
    if not (form.is_valid() and erase_form.is_valid()):
        return _person(request, form, erase_form, status=422)
    try:
        erasure = erase_person(
            person_of(form.cleaned_data["email"]),
            reason=erase_form.cleaned_data["reason"],
            actor_id=staff_of(request).pk,
            now=timezone.now(),
        )
    except IsStaff as error:
        messages.error(request, str(error))
    else:
        left = erasure.orders.filter(done_at=None).count()
        messages.success(
            request,
            f"Forgotten. {left} of their orders are still under way and follow."
            if left
            else "Forgotten, with all their orders.",
        )
    return HttpResponseRedirect(reverse("backoffice:person"))


def _assessment(number: str) -> AssessmentView:
    found = latest(number)
    if found is None:
        raise Http404
    return found


def _person(
    request: HttpRequest, form: PersonForm, erase_form: EraseForm, *, status: int = 200
) -> HttpResponse:
    counts = None
    email = ""
    if form.is_bound and form.is_valid():
        email = form.cleaned_data["email"]
        counts = [(table, len(rows)) for table, rows in everything(person_of(email)).items() if rows]
    return page(
        request,
        "backoffice/person.html",
        {"form": form, "erase_form": erase_form, "email": email, "counts": counts},
        status=status,
    )

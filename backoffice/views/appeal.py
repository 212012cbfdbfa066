"""Second looks: what people wrote who were kept out, and where else the guard was probably wrong."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from backoffice.actions import appeal as acts
from backoffice.queries.mistake import mistakes
from backoffice.views.door import around, office_page, page, staff_of
from backoffice.views.traffic import read_gently
from botguard import queries as guard

PAGE_SIZE = 20


@require_safe
@office_page("accounts.see_traffic")
@read_gently
def index(request: HttpRequest) -> HttpResponse:
    """Render appeals: the open ones, oldest first, with what stands against each; or the closed ones."""
    now = timezone.now()
    is_open = request.GET.get("show") != "closed"
    found = Paginator(range(guard.appeal_count(is_open=is_open)), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = guard.appeals(is_open=is_open, limit=PAGE_SIZE, offset=(found.number - 1) * PAGE_SIZE)
    return page(
        request,
        "backoffice/appeals.html",
        {
            **around(found, request=request),
            "appeals": [(each, guard.bans_over(each.address, now=now) if is_open else ()) for each in rows],
            "is_open": is_open,
            "can_answer": request.user.has_perm("accounts.answer_appeals"),
            "now": now,
        },
    )


@require_POST
@office_page("accounts.answer_appeals")
def answer(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """Close an appeal; `release` also lifts what bans the address and gives its key back."""
    is_released = request.POST.get("answer") == "release"
    now = timezone.now()
    lifted = acts.answer(appeal_id, is_released=is_released, actor_id=staff_of(request).pk, now=now)
    if lifted is None:
        messages.error(request, "That appeal is closed already.")
    elif is_released:
        messages.success(request, f"Released: {lifted} ban{'' if lifted == 1 else 's'} lifted.")
    else:
        messages.success(request, "The appeal is closed; everything stays as it is.")
    return HttpResponseRedirect(reverse("backoffice:appeals"))


@require_safe
@office_page("accounts.see_traffic")
@read_gently
def mistaken(request: HttpRequest) -> HttpResponse:
    """Render the false-positive report: released, appealed, stopped and then bought."""
    return page(
        request,
        "backoffice/mistakes.html",
        {
            "report": mistakes(now=timezone.now()),
            "may_see_orders": request.user.has_perm("accounts.see_orders"),
        },
    )

"""A customer: what they ordered, how they stand with the guard, and staff's word about it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from backoffice.actions import standing
from backoffice.forms import StandingForm
from backoffice.queries.customer import customer
from backoffice.views.door import office_page, page, staff_of

SAID = {
    "safeguard": "From now on the guard is one step milder with them.",
    "distrusted": "From now on the guard is one step harder with them; keys in use follow within ten seconds.",
    "": "Their orders speak for them again.",
}


@require_safe
@office_page("accounts.see_orders")
def show(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Render a customer's page."""
    return _render(request, customer_id, form=StandingForm())


@require_POST
@office_page("accounts.set_standing")
def say(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Trust or distrust a customer, or leave it to their orders again."""
    now = timezone.now()
    form = StandingForm(request.POST)
    if customer(customer_id, now=now) is None:
        raise Http404
    if not form.is_valid():
        return _render(request, customer_id, form=form, status=422)
    tier = form.cleaned_data["tier"]
    standing.say(
        customer_id,
        tier=tier,
        reason=form.cleaned_data["reason"],
        expires_at=form.expires_at(now=now),
        actor_id=staff_of(request).pk,
        now=now,
    )
    messages.success(request, SAID[tier])
    return HttpResponseRedirect(reverse("backoffice:customer", args=[customer_id]))


def _render(request: HttpRequest, customer_id: int, *, form: StandingForm, status: int = 200) -> HttpResponse:
    found = customer(customer_id, now=timezone.now())
    if found is None:
        raise Http404
    return page(
        request,
        "backoffice/customer.html",
        {"seen": found, "form": form, "can_say": request.user.has_perm("accounts.set_standing")},
        status=status,
    )

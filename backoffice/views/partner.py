"""Partners' keys: give one, see what it is used for, take it back."""

import secrets
from datetime import datetime, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backoffice.actions import robot
from backoffice.engine.plot import Series, draw_bars
from backoffice.forms import ReasonForm
from backoffice.views.door import office_page, page, staff_of
from botguard.actions.partner import GivenKey, PartnerRefused
from botguard.engine.decide import STEPS
from botguard.engine.register import ACCEPTED, PARTNER_WINDOW
from botguard.forms import PartnerForm
from botguard.queries.crawler import partner, partner_days, partner_rooms, partners

DAYS = 14


@require_http_methods(["GET", "HEAD", "POST"])
@office_page("accounts.see_traffic")
def index(request: HttpRequest) -> HttpResponse:
    """Render the keys; a POST gives one, and shows its private half this once."""
    now = timezone.now()
    if request.method != "POST":
        return _render(request, form=PartnerForm(), now=now)
    if not request.user.has_perm("accounts.mind_robots"):
        raise PermissionDenied
    form = PartnerForm(request.POST)
    if not form.is_valid():
        return _render(request, form=form, now=now, status=422)
    try:
        given = robot.give_key(
            form.cleaned_data["name"],
            rooms=form.cleaned_data["rooms"],
            expires_at=form.expires_at(now=now),
            public_key=form.cleaned_data["public_key"],
            seed=secrets.token_bytes(32),
            actor_id=staff_of(request).pk,
            now=now,
        )
    except PartnerRefused as refusal:
        form.add_error(None, str(refusal))
        return _render(request, form=form, now=now, status=422)
    if given.private_key:
        return _render(request, form=PartnerForm(), now=now, given=given)
    messages.success(request, f"{given.partner.name} may sign from now on.")
    return HttpResponseRedirect(reverse("backoffice:partner", args=[given.partner.pk]))


@require_safe
@office_page("accounts.see_traffic")
def show(request: HttpRequest, partner_id: int) -> HttpResponse:
    """Render one key and what it was used for."""
    return _render_one(request, partner_id, form=ReasonForm())


@require_POST
@office_page("accounts.mind_robots")
def take_back(request: HttpRequest, partner_id: int) -> HttpResponse:
    """Take a key back."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _render_one(request, partner_id, form=form, status=422)
    reason = form.cleaned_data["reason"]
    if robot.take_back(partner_id, reason=reason, actor_id=staff_of(request).pk, now=timezone.now()):
        messages.success(request, "The key is taken back: its next request is a stranger's.")
    else:
        messages.error(request, "That key is not in force.")
    return HttpResponseRedirect(reverse("backoffice:partners"))


def _render(
    request: HttpRequest,
    *,
    form: PartnerForm,
    now: datetime,
    given: GivenKey | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "partners": partners(now=now),
        "given": given,
        "can_change": request.user.has_perm("accounts.mind_robots"),
        "now": now,
    }
    return page(request, "backoffice/partners.html", context, status=status)


def _render_one(
    request: HttpRequest, partner_id: int, *, form: ReasonForm, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    found = partner(partner_id, now=now)
    if found is None:
        raise Http404
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    uses = partner_days(partner_id, since=days[0])
    served = tuple(uses.get(day, (0, 0))[0] for day in days)
    refused = tuple(uses.get(day, (0, 0))[1] for day in days)
    plot = draw_bars(
        "Requests a day",
        summary=f"{sum(served)} requests served and {sum(refused)} not served in {DAYS} days",
        labels=[f"{day:%-d %b}" for day in days],
        series=(
            Series(name="Served", tone="green", values=served),
            Series(name="Not served", tone="red", values=refused),
        ),
    )
    context = {
        "partner": found,
        "plot": plot,
        "uses": partner_rooms(partner_id, since=days[0]),
        "days": DAYS,
        "steps": STEPS,
        "form": form,
        "accepted": ACCEPTED,
        "window": PARTNER_WINDOW.longest,
        "can_change": request.user.has_perm("accounts.mind_robots"),
    }
    return page(request, "backoffice/partner.html", context, status=status)

"""Traffic: good, unknown and bad over time, what the guard decided and why, and its bans."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from backoffice.actions.ban import lift
from backoffice.queries.traffic import GEO_OLD_DAYS, SPANS, traffic_plot
from backoffice.views.door import office_page, page, staff_of
from botguard import queries as guard


@require_safe
@office_page("accounts.see_traffic")
def index(request: HttpRequest) -> HttpResponse:
    """Render the plot of a span, and the latest decisions and bans."""
    now = timezone.now()
    name = request.GET.get("span", "")
    span = SPANS.get(name, SPANS[""])
    files = guard.geo_files(now=now)
    return page(
        request,
        "backoffice/traffic.html",
        {
            "plot": traffic_plot(span=span, until=now),
            "spans": [(key, each.label, key == name) for key, each in SPANS.items()],
            "bans": guard.recent_bans(limit=30),
            "decisions": guard.recent_decisions(limit=50),
            "geo_files": files,
            "geo_is_old": any(file.age_days is None or file.age_days > GEO_OLD_DAYS for file in files),
            "can_lift": request.user.has_perm("accounts.lift_bans"),
            "now": now,
        },
    )


@require_POST
@office_page("accounts.lift_bans")
def lift_ban(request: HttpRequest, ban_id: int) -> HttpResponse:
    """End a ban before its time."""
    if lift(ban_id, actor_id=staff_of(request).pk, now=timezone.now()):
        messages.success(request, "The ban is lifted.")
    else:
        messages.error(request, "That ban is over already.")
    return HttpResponseRedirect(reverse("backoffice:traffic"))

"""Bans of the guard's own: those in force, those that were, and lifting one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from backoffice.actions.ban import lift as lift_and_record
from backoffice.views.door import around, office_page, page, searched, staff_of
from backoffice.views.traffic import chosen, read_gently
from botguard import queries as guard

PAGE_SIZE = 25
SHOWS = (("", "In force"), ("over", "Over"), ("lifted", "Lifted"))
BACK = {"live": "backoffice:traffic", "appeals": "backoffice:appeals"}


@require_safe
@office_page("accounts.see_traffic")
@read_gently
def index(request: HttpRequest) -> HttpResponse:
    """Render bans, newest first."""
    now = timezone.now()
    show = chosen(request, "show", among=("over", "lifted"))
    text = searched(request)
    count = guard.ban_count(show=show or "live", text=text, now=now)
    found = Paginator(range(count), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = guard.recent_bans(
        limit=PAGE_SIZE, offset=(found.number - 1) * PAGE_SIZE, show=show or "live", text=text, now=now
    )
    return page(
        request,
        "backoffice/bans.html",
        {
            **around(found, request=request),
            "bans": rows,
            "show": show,
            "shows": [(name, label, name == show) for name, label in SHOWS],
            "text": text,
            "now": now,
            "can_lift": request.user.has_perm("accounts.lift_bans"),
        },
    )


@require_POST
@office_page("accounts.lift_bans")
def lift(request: HttpRequest, ban_id: int) -> HttpResponse:
    """End a ban before its time."""
    if lift_and_record(ban_id, actor_id=staff_of(request).pk, now=timezone.now()):
        messages.success(request, "The ban is lifted.")
    else:
        messages.error(request, "That ban is over already.")
    return HttpResponseRedirect(reverse(BACK.get(request.POST.get("next", ""), "backoffice:bans")))

"""Traffic: good, unknown and bad over time, by room and action and network, and what the guard decided and why."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from backoffice.queries.gentle import TooMuchToRead, gently
from backoffice.queries.traffic import GEO_OLD_DAYS, SPANS, overview
from backoffice.views.door import around, office_page, page, searched
from botguard import queries as guard
from botguard.engine.decide import STEPS
from botguard.queries.brake import live_pulls

PAGE_SIZE = 25
NEWEST = 12


def read_gently[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Break off a page that would read for too long, and say how to ask for less."""

    @wraps(view)
    def read(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            with gently():
                return view(request, *args, **kwargs)
        except TooMuchToRead:
            return page(request, "backoffice/too_much.html", {}, status=503)

    return read


def chosen(request: HttpRequest, name: str, *, among: tuple[str, ...]) -> str:
    """Return a filter's value, or nothing when it is none of those it can have."""
    value = request.GET.get(name, "")
    return value if value in among else ""


@require_safe
@office_page("accounts.see_traffic")
@read_gently
def index(request: HttpRequest) -> HttpResponse:
    """Render the live page; htmx asks for its moving part alone."""
    now = timezone.now()
    name = chosen(request, "span", among=tuple(SPANS))
    room = chosen(request, "room", among=guard.rooms())
    action = chosen(request, "action", among=STEPS)
    by = chosen(request, "by", among=("operator",))
    kept = {"span": name, "room": room, "action": action, "by": by}
    context: dict[str, object] = {
        **kept,
        "seen": overview(span=SPANS[name], now=now, room=room, action=action, by_operator=bool(by)),
        "decisions": guard.recent_decisions(limit=NEWEST, room=room, action=action),
        "bans": guard.recent_bans(limit=NEWEST, show="live", now=now),
        "pulls": live_pulls(now=now, limit=NEWEST),
        "now": now,
        "query": _query(kept),
        "query_room": _query({**kept, "room": ""}),
        "query_action": _query({**kept, "action": ""}),
        "query_by": _query({**kept, "by": ""}),
        "is_paused": "paused" in request.GET,
        "can_lift": request.user.has_perm("accounts.lift_bans"),
    }
    if _wants_part(request):
        return page(request, "backoffice/traffic.html#live", context)
    files = guard.geo_files(now=now)
    context |= {
        "span_choices": [(key, each.label, key == name) for key, each in SPANS.items()],
        "rooms": guard.rooms(),
        "actions": STEPS,
        "geo_files": files,
        "geo_is_old": any(file.age_days is None or file.age_days > GEO_OLD_DAYS for file in files),
    }
    return page(request, "backoffice/traffic.html", context)


@require_safe
@office_page("accounts.see_traffic")
@read_gently
def decisions(request: HttpRequest) -> HttpResponse:
    """Render every recent decision with its reasons, by room, action, reason, and whom it was about."""
    room = chosen(request, "room", among=guard.rooms())
    action = chosen(request, "action", among=STEPS)
    code = request.GET.get("code", "")[:40].replace("\0", "")
    text = searched(request)
    count = guard.decision_count(room=room, action=action, code=code, text=text)
    found = Paginator(range(count), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = guard.recent_decisions(
        limit=PAGE_SIZE,
        offset=(found.number - 1) * PAGE_SIZE,
        room=room,
        action=action,
        code=code,
        text=text,
    )
    return page(
        request,
        "backoffice/decisions.html",
        {
            **around(found, request=request),
            "decisions": rows,
            "room": room,
            "action": action,
            "code": code,
            "text": text,
            "rooms": guard.rooms(),
            "actions": STEPS[1:],
            "is_filtered": bool(room or action or code or text),
        },
    )


def _wants_part(request: HttpRequest) -> bool:
    """Tell whether htmx will put the answer into the page it already has."""
    htmx = request.htmx  # type: ignore[attr-defined]  # set by django-htmx's middleware
    return bool(htmx) and htmx.target == "live" and not htmx.history_restore_request


def _query(filters: Mapping[str, str]) -> str:
    return urlencode({name: value for name, value in filters.items() if value or name == "span"})

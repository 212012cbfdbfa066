"""Visits: who came, what they did step by step, and which keys are about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Self

from django.db.models import Q, QuerySet

from botguard.engine import key as keys
from botguard.models import Visit

MOST_LISTED = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One request of a trail, and how long after the one before it came."""

    at: datetime
    method: str
    path: str
    room: str
    action: str
    is_enforced: bool
    points: int
    codes: tuple[str, ...]
    gap_seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitView:
    """A visit, as the back office shows it."""

    visitor: str
    has_key: bool
    first_at: datetime
    last_at: datetime
    address: str | None
    network: str
    country: str
    asn: int | None
    organisation: str
    network_kind: str
    agent: str
    agent_class: str
    languages: str
    proof: str
    standing: str
    worst_action: str
    worst_points: int
    points: int
    requests: int
    pages: int
    product_pages: int
    rooms: Mapping[str, int]
    actions: Mapping[str, int]
    codes: Mapping[str, int]
    steps: tuple[StepView, ...] = ()  # newest first

    @classmethod
    def of(cls, row: Visit, *, with_steps: bool = False) -> Self:
        """Return a row as the back office shows it."""
        return cls(
            visitor=row.visitor,
            has_key=row.has_key,
            first_at=row.first_at,
            last_at=row.last_at,
            address=row.address,
            network=row.network,
            country=row.country,
            asn=row.asn,
            organisation=row.organisation,
            network_kind=row.network_kind,
            agent=row.agent,
            agent_class=row.agent_class,
            languages=row.languages,
            proof=row.proof,
            standing=row.standing,
            worst_action=row.worst_action,
            worst_points=row.worst_points,
            points=row.points,
            requests=row.requests,
            pages=row.pages,
            product_pages=row.product_pages,
            rooms=row.rooms,
            actions=row.actions,
            codes=row.codes,
            steps=_steps(row.steps) if with_steps else (),
        )

    def is_live(self, *, now: datetime) -> bool:
        """Tell whether the visit's key may still be valid."""
        return now - self.last_at < timedelta(seconds=keys.LIFETIME)


def visit(visitor: str) -> VisitView | None:
    """Return one visitor's visit with its steps, newest first."""
    row = Visit.objects.filter(visitor=visitor).first()
    return VisitView.of(row, with_steps=True) if row else None


def visits(
    *,
    text: str = "",
    standing: str = "",
    since: datetime | None = None,
    is_keyed: bool | None = None,
    worst_first: bool = False,
    limit: int = 25,
    offset: int = 0,
) -> tuple[VisitView, ...]:
    """Return visits, the latest or the worst first."""
    order = ("-worst_points", "-last_at", "-pk") if worst_first else ("-last_at", "-pk")
    rows = _found(text=text, standing=standing, since=since, is_keyed=is_keyed).order_by(*order)
    return tuple(VisitView.of(row) for row in rows.defer("steps", "peaks")[offset : offset + limit])


def visit_count(
    *, text: str = "", standing: str = "", since: datetime | None = None, is_keyed: bool | None = None
) -> int:
    """Return how many there are, counted up to as many as a list shows."""
    found = _found(text=text, standing=standing, since=since, is_keyed=is_keyed)
    return found.order_by()[:MOST_LISTED].count()


def visits_beside(visit: VisitView, *, limit: int = 8) -> tuple[VisitView, ...]:
    """Return other visits from the same address, the latest first."""
    if visit.address is None:
        return ()
    rows = Visit.objects.filter(address=visit.address).exclude(visitor=visit.visitor)
    return tuple(
        VisitView.of(row) for row in rows.order_by("-last_at", "-pk").defer("steps", "peaks")[:limit]
    )


def _found(*, text: str, standing: str, since: datetime | None, is_keyed: bool | None) -> QuerySet[Visit]:
    found = Visit.objects.all()
    if since:
        found = found.filter(last_at__gte=since)
    if is_keyed is not None:
        found = found.filter(has_key=is_keyed)
    if standing:
        found = found.filter(standing=standing)
    return found.filter(_of_whom(text)) if text else found


def _of_whom(text: str) -> Q:
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return Q(visitor=text.lower()) | Q(organisation__istartswith=text) | Q(country=text.upper()[:3])
    return Q(address__gte=str(network[0]), address__lte=str(network[-1]))


def _steps(told: list[Mapping[str, object]]) -> tuple[StepView, ...]:
    shown: list[StepView] = []
    before: float | None = None
    for step in told:
        at = float(str(step["at"]))
        shown.append(
            StepView(
                at=datetime.fromtimestamp(at, UTC),
                method=str(step["method"]),
                path=str(step["path"]),
                room=str(step["room"]),
                action=str(step["action"]),
                is_enforced=bool(step["is_enforced"]),
                points=int(str(step["points"])),
                codes=tuple(str(step["codes"]).split()),
                gap_seconds=None if before is None else max(0.0, at - before),
            )
        )
        before = at
    return tuple(reversed(shown))

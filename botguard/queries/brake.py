"""Read the shop's brakes for staff: how they are set, what they hold now, and what they held."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from botguard import conf
from botguard.engine.brake import BRAKES, BY_CODE, BrakeKind, BrakeTerms
from botguard.models import Brake, BrakePull

SHOWN = 50
SCOPES = {
    "visitor": "of one visitor",
    "home": "of one address",
    "network": "of one network",
    "shop": "of the whole shop",
    "recipient": "to one recipient",
    "domain": "to one domain",
}
PAST = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class PullView:
    """One time a brake took hold."""

    id: int
    code: str
    label: str
    scope: str
    is_enforced: bool
    sentence: str
    pulled_at: datetime
    expires_at: datetime
    released_at: datetime | None
    is_live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BrakeView:
    """A brake, how it is set, and how much it holds."""

    kind: BrakeKind
    terms: BrakeTerms
    mode: str
    live: int
    limits: tuple[str, ...]  # in words


def brakes(*, now: datetime) -> tuple[BrakeView, ...]:
    """Return all brakes."""
    modes = dict(Brake.objects.values_list("code", "mode"))
    live = list(BrakePull.objects.filter(_live(now)).values_list("code", flat=True))
    terms = conf.policy().brakes
    return tuple(
        BrakeView(
            kind=kind,
            terms=terms[kind.code],
            mode=modes.get(kind.code, "enforce"),
            live=live.count(kind.code),
            limits=tuple(f"{most} {SCOPES[scope]}" for scope, most in terms[kind.code].limits.items()),
        )
        for kind in BRAKES
    )


def live_pulls(*, now: datetime, limit: int = SHOWN) -> tuple[PullView, ...]:
    """Return what brakes hold now, newest first."""
    found = BrakePull.objects.filter(_live(now)).order_by("-pulled_at", "-pk")[:limit]
    return tuple(_view(pull, now=now) for pull in found)


def past_pulls(*, now: datetime, limit: int = SHOWN) -> tuple[PullView, ...]:
    """Return what brakes held in the last seven days and have let go of, newest first."""
    found = (
        BrakePull.objects.filter(pulled_at__gt=now - PAST).exclude(_live(now)).order_by("-pulled_at", "-pk")
    )
    return tuple(_view(pull, now=now) for pull in found[:limit])


def _live(now: datetime) -> Q:
    return Q(expires_at__gt=now, released_at=None)


def _view(pull: BrakePull, *, now: datetime) -> PullView:
    kind, _, subject = pull.scope.partition(":")
    # A recipient is a mark that says nothing to anybody; a visitor's key is named by its first digits.
    scope = {
        "shop": "The whole shop",
        "recipient": "One recipient",
        "visitor": f"Visitor {subject[:8]}…",
    }.get(kind, subject)
    return PullView(
        id=pull.pk,
        code=pull.code,
        label=BY_CODE[pull.code].label if pull.code in BY_CODE else pull.code,
        scope=scope,
        is_enforced=pull.mode == "enforce",
        sentence=pull.sentence,
        pulled_at=pull.pulled_at,
        expires_at=pull.expires_at,
        released_at=pull.released_at,
        is_live=pull.released_at is None and pull.expires_at > now,
    )

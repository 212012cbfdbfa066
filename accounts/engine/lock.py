"""Decide whether a password may be checked: a counter, its limit, and the moment."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many tries within a window; the last of them starts a rest."""

    tries: int
    within: timedelta
    rest: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Tries taken so far in a window, and until when no more are given."""

    tries: int = 0
    window_ends_at: datetime | None = None
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """A try was taken; `counter` is what to keep."""

    counter: Counter


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """No try is left; ask again after `wait` whole seconds."""

    wait: int


# An account from one address (or one known device): what STANDARDS calls six wrong passwords.
PAIR = Limit(tries=6, within=timedelta(hours=1), rest=timedelta(seconds=120))
ADDRESS = Limit(tries=30, within=timedelta(minutes=10), rest=timedelta(minutes=10))
# Codes of a second factor: per person, for whoever types them already knows the password.
CODE = Limit(tries=6, within=timedelta(hours=1), rest=timedelta(seconds=120))
# A one-time code is good for one use; 90 seconds is longer than it can be valid.
ONCE = Limit(tries=1, within=timedelta(seconds=90), rest=timedelta(seconds=90))


def take(counter: Counter, *, limit: Limit, now: datetime) -> Granted | Refused:
    """Take one try before the password is looked at.

    A lock starts with its last try and is never prolonged. After it, or after a quiet window, counting starts anew.
    """
    if counter.locked_until is not None and counter.locked_until > now:
        return Refused(wait=ceil((counter.locked_until - now).total_seconds()))
    is_over = counter.locked_until is not None
    is_new = is_over or counter.window_ends_at is None or counter.window_ends_at <= now
    tries = 1 if is_new else counter.tries + 1
    return Granted(
        counter=Counter(
            tries=tries,
            window_ends_at=now + limit.within if is_new else counter.window_ends_at,
            locked_until=now + limit.rest if tries >= limit.tries else None,
        )
    )


def give_back(counter: Counter, *, limit: Limit) -> Counter:
    """Return a counter without the try that turned out right; the wrong ones stay counted."""
    tries = max(0, counter.tries - 1)
    return replace(counter, tries=tries, locked_until=counter.locked_until if tries >= limit.tries else None)

"""Read a fact from what JSON holds. None is not known."""

from datetime import UTC, datetime
from typing import Any  # JSON, as it was stored

from antifraud.engine.subject import email_key

# How many digits follow the point, where that is not two (ISO 4217).
EXPONENTS = {
    "JPY": 0,
    "KRW": 0,
    "CLP": 0,
    "ISK": 0,
    "VND": 0,
    "BHD": 3,
    "KWD": 3,
    "TND": 3,
    "OMR": 3,
    "JOD": 3,
}


def number(raw: Any) -> float | None:
    """Return a number."""
    return float(raw) if isinstance(raw, int | float) else None


def text(raw: Any) -> str | None:
    """Return a text as rules compare it: lower case, single spaces; empty is not known."""
    return " ".join(raw.split()).casefold() if isinstance(raw, str) and raw.strip() else None


def code(raw: Any) -> str | None:
    """Return a code in upper case."""
    return raw.strip().upper() if isinstance(raw, str) and raw.strip() else None


def as_is(raw: Any) -> str | None:
    """Return a text as it is; empty is not known."""
    return raw if isinstance(raw, str) and raw else None


def flag(raw: Any) -> bool | None:
    """Return a yes or no."""
    return raw if isinstance(raw, bool) else None


def coupon(raw: Any) -> str | None:
    """Return a coupon in lower case; empty says that none was used."""
    return raw.strip().casefold() if isinstance(raw, str) else None  # empty: none was used


def money(minor: Any, currency: Any) -> float | None:
    """Return an amount in main units."""
    amount = number(minor)
    return None if amount is None else amount / 10 ** EXPONENTS.get(str(currency).upper(), 2)


def hour(placed_at: Any) -> float | None:
    """Return the hour of a time, in UTC."""
    return float(datetime.fromisoformat(placed_at).astimezone(UTC).hour) if placed_at else None


def weekday(placed_at: Any) -> float | None:
    """Return the day of the week, Monday 1."""
    return float(datetime.fromisoformat(placed_at).astimezone(UTC).isoweekday()) if placed_at else None


def hours_between(earlier: Any, later: Any) -> float | None:
    """Return the hours from one time to another."""
    if not earlier or not later:
        return None
    seconds = (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()
    return max(0.0, seconds / 3600)  # clocks differ; nobody is younger than nothing


def is_given(raw: Any) -> bool | None:
    """Return whether there is anything."""
    return raw is not None


def email(raw: Any) -> str | None:
    """Return an e-mail address in its canonical form."""
    return (email_key(raw) if isinstance(raw, str) else "") or None


def domain(raw: Any) -> str | None:
    """Return the domain of an e-mail address."""
    address = email(raw)
    return None if address is None else address.rpartition("@")[2]

"""Show shares and times as figures."""

from datetime import timedelta

from django import template

from backoffice.engine.panel import duration

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """Return a share as a percentage; small ones keep a digit."""
    if share is None:
        return "–"
    return f"{share:.1%}" if 0 < share < 0.1 else f"{share:.0%}"


@register.filter
def waited(time: timedelta | None) -> str:
    """Return how long something took, or a dash."""
    return "–" if time is None else duration(time.total_seconds())


@register.filter
def milliseconds(microseconds: int) -> str:
    """Return how long a machine took."""
    return f"{microseconds / 1000:.1f} ms"

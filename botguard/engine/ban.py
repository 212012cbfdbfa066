"""How long a ban is."""

from datetime import timedelta


def ban_length(earlier: int, *, first_minutes: int, most_days: int) -> timedelta:
    """Return the length of a ban after so many earlier ones: doubling each time, up to a limit."""
    longest = timedelta(days=most_days)
    # Past a thousand doublings of a minute there is no number for it; the limit came long before.
    return min(timedelta(minutes=first_minutes * 2 ** min(earlier, 20)), longest)

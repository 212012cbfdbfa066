"""How long a ban is, and how wide."""

from collections.abc import Collection
from datetime import timedelta

from botguard.engine.address import Address, Network, circles


def ban_length(earlier: int, *, first_minutes: int, most_days: int) -> timedelta:
    """Return the length of a ban after so many earlier ones: doubling each time, up to a limit."""
    longest = timedelta(days=most_days)
    # Past a thousand doublings of a minute there is no number for it; the limit came long before.
    return min(timedelta(minutes=first_minutes * 2 ** min(earlier, 20)), longest)


def ban_width(address: Address, *, banned: Collection[Network], neighbours: int) -> Network:
    """Return what a ban of an address covers: it alone (of IPv6 its /64), its /56, its /24 or /48; never more.

    A circle is banned as a whole once enough different parts of it, each the next smaller circle, were banned of late;
    `banned` are those bans.
    """
    inner, *outer = circles(address)
    widest = inner
    for circle in outer:
        parts = {inner}
        for network in banned:
            if network.version == circle.version and network.prefixlen >= inner.prefixlen:
                part = network.supernet(new_prefix=inner.prefixlen)
                if circle.supernet_of(part):  # type: ignore[arg-type] # both are of one version
                    parts.add(part)
        if len(parts) >= neighbours:
            widest = circle
        inner = circle
    return widest

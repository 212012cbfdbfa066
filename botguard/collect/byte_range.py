"""Read which part of an answer a player asks for: Safari plays no sound from a server that cannot give it parts."""

import re

from django.http import HttpRequest

ONE_RANGE = re.compile(r"bytes=(\d{0,9})-(\d{0,9})")


def byte_range(request: HttpRequest, *, size: int) -> tuple[int, int] | None:
    """Return the first and the last byte of the one range asked for; None is the whole, as it is for nonsense."""
    found = ONE_RANGE.fullmatch(str(request.META.get("HTTP_RANGE", ""))[:40].strip())
    if found is None or found[0] == "bytes=-":
        return None
    if not found[1]:
        return (max(0, size - int(found[2])), size - 1) if int(found[2]) else None
    first, last = int(found[1]), min(int(found[2] or size - 1), size - 1)
    return (first, last) if first <= last else None

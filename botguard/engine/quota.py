"""Tell programs how much they may still ask: the fields of draft-ietf-httpapi-ratelimit-headers-10."""

from botguard.engine.policy import Limits

NAME = '"requests"'


def quota_fields(limits: Limits, *, turns_left: int, retry_after: int) -> dict[str, str]:
    """Return RateLimit-Policy and RateLimit.

    The window is the time in which a spent burst comes back in full. Who is told to wait has nothing left until then,
    for whichever reason; else `t` says when the whole burst is there again.
    """
    window = -(-limits.burst * 60 // limits.requests_per_minute)
    left = 0 if retry_after else max(0, min(turns_left, limits.burst))
    until = retry_after or -(-(limits.burst - left) * 60 // limits.requests_per_minute)
    return {
        "RateLimit-Policy": f"{NAME};q={limits.burst};w={window}",
        "RateLimit": f"{NAME};r={left};t={until}",
    }

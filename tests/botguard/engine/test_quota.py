"""What programs are told of their limit."""

import pytest

from botguard.engine.policy import Limits
from botguard.engine.quota import quota_fields

LIMITS = Limits(requests_per_minute=600, burst=300)
TWENTY = Limits(requests_per_minute=120, burst=20)
ROWS = [
    ("all is left", LIMITS, 300, 0, '"requests";q=300;w=30', '"requests";r=300;t=0'),
    ("one was taken, back in less than a second", LIMITS, 299, 0, '"requests";q=300;w=30', '"requests";r=299;t=1'),
    ("half is left", LIMITS, 150, 0, '"requests";q=300;w=30', '"requests";r=150;t=15'),
    ("out of turns", LIMITS, 0, 1, '"requests";q=300;w=30', '"requests";r=0;t=1'),
    ("told to wait for another reason", LIMITS, 280, 30, '"requests";q=300;w=30', '"requests";r=0;t=30'),
    ("twenty in ten seconds", TWENTY, 5, 0, '"requests";q=20;w=10', '"requests";r=5;t=8'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("limits", "left", "wait", "policy", "quota"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_what_is_told(limits: Limits, left: int, wait: int, policy: str, quota: str) -> None:
    assert quota_fields(limits, turns_left=left, retry_after=wait) == {
        "RateLimit-Policy": policy,
        "RateLimit": quota,
    }

"""The demo's partner and robots, made by the guard's own actions."""

import pytest
from django.utils import timezone

from botguard.queries.crawler import partners, recent_names
from demo.actions.partners import PARTNER, make


@pytest.mark.django_db
def test_a_partner_has_a_fortnight_of_use_and_robots_are_told_apart() -> None:
    now = timezone.now()
    make(seed=1, now=now)
    (found,) = partners(now=now)
    assert (found.name, found.is_live, found.last_used_at) == (PARTNER, True, now)
    assert 7 * 370 <= found.requests <= 8 * 580
    states = {each.operator: each.state for each in recent_names()}
    assert states == {"YandexBot": "verified", "SeznamBot": "fake"}

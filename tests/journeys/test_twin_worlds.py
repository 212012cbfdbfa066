"""A shopper whose order was cancelled in silence sees, byte for byte, what any other shopper sees.

The journey is lived twice, once by somebody who is listed, and everything an outsider can get hold of is compared:
status, headers, cookies, bodies, mails, the number of queries, the shelf, at once and until a month later. The leaks of
tests/journeys/leaks.py prove that the comparison sees: each was seen in other shops, is put in, and must be found.
"""

import os
import re
from datetime import timedelta

import pytest
import redis
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from tests.journeys.leaks import LEAKS, Leak
from tests.journeys.twin import LATER, SUBJECTS, Plan, compared, differences, lived

pytestmark = pytest.mark.django_db
FORGETTING = tuple(timedelta(days=days) for days in (1, 8, 35, 39))
# `make proofs` lives through more journeys than every build does.
EXAMPLES = 200 if os.environ.get("PROOFS") else 4

PLANS = st.builds(
    Plan,
    payment=st.sampled_from(["bank-transfer", "cash-on-delivery"]),
    stock=st.integers(1, 9),
    units=st.tuples(st.just(1), st.integers(0, 1), st.integers(0, 1)),
    is_guest=st.booleans(),
    by_api=st.booleans(),
    has_coupon=st.booleans(),
    language=st.sampled_from(["en", "de-AT,de;q=0.9", "fr", "zh-CN,zh;q=0.8,en;q=0.5"]),
    subject=st.sampled_from(sorted(SUBJECTS)),
    # One look back is as telling as five, and a fifth of the time; the plans below look back at every time.
    later=st.sampled_from(LATER).map(lambda when: (when,)),
)


@pytest.fixture(autouse=True)
def _guard(settings: Settings) -> None:
    settings.BOTGUARD_MODE = "observe"
    settings.BOTGUARD_WATCH = False
    settings.BOTGUARD_STORE_CLOCK = False


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(Plan(stock=1, later=LATER), id="a bank transfer for the last unit"),
        # A good cash order's stock leaves with its parcel, which no blocked order ever gets: docs/shadow-cancel.md.
        pytest.param(Plan(payment="cash-on-delivery", later=LATER), id="cash on delivery"),
        pytest.param(Plan(by_api=True, is_guest=True, later=LATER), id="a program without an account"),
        # The order goes thirty days after it was closed unpaid: the link opens it until then, and not after.
        pytest.param(Plan(is_forgotten=True, later=FORGETTING), id="somebody who asks to be forgotten"),
    ],
)
def test_the_worlds_are_the_same(valkey: redis.Redis, plan: Plan) -> None:
    clean, blocked = (lived(plan, is_blocked=is_blocked, valkey=valkey) for is_blocked in (False, True))
    assert differences(clean, blocked) == []
    said = "\n".join(text for _, text in blocked.seen).lower()
    assert "we have received your order" in said
    for untrue in (r"\bconfirmed\b", r"\bshipped\b", r"your order is on its way", r"\bdelivered\b"):
        assert not re.search(untrue, said), f"a blocked order was told to be {untrue}"


@hypothesis_settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(plan=PLANS)
def test_the_worlds_are_the_same_however_one_buys(valkey: redis.Redis, plan: Plan) -> None:
    assert compared(plan, valkey=valkey) == []


@pytest.mark.parametrize("leak", [pytest.param(leak, id=name) for name, leak in LEAKS.items()])
def test_a_leak_is_found(valkey: redis.Redis, monkeypatch: pytest.MonkeyPatch, leak: Leak) -> None:
    leak.put(monkeypatch)
    found = compared(Plan(later=leak.later, is_forgotten=leak.is_forgotten), valkey=valkey)
    assert any(each.startswith(leak.where) for each in found), found

"""Accuracy and drift, read from the database."""

from datetime import timedelta

import pytest

from antifraud.actions import PastOrder, assess, import_history, record_outcome
from antifraud.actions.backlog import judge_past
from antifraud.queries import accuracy
from tests.antifraud.orders import NOON, order

pytestmark = pytest.mark.django_db


def test_the_first_judgement_counts_and_only_of_the_period() -> None:
    assess(order("A", address_kind="tor", failed_payments=6, trap_hits=1), now=NOON)
    assess(order("A"), now=NOON + timedelta(hours=1))
    assess(order("B", email="b@x.example", phone="", device=None, address="192.0.2.9"), now=NOON)
    assess(order("OLD", placed_at=NOON - timedelta(days=40)), now=NOON)
    record_outcome("A", "chargeback", now=NOON + timedelta(days=1))
    record_outcome("B", "delivered", now=NOON + timedelta(days=2))
    found = accuracy.accuracy(since=NOON - timedelta(days=30), now=NOON + timedelta(days=2, hours=1))
    assert (found.orders, found.bad, found.good) == (2, 1, 0)
    red = found.levels[0]
    assert (red.level, red.orders, red.bad, red.recall) == ("red", 1, 1, 1.0)
    later = accuracy.accuracy(since=NOON - timedelta(days=30), now=NOON + timedelta(days=40))
    assert (later.bad, later.good, later.stopped_good) == (1, 1, 0)


def past(count: int, *, days: float, kind: str | None) -> list[PastOrder]:
    """Return orders of as many people, spread over a day, that many days before noon."""
    return [
        PastOrder(
            facts=order(
                f"{days}-{number}",
                placed_at=NOON - timedelta(days=days) + timedelta(minutes=number),
                email=f"p{number}-{days}@x.example",
                phone="",
                device=None,
                street="",
                address=f"198.18.{number}.{int(days)}",
                address_kind=kind,
            )
        )
        for number in range(count)
    ]


def test_a_crowd_through_tor_is_drift_and_so_is_a_source_that_fell_silent() -> None:
    for orders in (
        past(120, days=30, kind="unknown"),
        past(60, days=5, kind="tor"),
        past(60, days=6, kind=None),
    ):
        import_history(orders)
        assert sum(judge_past(orders, now=NOON)) == len(orders)
    rows = {row.code: row for row in accuracy.drift(now=NOON)}
    tor = rows["ip-tor"]
    assert (tor.spoke_before, tor.speaks_now) == (0.0, 0.5)
    assert (tor.unasked_before, tor.unasked_now) == (0.0, 0.5)
    assert tor.tone == "red"
    assert rows["email-disposable"].psi == 0.0
    assert rows["email-disposable"].tone == "green"


def test_too_few_judgements_are_no_drift() -> None:
    orders = past(99, days=5, kind="tor")
    import_history(orders)
    assert sum(judge_past(orders, now=NOON)) == 99
    assert accuracy.drift(now=NOON) == ()

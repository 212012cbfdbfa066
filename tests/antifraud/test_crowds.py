"""What many orders share: counts and sums stay exact and cheap, different values are at least."""

from datetime import timedelta

import pytest
from django.db import connection

from antifraud.actions import PastOrder, import_history
from antifraud.collect import order_history
from antifraud.collect.velocity import ALL, TOGETHER
from antifraud.engine.history import MOST_TOLD_APART
from antifraud.engine.outcome import Outcome
from tests.antifraud.orders import NOON, order
from tests.antifraud.test_collect import counted

pytestmark = pytest.mark.django_db


def test_of_what_many_share_counts_and_sums_are_exact_and_different_values_at_least() -> None:
    crowd, shop = {"address": "198.51.100.7"}, {"street": "Parcel shop 1"}
    past = [
        PastOrder(
            facts=order(
                f"R{number:04}",
                placed_at=NOON - timedelta(minutes=number + 1),
                email=f"e{number}@x.example",
                phone=f"+4072{number:07}",
                device=f"d{number}",
                **crowd,
                **shop,
            ),
            outcome=Outcome.REFUSED if number % 2 else Outcome.DELIVERED,
            known_at=NOON - timedelta(seconds=1),
        )
        for number in range(MOST_TOLD_APART + 100)
    ]
    import_history(past)
    facts = order("NEW", placed_at=NOON, email="new@x.example", phone="", device="new", **crowd, **shop)
    found, exact = order_history(facts), counted(facts, past)
    for name in ("address", "network", "delivery"):
        had, true = getattr(found, name), getattr(exact, name)
        together = [field for field in TOGETHER if getattr(had, field) != getattr(true, field)]
        assert not together, (name, together)
        # Minutes apart: the last hour has few of them, and is told apart to the last.
        assert (had.buyers_1h, had.phones_1h, had.orders) == (60, 60, MOST_TOLD_APART + 100)
        assert had.buyers_24h == had.devices_30d == MOST_TOLD_APART
        assert true.buyers_24h == MOST_TOLD_APART + 100
    track = found.delivery_track
    assert track is not None
    assert (track.delivered, track.refused) == (MOST_TOLD_APART // 2, MOST_TOLD_APART // 2)


@pytest.mark.parametrize("name", ["address", "network", "delivery"])
def test_what_thousands_share_is_counted_and_summed_from_the_index_alone(name: str) -> None:
    values = {name: "198.51.100.7", "at": NOON, "reference": "R", "currency": "EUR"}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {ALL[name]}", values)
        plan = "\n".join(row[0] for row in cursor)
    assert f"Index Only Scan using record_{name} on" in plan

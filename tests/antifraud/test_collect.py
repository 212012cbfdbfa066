"""History in SQL against history counted by hand, over random pasts; and that every question has its index."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection

from antifraud.actions import PastOrder, import_history
from antifraud.collect import TRACK, TRACK_SUBJECTS, VELOCITY, VELOCITY_SUBJECTS, order_history
from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History, ShopNorm, Track, Velocity
from antifraud.engine.outcome import Outcome
from antifraud.engine.subject import keys_of
from antifraud.models import OrderRecord
from tests.antifraud.orders import NOON, order

WINDOWS = {name: window for name, _, window in VELOCITY_SUBJECTS}
DAYS = {"24 hours": 1, "30 days": 30, "180 days": 180}


def past_of(dice: random.Random, count: int) -> Iterator[PastOrder]:
    """Yield orders of a small town: everything is shared, some of it is missing, some at the very same moment."""
    for number in range(count):
        back = timedelta(
            seconds=dice.choice([0, 1, 3600, 7200, 86_400, dice.randrange(40 * 86_400), 20_000_000])
        )
        placed_at = NOON - back
        facts = order(
            f"R{number:04}",
            placed_at=placed_at,
            address=dice.choice(["198.51.100.7", "198.51.100.8", "2001:db8::1", "2001:db8::2", None]),
            device=dice.choice(["d1", "d2", None]),
            email=dice.choice(["a@x.example", "A+1@x.example", "b@x.example", "", "nonsense"]),
            phone=dice.choice(["+40721234567", "+40721234568", ""]),
            name=dice.choice(["Ana Pop", "ANA  POP", "Ion", ""]),
            street=dice.choice(["Lunga 1", "Lunga 2", ""]),
            currency=dice.choice(["EUR", "EUR", "RON"]),
            amount_minor=dice.randrange(100, 9_000),
            units=dice.randrange(1, 9),
        )
        outcome = dice.choice([None, *Outcome])
        known_at = placed_at + timedelta(days=dice.randrange(0, 20)) if outcome else None
        yield PastOrder(facts=facts, outcome=outcome, known_at=known_at)


def counted(facts: OrderFacts, past: list[PastOrder]) -> History:
    """Return an order's history, counted one by one."""
    mine = keys_of(facts)
    now = facts.placed_at
    earlier = [
        each for each in past if each.facts.placed_at < now and each.facts.reference != facts.reference
    ]

    def sharing(subject: str, days: float) -> list[PastOrder]:
        key = getattr(mine, subject)
        since = now - timedelta(days=days)
        return [
            each
            for each in earlier
            if getattr(keys_of(each.facts), subject) == key and each.facts.placed_at >= since
        ]

    def velocity(subject: str) -> Velocity | None:
        if not getattr(mine, subject):
            return None
        found = sharing(subject, DAYS[WINDOWS[subject]])

        def since(**ago: int) -> list[OrderFacts]:
            return [each.facts for each in found if each.facts.placed_at >= now - timedelta(**ago)]

        def buyers(rows: list[OrderFacts]) -> int:
            return len({keys_of(row).email for row in rows} - {"", mine.email})

        every = [each.facts for each in found]
        amounts = [row.amount_minor for row in every if row.currency == facts.currency]
        return Velocity(
            orders_1h=len(since(hours=1)),
            orders_2h=len(since(hours=2)),
            orders_24h=len(since(hours=24)),
            orders_7d=len(since(days=7)),
            orders_30d=len(since(days=30)),
            orders=len(every),
            buyers_24h=buyers(since(hours=24)),
            buyers_30d=buyers(since(days=30)),
            names_90d=len({keys_of(row).name for row in since(days=90)} - {"", mine.name}),
            spellings=len({row.email.casefold() for row in every} - {"", facts.email.casefold()}),
            priced_orders=len(amounts),
            # Half goes up, as PostgreSQL rounds.
            amount_mean_minor=(2 * sum(amounts) + len(amounts)) // (2 * len(amounts)) if amounts else 0,
        )

    def track(subject: str) -> Track | None:
        if not getattr(mine, subject):
            return None
        known = [each for each in sharing(subject, 9999) if each.known_at is not None and each.known_at < now]
        bad = [each for each in known if each.outcome in {Outcome.CHARGEBACK, Outcome.FRAUD}]
        latest = max(bad, key=lambda each: (each.facts.placed_at, each.facts.reference), default=None)
        return Track(
            delivered=sum(each.outcome == Outcome.DELIVERED for each in known),
            refused=sum(each.outcome == Outcome.REFUSED for each in known),
            bad=len(bad),
            bad_reference=latest.facts.reference if latest else "",
        )

    priced = [each.facts for each in earlier if each.facts.currency == facts.currency]

    def percentile(values: list[int], share: float) -> int:
        return sorted(values)[max(0, -(-len(values) * round(share * 100) // 100) - 1)] if values else 0

    return History(
        **{name: velocity(name) for name, _, _ in VELOCITY_SUBJECTS},
        **{f"{name}_track": track(name) for name, _ in TRACK_SUBJECTS},  # type: ignore[arg-type]
        shop=ShopNorm(
            orders=len(priced),
            amount_median_minor=percentile([row.amount_minor for row in priced], 0.5),
            amount_p90_minor=percentile([row.amount_minor for row in priced], 0.9),
            units_p90=percentile([row.units for row in priced], 0.9),
        ),
        email_is_disposable=False if mine.email else None,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_history_is_what_counting_by_hand_finds(seed: int) -> None:
    past = list(past_of(random.Random(seed), 150))  # noqa: S311  # a seed, so that red stays red
    assert import_history(past) == 150
    for each in past[::5]:
        assert order_history(each.facts) == counted(each.facts, past), each.facts


@pytest.mark.django_db
def test_importing_twice_changes_nothing() -> None:
    past = list(past_of(random.Random(9), 40))  # noqa: S311
    import_history(past)
    rows = list(OrderRecord.objects.order_by("pk").values())
    import_history(past)
    assert list(OrderRecord.objects.order_by("pk").values()) == rows
    assert sum(each.outcome is not None for each in past) == OrderRecord.objects.exclude(outcome="").count()


@pytest.mark.django_db
@pytest.mark.parametrize("statement", [VELOCITY, TRACK], ids=["velocity", "track"])
def test_every_subject_is_answered_from_its_index(statement: str) -> None:
    values: dict[str, str | datetime | list[str]] = {
        **dict.fromkeys(("network", "device", "email", "phone", "delivery", "name"), "x"),
        "address": "198.51.100.7",
        "reference": "R",
        "currency": "EUR",
        "written": "x",
        "at": NOON,
        "delivered": "delivered",
        "refused": "refused",
        "bad": ["fraud"],
    }
    with connection.cursor() as cursor:
        # On an empty table a sequential scan is cheapest: the question is whether an index could answer at all.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {statement}", values)
        plan = "\n".join(row[0] for row in cursor)
    assert "Seq Scan on antifraud_orderrecord" not in plan
    for name in ("device", "email", "phone", "delivery"):
        assert f"record_{name}" in plan

"""History in SQL against history counted by hand, over random pasts; and that every question has its index."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from antifraud.actions import PastOrder, import_history
from antifraud.collect import order_history
from antifraud.collect.history import TRACK, TRACK_SUBJECTS
from antifraud.collect.link import LINKED
from antifraud.collect.velocity import ALL, LATEST, VELOCITY_SUBJECTS
from antifraud.engine import subject
from antifraud.engine.bond import HUB_ORDERS, LINKS
from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import (
    DISTINCT,
    WINDOWS,
    Bond,
    History,
    Place,
    ShopNorm,
    Track,
    Velocity,
)
from antifraud.engine.outcome import Outcome
from antifraud.models import OrderRecord
from tests.antifraud.orders import NOON, order

# The same orders are asked for theirs some hundred thousand times.
keys_of = lru_cache(maxsize=4_096)(subject.keys_of)
MINUTE = timedelta(minutes=1)
type Node = tuple[str, str]
REACH = {name: window for name, _, window in VELOCITY_SUBJECTS}
DAYS = {"30 days": 30, "180 days": 180}
HOURS = {"1h": 1, "24h": 24, "7d": 7 * 24, "30d": 30 * 24, "90d": 90 * 24}
KEYS = {
    "buyers": "email",
    "names": "name",
    "phones": "phone",
    "devices": "device",
    "doors": "delivery",
    "cards": "card",
}


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
            card=dice.choice(["c1", "c2", None, None]),
            coupon_code=dice.choice(["HELLO", ""]),
            coupon_is_once=True,
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
        found = sharing(subject, DAYS[REACH[subject]])

        def since(**ago: int) -> list[OrderFacts]:
            return [each.facts for each in found if each.facts.placed_at >= now - timedelta(**ago)]

        def apart(what: str, rows: list[OrderFacts]) -> int:
            key = KEYS.get(what, "address")
            return len({getattr(keys_of(row), key) for row in rows} - {"", getattr(mine, key)})

        def amount(rows: list[OrderFacts]) -> int:
            return sum(row.amount_minor for row in rows if row.currency == facts.currency)

        every = [each.facts for each in found]
        amounts = [row.amount_minor for row in every if row.currency == facts.currency]
        return Velocity(
            orders_1h=len(since(hours=1)),
            orders_2h=len(since(hours=2)),
            orders_24h=len(since(hours=24)),
            orders_7d=len(since(days=7)),
            orders_30d=len(since(days=30)),
            orders=len(every),
            **{f"amount_{span}_minor": amount(since(hours=HOURS[span])) for span in WINDOWS},
            **{
                f"{what}_{span}": apart(what, since(hours=HOURS[span]))
                for what in DISTINCT
                for span in ((*WINDOWS, "90d") if what == "names" else WINDOWS)
            },
            # What is no address has no spelling either.
            spellings=len(
                {row.email.casefold() for row in every if keys_of(row).email} - {facts.email.casefold()}
            ),
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

    among = Counter(node for each in earlier for node in shared(each.facts, each.facts))
    bonds = walked(facts, earlier, among)
    return History(
        **{name: velocity(name) for name, _, _ in VELOCITY_SUBJECTS},
        **{f"{name}_track": track(name) for name, _ in TRACK_SUBJECTS},  # type: ignore[arg-type]
        shop=ShopNorm(
            orders=len(priced),
            amount_median_minor=percentile([row.amount_minor for row in priced], 0.5),
            amount_p90_minor=percentile([row.amount_minor for row in priced], 0.9),
            units_p90=percentile([row.units for row in priced], 0.9),
            same_hour=sum(row.placed_at.hour == now.hour for row in priced),
            minute=now.hour * 60 + now.minute,
        ),
        bonds=bonds,
        coupon_reference=None if bonds is None else coupon_mate(facts, earlier, among),
        place=Place(offsets=(round(now.astimezone(ZoneInfo("Europe/Bucharest")).utcoffset() / MINUTE),)),
        email_is_disposable=False if mine.email else None,
    )


def shared(one: OrderFacts, other: OrderFacts) -> list[Node]:
    """Return what two orders share that may link them."""
    mine, theirs = keys_of(one), keys_of(other)
    return [(name, key) for name in LINKS if (key := getattr(mine, name)) and key == getattr(theirs, name)]


def neighbours(
    one: OrderFacts, earlier: list[PastOrder], among: Counter[Node]
) -> Iterator[tuple[str, PastOrder]]:
    for each in earlier:
        for node in shared(one, each.facts):
            if among[node] <= HUB_ORDERS:
                yield node[0], each


def coupon_mate(facts: OrderFacts, earlier: list[PastOrder], among: Counter[Node]) -> str | None:
    near = [each.facts for _, each in neighbours(facts, earlier, among)]
    return min((one.reference for one in near if one.coupon_code == facts.coupon_code), default=None)


def walked(facts: OrderFacts, earlier: list[PastOrder], among: Counter[Node]) -> tuple[Bond, ...] | None:
    """Return the bad orders within two hops, walked one by one."""
    if not any(getattr(keys_of(facts), name) for name in LINKS):
        return None

    def is_bad(each: PastOrder) -> bool:
        is_known = each.known_at is not None and each.known_at < facts.placed_at
        return is_known and each.outcome in {Outcome.CHARGEBACK, Outcome.FRAUD}

    def ways(found: list[tuple[str, PastOrder]], hops: int) -> list[Bond]:
        return [
            Bond(reference=each.facts.reference, hops=hops, through=through)
            for through, each in sorted(found, key=lambda way: (LINKS.index(way[0]), way[1].facts.reference))
            if is_bad(each)
        ]

    near = list(neighbours(facts, earlier, among))
    own = set(shared(facts, facts))
    onward = {node for _, each in near for node in shared(each.facts, each.facts)} - own
    far = [
        (node[0], each)
        for node in onward
        if among[node] <= HUB_ORDERS
        for each in earlier
        if node in shared(each.facts, each.facts)
    ]
    bonds: dict[str, Bond] = {}
    for bond in (*ways(near, 1), *ways(far, 2)):
        bonds.setdefault(bond.reference, bond)
    return tuple(bonds.values())


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
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
@pytest.mark.parametrize(
    ("statement", "is_list"),
    [
        (" UNION ALL ".join(LATEST.values()), False),
        (" UNION ALL ".join(ALL.values()), False),
        (TRACK, False),
        (LINKED, True),
    ],
    ids=["latest", "all", "track", "links"],
)
def test_every_subject_is_answered_from_its_index(statement: str, is_list: bool) -> None:
    subject: str | list[str] = ["x"] if is_list else "x"
    values: dict[str, str | datetime | list[str]] = {
        **dict.fromkeys(("network", "device", "email", "phone", "delivery", "name", "card"), subject),
        **dict.fromkeys([f"own_{name}" for name in (*DISTINCT, "spellings")], "x"),
        "address": "198.51.100.7",
        "own_addresses": "198.51.100.7",
        "reference": "R",
        "currency": "EUR",
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
    for name in ("device", "email", "phone", "delivery", *(["card"] if statement is not TRACK else [])):
        assert f"record_{name}" in plan

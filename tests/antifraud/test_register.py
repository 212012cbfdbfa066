"""Memory of the lists: it answers as the entries would, whatever happened to them, and is never behind."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from threading import Event, Thread

import pytest
from django.db import OperationalError, connection, connections, transaction
from pytest_django import DjangoAssertNumQueries

from antifraud.actions import block, expire, unblock
from antifraud.collect.listing import list_matches, look_up
from antifraud.engine.facts import OrderFacts
from antifraud.models import ListEntry
from antifraud.queries import register
from tests.antifraud.orders import NOON, order

POOL = (
    "198.51.100.7",
    "198.51.100.0/24",
    "198.51.0.0/16",
    "203.0.113.0/25",
    "2001:db8:1:2::/64",
    "2001:db8::/32",
    "maria.ionescu@example.com",
    "ana@example.com",
    "+40721234567",
    "device:device-one",
    "delivery:RO Strada Lunga 14 500051 Brasov",
    "country:RO",
    "AS64500",
)
ORDERS = (
    order("A"),
    order("B", address="203.0.113.7", email="ana@example.com", phone="", device=None),
    order("C", address="2001:db8:1:2::9", street="Strada Mare 1", address_country="BG"),
    order("D", address=None, email="", phone="", device=None, address_asn=None, address_country=None),
    order("E", address="9.9.9.9", email="x@example.com", phone="+40721000000", address_asn=1, street=""),
)


@pytest.fixture(autouse=True)
def _new_process() -> Iterator[None]:
    register.forget()
    yield
    register.forget()


def put(*values: str, **changes: object) -> int:
    """Put values on a list and return the last one's entry."""
    options = {"reason": "fakes", "author_id": None, "expires_at": None, "now": NOON} | changes
    entry_id = block(values, **options).lines[-1].entry_id  # type: ignore[arg-type]
    assert entry_id is not None
    return entry_id


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_memory_answers_as_the_entries_do(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    dice, now = Random(seed), NOON  # noqa: S311 # a test's dice are no secret
    monkeypatch.setattr(register, "STEP", dice.choice([2, 5, 5000]))
    answers = set[tuple[int, ...]]()
    for _ in range(60):
        now += timedelta(minutes=dice.randrange(1, 90))
        match dice.randrange(6):
            case 0 | 1 | 2:
                put(
                    *dice.sample(POOL, dice.randrange(1, 4)),
                    effect=dice.choice(["block", "block", "allow"]),
                    expires_at=dice.choice([None, now + timedelta(hours=dice.randrange(1, 9))]),
                    now=now,
                )
            case 3 | 4:
                for pk in ListEntry.objects.live(now).order_by("?").values_list("pk", flat=True)[:3]:
                    unblock(pk, now=now)
            case _:
                expire(now=now)
        if not dice.randrange(12):
            register.forget()
        for facts in ORDERS:
            found = list_matches(facts, now=now)
            assert found == look_up(facts, now=now)
            answers.add(tuple(match.entry_id for match in found))
    assert len(answers) > 20, "the dice must have tried much"


@pytest.mark.django_db
def test_what_is_not_listed_costs_one_short_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    put("9.9.9.9")
    assert register.catch_up() == 1
    with django_assert_num_queries(1) as asked:
        assert list_matches(order(), now=NOON) == ()
    assert '"revision" >' in asked.captured_queries[0]["sql"]


@pytest.mark.django_db
def test_a_new_process_asks_the_entries_until_it_knows_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    put("198.51.100.7", *(f"11.0.0.{number}" for number in range(1, 10)))
    monkeypatch.setattr(register, "STEP", 4)
    found = [[match.value for match in list_matches(order(), now=NOON)] for _ in range(4)]
    assert found == [["198.51.100.7"]] * 4
    assert not register.may_match(order(address="9.9.9.9"))


@pytest.mark.django_db
def test_an_entry_counts_from_the_next_order_on_and_not_longer_than_it_lasts() -> None:
    def matched(facts: OrderFacts) -> int:
        return len(list_matches(facts, now=NOON + timedelta(hours=1)))

    assert matched(order()) == 0
    entry_id = put("198.51.100.0/24")
    assert matched(order()) == 1
    unblock(entry_id, now=NOON)
    assert matched(order()) == 0
    assert not register.may_match(order())
    put("198.51.100.0/24", expires_at=NOON + timedelta(minutes=59))
    assert matched(order()) == 0
    assert register.may_match(order()), "it is swept later"
    expire(now=NOON + timedelta(hours=1))
    assert not register.may_match(order())


@pytest.mark.django_db
def test_every_change_has_a_higher_number() -> None:
    assert register.latest_revision() == 0
    entry_id = put("8.8.8.8")
    made = register.latest_revision()
    put("8.8.4.4")
    later = register.latest_revision()
    ListEntry.objects.filter(pk=entry_id).update(hits=7)
    assert register.latest_revision() == later
    unblock(entry_id, now=NOON + timedelta(hours=1))
    assert made < later < register.latest_revision()


@pytest.mark.django_db(transaction=True)
def test_numbers_become_visible_in_their_order() -> None:
    """Whoever is numbered second cannot be there first: it waits until the first is there, or is gone."""
    is_numbered, may_end = Event(), Event()

    def add_and_linger() -> None:
        with transaction.atomic():
            ListEntry.objects.create(
                effect="block", subject="address", value="8.8.8.8", reason="x", created_at=NOON
            )
            is_numbered.set()
            may_end.wait(20)
        connections.close_all()

    first = Thread(target=add_and_linger)
    first.start()
    assert is_numbered.wait(20)
    second = {"effect": "block", "subject": "address", "value": "8.8.4.4", "reason": "x", "created_at": NOON}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        with pytest.raises(OperationalError, match="lock timeout"):
            ListEntry.objects.create(**second)
    finally:
        connection.close()
        may_end.set()
        first.join()
    ListEntry.objects.create(**second)
    assert list(ListEntry.objects.order_by("revision").values_list("value", flat=True)) == [
        "8.8.8.8",
        "8.8.4.4",
    ]

"""What orders came to makes the standing of accounts and networks; staff's word wins."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from accounts.models import User
from botguard import actions, conf
from botguard.actions import standing as acts
from botguard.actions.standing import Learned, UnknownTier
from botguard.engine.tier import Record, account_mark
from botguard.models import NetworkStanding, OrderResult, Standing
from botguard.queries import snapshot
from botguard.queries import standing as queries

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUSE = "198.51.100.0/24"


@pytest.fixture
def lena() -> User:
    return User.objects.create_user("lena@example.com")


def told(
    outcome: str, *, of: User | None, reference: str = "A", network: str = HOUSE, now: datetime = NOW
) -> bool:
    learned = Learned(
        reference=reference,
        outcome=outcome,
        account_id=None if of is None else of.pk,
        key_id="k" * 32,
        network=network,
    )
    return actions.learn(learned, now=now)


def record_of(user: User) -> tuple[int, int, int]:
    row = Standing.objects.get(account=user)
    return row.kept, row.refused, row.lost


HISTORIES: list[tuple[str, list[str], tuple[int, int, int]]] = [
    ("delivered", ["delivered"], (1, 0, 0)),
    ("refused at the door", ["refused"], (0, 1, 0)),
    ("delivered, and charged back after all", ["delivered", "chargeback"], (0, 0, 1)),
    ("taken for fraud, and cleared", ["fraud", "genuine"], (0, 0, 0)),
    ("the same told twice", ["delivered", "delivered"], (1, 0, 0)),
    ("delivered and kept", ["delivered", "kept"], (1, 0, 0)),
]


@pytest.mark.parametrize(
    ("outcomes", "record"), [row[1:] for row in HISTORIES], ids=[row[0] for row in HISTORIES]
)
def test_one_order_counts_once_as_what_it_last_came_to(
    lena: User, outcomes: list[str], record: tuple[int, int, int]
) -> None:
    for outcome in outcomes:
        told(outcome, of=lena)
    assert record_of(lena) == record
    around = NetworkStanding.objects.get(network=HOUSE)
    assert (around.kept, around.refused, around.lost) == record
    assert OrderResult.objects.count() == sum(record)


@pytest.mark.parametrize("outcome", ["unpaid", "genuine"])
def test_what_says_nothing_of_anybody_leaves_no_row(lena: User, outcome: str) -> None:
    assert not told(outcome, of=lena)
    assert not Standing.objects.exists()
    assert not NetworkStanding.objects.exists()


def test_a_guests_order_counts_for_its_network_only() -> None:
    assert told("delivered", of=None)
    assert not Standing.objects.exists()
    assert NetworkStanding.objects.get().kept == 1


def test_three_kept_orders_are_a_safeguard_and_two_lost_ones_the_opposite(lena: User) -> None:
    tiers = []
    for number in range(3):
        told("delivered", of=lena, reference=str(number))
        tiers.append(queries.tier(lena.pk, now=NOW))
    for number in range(2):
        told("chargeback", of=lena, reference=str(number))
        tiers.append(queries.tier(lena.pk, now=NOW))
    assert tiers == ["ordinary", "ordinary", "safeguard", "ordinary", "distrusted"]


def test_staffs_word_wins_while_it_holds(lena: User) -> None:
    told("delivered", of=lena)
    until = NOW + timedelta(days=7)
    actions.say(lena.pk, tier="distrusted", reason="r", actor_id=lena.pk, now=NOW, expires_at=until)
    view = queries.of_account(lena.pk, now=NOW)
    assert (view.tier, view.said, view.said_reason, view.said_until) == (
        "distrusted",
        "distrusted",
        "r",
        until,
    )
    assert view.record == Record(kept=1)
    after = queries.of_account(lena.pk, now=until)
    assert (after.tier, after.said, after.said_reason) == ("ordinary", "", "")
    actions.say(lena.pk, tier="", reason="", actor_id=lena.pk, now=NOW)
    assert queries.tier(lena.pk, now=NOW) == "ordinary"
    with pytest.raises(UnknownTier, match="beloved"):
        actions.say(lena.pk, tier="beloved", reason="", actor_id=lena.pk, now=NOW)


def test_the_snapshot_knows_the_distrusted_under_every_secret(lena: User, settings: object) -> None:
    settings.BOTGUARD_SECRETS = ["n" * 40, "o" * 40]  # type: ignore[attr-defined] # pytest-django's
    trusted = User.objects.create_user("tom@example.com")
    for number in range(2):
        told("fraud", of=lena, reference=f"l{number}")
        told("fraud", of=trusted, reference=f"t{number}")
    actions.say(trusted.pk, tier="safeguard", reason="", actor_id=None, now=NOW)
    marks = {account_mark(lena.pk, secret=secret) for secret in conf.secrets()}
    assert snapshot.refresh(now=NOW).distrusted == marks
    actions.say(lena.pk, tier="ordinary", reason="", actor_id=None, now=NOW)
    assert snapshot.refresh(now=NOW).distrusted == frozenset()


def test_the_snapshot_reads_networks_again_within_a_minute_of_a_change() -> None:
    told("delivered", of=None)
    first = snapshot.refresh(now=NOW).networks
    assert first == {ip_network(HOUSE): Record(kept=1)}
    told("refused", of=None, reference="B", now=NOW + timedelta(seconds=1))
    assert snapshot.refresh(now=NOW + timedelta(seconds=59)).networks == first
    later = snapshot.refresh(now=NOW + timedelta(seconds=61)).networks
    assert later == {ip_network(HOUSE): Record(kept=1, refused=1)}


def test_what_was_long_ago_is_forgotten(lena: User) -> None:
    told("delivered", of=lena, reference="old", now=NOW - timedelta(days=731))
    told("delivered", of=lena, reference="new", now=NOW)
    acts.expire(now=NOW)
    assert record_of(lena) == (1, 0, 0)
    assert [row.reference for row in OrderResult.objects.all()] == ["new"]
    acts.expire(now=NOW + timedelta(days=731))
    assert not Standing.objects.exists()
    assert not NetworkStanding.objects.exists()
    assert not OrderResult.objects.exists()


def test_an_account_that_is_deleted_takes_its_standing_along(lena: User) -> None:
    told("delivered", of=lena)
    lena.delete()
    assert not Standing.objects.exists()
    assert OrderResult.objects.get().account_id is None

"""A backup that is put back knows nothing of who was forgotten since: the log does, and the command repeats it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import Settings

from accounts.models import AuditEntry, User
from antifraud.models import OrderRecord
from checkout.actions.erasure import erase_person
from checkout.actions.place import place_order
from checkout.actions.review import judge
from checkout.models import ErasedOrder, Erasure, Order
from checkout.queries.person import Person, person_of
from checkout.queries.wish import log_path
from tests.checkout.world import ADA, NOW, cart_of, entropy, placement, variant

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LONG_AGO = NOW - 300 * DAY


@pytest.fixture(autouse=True)
def _log_of_its_own(settings: Settings, tmp_path: Path) -> None:
    settings.ERASURE_FOLDER = tmp_path / "erasures"
    settings.SECRET_KEY_FALLBACKS = []


@contextmanager
def put_back_afterwards() -> Iterator[None]:
    """Do something after a backup was made, and put the backup back: files stay as they are."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ordered(
    *, seed: int, email: str = ADA.email, customer_id: int | None = None, days_ago: int = 300
) -> Order:
    lamp = variant(stock=9) if seed == 1 else Order.objects.order_by("pk")[0].lines.get().variant
    assert lamp is not None
    at = NOW - days_ago * DAY
    cart = cart_of({lamp.pk: 1})
    wanted = replace(
        placement(cart, payment="cash-on-delivery", recipient=replace(ADA, email=email), at=at),
        customer_id=customer_id,
    )
    order = Order.objects.get(token=place_order(wanted, entropy=entropy(seed), now=at).token)
    judge(order.pk, now=at)
    return order


def again(*words: str) -> tuple[str, str]:
    said, wrong = StringIO(), StringIO()
    call_command("erase_again", *words, stdout=said, stderr=wrong)
    return said.getvalue(), wrong.getvalue()


def test_who_was_forgotten_since_the_backup_is_forgotten_again() -> None:
    ada = User.objects.create(email="ada.account@example.com", date_joined=LONG_AGO)
    mine, guest = ordered(seed=1, customer_id=ada.pk), ordered(seed=2)
    other = ordered(seed=3, email="eve@example.com")
    with put_back_afterwards():
        erase_person(Person(email=ADA.email, account_id=ada.pk), reason="x", actor_id=None, now=NOW)
        assert Order.objects.get(pk=guest.pk).name == "Erased"
    assert Order.objects.get(pk=guest.pk).name == ADA.name
    assert "1 would be erased again" in again("--check")[0]
    assert not Erasure.objects.exists()
    said, wrong = again()
    assert "1 wishes are in the log, 0 are known here. 1 were erased again." in said
    assert wrong == ""
    names = dict(Order.objects.values_list("pk", "name"))
    assert names == {mine.pk: "Erased", guest.pk: "Erased", other.pk: ADA.name}
    assert not User.objects.filter(pk=ada.pk).exists()
    assert set(OrderRecord.objects.exclude(email="").values_list("reference", flat=True)) == {other.number}
    assert set(Erasure.objects.values_list("asked_at", flat=True)) == {NOW}
    before = (Erasure.objects.count(), AuditEntry.objects.count())
    assert "1 are known here. 0 were erased again." in again()[0]
    assert (Erasure.objects.count(), AuditEntry.objects.count()) == before


def test_the_log_names_nobody_and_only_its_owner_reads_it() -> None:
    order = ordered(seed=1)
    erase_person(person_of(ADA.email), reason="asked by Ada", actor_id=None, now=NOW)
    text = log_path().read_text()
    assert text == f"{NOW.isoformat()} {Erasure.objects.get().digest} -\n"
    for word in (ADA.email, "ada", ADA.phone, order.number):
        assert word not in text.lower()
    assert log_path().stat().st_mode & 0o777 == 0o600


def test_what_came_after_the_wish_is_left_alone() -> None:
    old = ordered(seed=1)
    with put_back_afterwards():
        erase_person(person_of(ADA.email), reason="x", actor_id=None, now=NOW - 200 * DAY)
    new = ordered(seed=2, days_ago=1)
    back = User.objects.create(email=ADA.email, date_joined=NOW - DAY)
    again()
    assert set(ErasedOrder.objects.values_list("order", flat=True)) == {old.pk}
    assert Order.objects.get(pk=new.pk).name == ADA.name
    assert User.objects.filter(pk=back.pk).exists()


def test_a_wish_the_copy_has_heard_of_is_not_repeated() -> None:
    ordered(seed=1)
    erase_person(person_of(ADA.email), reason="x", actor_id=None, now=NOW - 200 * DAY)
    ordered(seed=2, days_ago=250)  # as if something of hers had come in by another way
    assert "1 are known here. 0 were erased again." in again()[0]


def test_a_changed_secret_still_knows_them(settings: Settings) -> None:
    order = ordered(seed=1)
    with put_back_afterwards():
        erase_person(person_of(ADA.email), reason="x", actor_id=None, now=NOW)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another secret that is long enough for anybody"
    said, wrong = again()
    assert "0 were erased again" in said
    assert "1 wishes fit nobody" in wrong
    settings.SECRET_KEY_FALLBACKS = [old]
    assert "1 were erased again" in again()[0]
    assert Order.objects.get(pk=order.pk).name == "Erased"


def test_lines_that_say_nothing_are_told_and_the_others_count() -> None:
    ordered(seed=1)
    with put_back_afterwards():
        erase_person(person_of(ADA.email), reason="x", actor_id=None, now=NOW)
    with log_path().open("a") as log:
        log.write("2026-11-22T10:")
    said, wrong = again()
    assert "1 were erased again" in said
    assert "1 lines of" in wrong
    assert wrong.rstrip().endswith("cannot be read: 2.")


def test_without_a_log_nothing_is_done() -> None:
    with pytest.raises(CommandError, match="No such file"):
        again()


def test_what_cannot_be_written_down_is_not_begun(settings: Settings, tmp_path: Path) -> None:
    ada = User.objects.create_user(ADA.email)
    (tmp_path / "a-file").write_text("")
    settings.ERASURE_FOLDER = tmp_path / "a-file"
    with pytest.raises(OSError, match="a-file"):
        erase_person(person_of(ADA.email), reason="x", actor_id=None, now=NOW)
    assert User.objects.filter(pk=ada.pk).exists()
    assert not Erasure.objects.exists()

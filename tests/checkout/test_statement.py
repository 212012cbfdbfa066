"""A bank statement's payments find their orders by the number in their text, once, and only if the amount is right."""

from datetime import timedelta

import pytest

from accounts.models import User
from antifraud.actions import block
from checkout.actions import review
from checkout.actions.release import release_unpaid
from checkout.actions.statement import match_statement, take_statement
from checkout.models import Order
from outbox.models import Message
from tests.checkout.world import NOW, placed, states, stock_of, variant

pytestmark = pytest.mark.django_db
BAD = "203.0.113.66"
DAY = timedelta(days=1)


@pytest.fixture
def clerk() -> int:
    return User.objects.create_user("clerk@example.com", is_staff=True).pk


def transfer(variant_id: int, *, seed: int, address: str = "198.51.100.7") -> Order:
    order = placed({variant_id: 1}, payment="bank-transfer", seed=seed, address=address)
    review.judge(order.pk, now=NOW + timedelta(seconds=2))
    return order


def test_what_fits_is_written_down_once_and_nothing_else(clerk: int) -> None:
    lamp = variant()
    good, short, cash = (transfer(lamp.pk, seed=seed) for seed in (1, 2, 3))
    Order.objects.filter(pk=cash.pk).update(payment_method="cash-on-delivery")
    loose = good.number.replace("-", " ").lower()
    statement = (
        "Date;Amount;Reference\n"
        f"2026-03-03;53,90;Order {loose} thanks\n"
        f"2026-03-03;53,90;{good.number}\n"
        f"2026-03-03;10,00;{short.number}\n"
        f"2026-03-03;53,90;{cash.number}\n"
        "2026-03-03;53,90;rent\n"
        "2026-03-03;-12,00;fees\n"
        "2026-03-03;lots;?\n"
        "2026-03-03\n"
    )
    shown = match_statement(statement)
    assert [(row.line.line, row.sentence) for row in shown] == [
        (2, "It fits."),
        (3, "The order is paid already: is this a second payment?"),
        (4, "The order comes to 53.90 €: look at it by hand.".replace("53.90 €", str(good.total))),
        (5, "This order is not paid by bank transfer."),
        (6, "No order's number is named."),
        (7, "No money came in."),
        (8, "Column 2: 'lots' is no amount."),
        (9, "Column 2 is missing."),
    ]
    assert states(good)[1] == "pending", "looking changes nothing"
    taken = take_statement(statement, actor_id=clerk, now=NOW + DAY)
    assert [row.line.line for row in taken if row.is_taken] == [2]
    assert (states(good)[1], states(short)[1], states(cash)[1]) == ("paid", "pending", "pending")
    again = take_statement(statement, actor_id=clerk, now=NOW + DAY)
    assert not any(row.is_taken for row in again)


@pytest.mark.parametrize("days", [1, 8])
def test_money_for_a_silently_cancelled_order_opens_it_and_tells_the_shop(clerk: int, days: int) -> None:
    block(BAD, reason="fake orders", author_id=None, expires_at=None, now=NOW)
    lamp = variant(stock=1)
    order = transfer(lamp.pk, seed=1, address=BAD)
    assert states(order)[3] == "shadow-cancelled"
    release_unpaid(now=NOW + days * DAY)
    assert stock_of(lamp.pk) == (1, 1 if days == 1 else 0)
    (row,) = take_statement(f"amount,reference\n53.90,{order.number}\n", actor_id=clerk, now=NOW + days * DAY)
    assert row.is_taken
    assert states(order) == ("open", "paid", "waiting", "held")
    assert stock_of(lamp.pk) == (1, 1), "its stock is taken anew where it had gone back"
    (mail,) = Message.objects.filter(topic="mail")
    assert mail.payload["subject"] == f"Money arrived for the silently cancelled order {order.number}"


def test_money_for_what_is_sold_meanwhile_changes_nothing_and_says_so(clerk: int) -> None:
    block(BAD, reason="fake orders", author_id=None, expires_at=None, now=NOW)
    lamp = variant(stock=1)
    order = transfer(lamp.pk, seed=1, address=BAD)
    release_unpaid(now=NOW + 8 * DAY)
    transfer(lamp.pk, seed=2)
    (row,) = take_statement(f"amount,reference\n53.90,{order.number}\n", actor_id=clerk, now=NOW + 8 * DAY)
    assert not row.is_taken
    assert row.sentence.startswith("Not enough stock left")
    assert states(order)[3] == "shadow-cancelled"
    assert not Message.objects.filter(topic="mail").exists()

"""What becomes of an order once it is judged: cleared, held, cancelled in silence; and its stock."""

from datetime import datetime, timedelta

import pytest

from accounts.models import AuditEntry, User
from antifraud.actions import block
from checkout.actions import decision, review, staff
from checkout.actions.release import release_over_cap, release_unpaid
from checkout.models import Order
from checkout.public import order_by_token
from tests.checkout.world import NOW, placed, states, stock_of, variant

pytestmark = pytest.mark.django_db

BAD, GOOD = "203.0.113.66", "198.51.100.7"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
WEEK = timedelta(hours=168)


@pytest.fixture
def _blocked() -> None:
    block(BAD, reason="fake orders", author_id=None, expires_at=NOW + 30 * DAY, now=NOW - DAY)


@pytest.fixture
def clerk() -> int:
    return User.objects.create_user("clerk@example.com", is_staff=True).pk


def judged(payment: str, *, address: str, units: dict[int, int], seed: int = 1, at: datetime = NOW) -> Order:
    order = placed(units, payment=payment, address=address, seed=seed, at=at)
    review.judge(order.pk, now=at + timedelta(seconds=2))
    return order


@pytest.mark.usefixtures("_blocked")
@pytest.mark.parametrize("payment", ["cash-on-delivery", "bank-transfer"])
def test_an_offline_order_from_a_blocked_address_is_cancelled_in_silence(payment: str) -> None:
    lamp = variant()
    order = judged(payment, address=BAD, units={lamp.pk: 2})
    assert states(order) == ("cancelled", "pending", "waiting", "shadow-cancelled")
    assert "block entry" in order.review_reason
    assert [event.code for event in order.events.order_by("pk")] == ["placed", "shadow-cancelled"]
    assert not Order.objects.revenue().exists()
    assert not Order.objects.to_fulfil().exists()
    assert stock_of(lamp.pk) == (10, 2)
    shown = order_by_token(order.token)
    assert shown is not None
    assert (shown.status, shown.headline) == ("received", "We have received your order")


@pytest.mark.usefixtures("_blocked")
def test_an_order_paid_online_from_a_blocked_address_is_not_cancelled() -> None:
    order = judged("card", address=BAD, units={variant().pk: 1})
    assert states(order)[0] == "open"
    assert order.review in {"cleared", "held"}


def test_an_order_from_a_good_address_is_not_cancelled() -> None:
    order = judged("cash-on-delivery", address=GOOD, units={variant().pk: 1})
    assert states(order)[0] == "open"
    assert order.review in {"cleared", "held"}


@pytest.mark.usefixtures("_blocked")
@pytest.mark.parametrize(
    ("payment", "address", "after"),
    [
        pytest.param("bank-transfer", GOOD, WEEK, id="a transfer that never came"),
        pytest.param("bank-transfer", BAD, WEEK, id="a silently cancelled transfer"),
        pytest.param("cash-on-delivery", BAD, WEEK, id="a silently cancelled cash order"),
        pytest.param("card", GOOD, 30 * MINUTE, id="a card payment that was abandoned"),
    ],
)
def test_stock_goes_back_after_the_ordinary_delay_and_not_a_minute_before(
    payment: str, address: str, after: timedelta
) -> None:
    lamp = variant()
    order = judged(payment, address=address, units={lamp.pk: 2})
    assert release_unpaid(now=NOW + after - MINUTE) == 0
    assert stock_of(lamp.pk) == (10, 2)
    assert release_unpaid(now=NOW + after) == 1
    assert stock_of(lamp.pk) == (10, 0)
    assert states(order)[:3] == ("cancelled", "failed", "released")
    assert release_unpaid(now=NOW + after + DAY) == 0
    assert stock_of(lamp.pk) == (10, 0)


def test_a_good_cash_order_keeps_its_stock_however_slow_the_shop() -> None:
    lamp = variant()
    order = judged("cash-on-delivery", address=GOOD, units={lamp.pk: 2})
    assert release_unpaid(now=NOW + 60 * DAY) == 0
    assert stock_of(lamp.pk) == (10, 2)
    assert states(order)[0] == "open"


@pytest.mark.usefixtures("_blocked")
def test_after_the_delay_both_kinds_of_unpaid_transfer_read_the_same() -> None:
    lamp = variant()
    orders = [
        judged("bank-transfer", address=address, units={lamp.pk: 1}, seed=seed)
        for seed, address in enumerate((GOOD, BAD), start=1)
    ]
    release_unpaid(now=NOW + WEEK)
    shown = [order_by_token(order.token) for order in orders]
    assert [(each.status, each.headline, each.next_step) for each in shown if each] == [
        (
            "lapsed",
            "This order was closed unpaid",
            "No payment reached us in time, so the order was closed. You are welcome to order again.",
        )
    ] * 2


@pytest.mark.usefixtures("_blocked")
def test_above_the_cap_the_oldest_silent_hold_gives_way_unseen_in_its_order() -> None:
    lamp = variant(stock=20)
    orders = [
        judged("bank-transfer", address=BAD, units={lamp.pk: 3}, seed=seed, at=NOW + seed * MINUTE)
        for seed in range(1, 4)
    ]
    assert [order.review for order in Order.objects.all()] == ["shadow-cancelled"] * 3
    assert stock_of(lamp.pk) == (20, 9)
    assert release_over_cap(now=NOW + 10 * MINUTE) == 0
    assert release_over_cap(now=NOW + 40 * MINUTE) == 2
    assert stock_of(lamp.pk) == (20, 3)
    first = order_by_token(orders[0].token)
    assert first is not None
    assert first.status == "received"
    assert release_unpaid(now=NOW + WEEK + 10 * MINUTE) == 3
    assert stock_of(lamp.pk) == (20, 0)


@pytest.mark.usefixtures("_blocked")
def test_money_that_comes_for_a_silently_cancelled_order_brings_it_before_a_person(clerk: int) -> None:
    lamp = variant()
    order = judged("bank-transfer", address=BAD, units={lamp.pk: 1})
    staff.mark_paid(order.pk, actor_id=clerk, now=NOW + DAY)
    assert states(order) == ("open", "paid", "waiting", "held")
    review.judge(order.pk, now=NOW + DAY)
    assert states(order) == ("open", "paid", "waiting", "held")
    assert release_unpaid(now=NOW + 60 * DAY) == 0
    assert stock_of(lamp.pk) == (10, 1)


@pytest.mark.usefixtures("_blocked")
def test_money_that_comes_after_the_stock_was_sold_is_refused(clerk: int) -> None:
    lamp = variant(stock=1)
    order = judged("bank-transfer", address=BAD, units={lamp.pk: 1})
    release_unpaid(now=NOW + WEEK)
    placed({lamp.pk: 1}, seed=2, at=NOW + WEEK)
    with pytest.raises(staff.TooLate):
        staff.mark_paid(order.pk, actor_id=clerk, now=NOW + 8 * DAY)
    assert states(order) == ("cancelled", "failed", "released", "shadow-cancelled")
    assert stock_of(lamp.pk) == (1, 1)


@pytest.mark.usefixtures("_blocked")
def test_a_reinstated_cash_order_goes_out_and_its_stock_is_not_swept_away(clerk: int) -> None:
    lamp = variant()
    order = judged("cash-on-delivery", address=BAD, units={lamp.pk: 1})
    staff.reinstate(order.pk, actor_id=clerk, now=NOW + DAY)
    assert states(order) == ("open", "pending", "waiting", "cleared")
    assert release_unpaid(now=NOW + 60 * DAY) == 0
    staff.ship(order.pk, actor_id=clerk, now=NOW + 2 * DAY)
    staff.deliver(order.pk, actor_id=clerk, now=NOW + 3 * DAY)
    assert states(order) == ("completed", "paid", "delivered", "cleared")
    assert stock_of(lamp.pk) == (9, 0)


def test_an_order_nobody_judged_is_judged_by_the_sweep() -> None:
    order = placed({variant().pk: 1})
    assert review.judge_forgotten(now=NOW + MINUTE) == 0
    assert review.judge_forgotten(now=NOW + 3 * MINUTE) == 1
    assert states(order)[3] in {"cleared", "held"}
    assert review.judge_forgotten(now=NOW + 4 * MINUTE) == 0


def test_an_order_that_cannot_be_judged_is_held_as_not_evaluated(monkeypatch: pytest.MonkeyPatch) -> None:
    order = placed({variant().pk: 1})

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the check fell over")

    monkeypatch.setattr(review, "assess", broken)
    review.judge_forgotten(now=NOW + 3 * MINUTE)
    assert states(order)[3] == "held"
    assert order.review_reason == "Not evaluated: the fraud check did not answer."


def test_staff_moves_are_audited_and_impossible_ones_refused(clerk: int) -> None:
    lamp = variant()
    order = judged("bank-transfer", address=GOOD, units={lamp.pk: 2})
    with pytest.raises(staff.NotPossible):
        staff.ship(order.pk, actor_id=clerk, now=NOW)
    with pytest.raises(staff.NotPossible):
        staff.deliver(order.pk, actor_id=clerk, now=NOW)
    with pytest.raises(staff.NotPossible):
        staff.reinstate(order.pk, actor_id=clerk, now=NOW)
    assert AuditEntry.objects.count() == 0
    staff.hold(order.pk, reason="odd name", actor_id=clerk, now=NOW)
    decision.clear(order.pk, code="checked-ok", actor_id=clerk, now=NOW)
    with pytest.raises(staff.NotPossible, match="already"):
        decision.clear(order.pk, code="checked-ok", actor_id=clerk, now=NOW)
    staff.mark_paid(order.pk, actor_id=clerk, now=NOW)
    staff.ship(order.pk, actor_id=clerk, now=NOW)
    staff.refuse(order.pk, actor_id=clerk, now=NOW)
    assert states(order) == ("cancelled", "paid", "refused", "cleared")
    assert stock_of(lamp.pk) == (10, 0)
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "target")) == [
        (action, f"order:{order.number}")
        for action in ("order-hold", "order-clear", "order-paid", "order-ship", "order-refuse")
    ]


def test_an_openly_cancelled_order_puts_its_stock_back_at_once_and_says_so(clerk: int) -> None:
    lamp = variant()
    order = judged("bank-transfer", address=GOOD, units={lamp.pk: 2})
    staff.cancel(order.pk, reason="the shopper asked", actor_id=clerk, now=NOW)
    assert stock_of(lamp.pk) == (10, 0)
    shown = order_by_token(order.token)
    assert shown is not None
    assert shown.headline == "Your order was cancelled"
    with pytest.raises(staff.NotPossible):
        staff.cancel(order.pk, reason="again", actor_id=clerk, now=NOW)
    assert stock_of(lamp.pk) == (10, 0)

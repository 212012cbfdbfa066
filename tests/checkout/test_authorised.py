"""Cards are authorised first: charged once the order is cleared, let go of when it is rejected, and never both."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry, User
from antifraud.models import OrderOutcome
from checkout.actions import decision, review, sandbox, staff
from checkout.actions.change import NotPossible
from checkout.actions.money import capture, reconcile
from checkout.actions.payment import settle, start
from checkout.gateways import Notice, gateway
from checkout.models import Order, Payment, SandboxCharge
from checkout.public import order_by_token
from outbox.models import Message
from shop.engine.money import Money
from tests.checkout.world import NOW, placed, states, stock_of, variant

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def clerk() -> int:
    return User.objects.create_user("clerk@example.com", is_staff=True).pk


def authorised(review_as: str = "held") -> tuple[Order, Payment]:
    """Place an order, authorise its card, and let the review stand somewhere."""
    order = placed({variant().pk: 1}, payment="card")
    paid = order.payments.get()
    start(paid.reference, return_path="/back/")
    review.judge(order.pk, now=NOW)
    Order.objects.filter(pk=order.pk).update(review=review_as, held_at=NOW)
    sandbox.decide(paid.reference, "pay", now=NOW)
    settle(notice(paid, "authorised"), now=NOW)
    return order, paid


def notice(paid: Payment, status: str) -> Notice:
    return Notice(reference=paid.reference, status=status, amount=Money(paid.amount_minor, paid.currency))


def where(order: Order) -> tuple[str, str, str]:
    """Return where the order's money stands: with the order, with the payment, at the provider."""
    return states(order)[1], order.payments.get().status, SandboxCharge.objects.get().status


def due(topic: str) -> int:
    return Message.objects.filter(topic=topic).count()


def test_a_card_of_an_order_in_review_is_authorised_and_not_charged() -> None:
    order, _ = authorised()
    assert where(order) == ("authorised", "authorised", "authorised")
    assert order.release_at is None
    assert not Order.objects.to_fulfil().exists()
    assert due("order-authorised") == 1
    for minutes in (1, 60, 60 * 24 * 6):
        reconcile(now=NOW + minutes * MINUTE)
    assert where(order) == ("authorised", "authorised", "authorised")


def test_judging_charges_a_cleared_orders_card_and_only_that() -> None:
    order, _ = authorised(review_as="cleared")
    review.judge(order.pk, now=NOW + MINUTE)
    assert (states(order)[3], due("capture-due")) == ("cleared", 1)
    capture(order.pk, now=NOW + MINUTE)
    assert where(order) == ("paid", "captured", "captured")
    capture(order.pk, now=NOW + MINUTE)
    assert due("order-paid") == 1


def test_judging_leaves_a_held_orders_card_alone() -> None:
    order, _ = authorised()
    review.judge(order.pk, now=NOW + MINUTE)
    capture(order.pk, now=NOW + MINUTE)
    assert (where(order), due("capture-due")) == (("authorised", "authorised", "authorised"), 0)


def test_clearing_by_a_person_charges_the_card(clerk: int) -> None:
    order, _ = authorised()
    decision.clear(order.pk, code="checked-ok", actor_id=clerk, now=NOW + MINUTE)
    assert due("capture-due") == 1
    capture(order.pk, now=NOW + MINUTE)
    assert where(order) == ("paid", "captured", "captured")
    assert Order.objects.to_fulfil().filter(pk=order.pk).exists()


def test_a_charge_whose_message_was_lost_is_made_by_the_sweep(clerk: int) -> None:
    order, _ = authorised()
    decision.clear(order.pk, code="checked-ok", actor_id=clerk, now=NOW + MINUTE)
    reconcile(now=NOW + 2 * MINUTE)
    assert where(order) == ("paid", "captured", "captured")


@pytest.mark.parametrize("verb", ["reject", "cancel"])
def test_rejecting_and_cancelling_let_the_card_go_uncharged(clerk: int, verb: str) -> None:
    order, _ = authorised()
    if verb == "reject":
        decision.reject(order.pk, code="card-test", actor_id=clerk, now=NOW + MINUTE)
    else:
        staff.cancel(order.pk, reason="sold by mistake", actor_id=clerk, now=NOW + MINUTE)
    assert where(order) == ("voided", "voided", "voided")
    assert states(order)[:3] == ("cancelled", "voided", "released")
    assert stock_of(order.lines.get().variant_id) == (10, 0)
    capture(order.pk, now=NOW + 2 * MINUTE)
    assert where(order) == ("voided", "voided", "voided")


def test_letting_go_is_finished_later_when_the_provider_is_away(
    clerk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, _ = authorised()

    def away(*, reference: str) -> None:
        raise ConnectionError(reference)

    with monkeypatch.context() as patched:
        patched.setattr(gateway("sandbox"), "void", away)
        with pytest.raises(ConnectionError):
            decision.reject(order.pk, code="fraud", actor_id=clerk, now=NOW + MINUTE)
    assert where(order) == ("voided", "voiding", "authorised")
    reconcile(now=NOW + 2 * MINUTE)
    assert where(order) == ("voided", "voided", "voided")


def test_a_charge_that_crosses_a_rejection_is_given_back(clerk: int) -> None:
    order, paid = authorised()
    # The charge reached the provider in the moment before the rejection.
    SandboxCharge.objects.update(status="captured")
    decision.reject(order.pk, code="fraud", actor_id=clerk, now=NOW + MINUTE)
    paid.refresh_from_db()
    assert paid.status == "refunding"
    reconcile(now=NOW + 2 * MINUTE)
    assert where(order) == ("voided", "refunded", "refunded")


def test_an_authorisation_that_ends_closes_the_order_and_frees_its_stock() -> None:
    order, _ = authorised()
    reconcile(now=NOW + 7 * DAY)
    assert where(order) == ("failed", "voided", "voided")
    assert states(order)[:3] == ("cancelled", "failed", "released")
    assert stock_of(order.lines.get().variant_id) == (10, 0)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(("authorised", "authorised"), id="authorised twice"),
        pytest.param(("captured", "authorised"), id="authorised after it was captured"),
        pytest.param(("captured", "voided"), id="voided after it was captured"),
        pytest.param(("declined",), id="declined after it was authorised"),
    ],
)
def test_notices_out_of_order_change_nothing_that_is_settled(said: tuple[str, ...]) -> None:
    order, paid = authorised()
    for status in said:
        settle(notice(paid, status), now=NOW + MINUTE)
    expected = "captured" if "captured" in said else "authorised"
    paid.refresh_from_db()
    assert paid.status == expected
    assert states(order)[1] == {"captured": "paid", "authorised": "authorised"}[expected]


def test_a_shopper_cannot_tell_an_authorised_card_from_a_charged_one(clerk: int) -> None:
    order, _ = authorised()
    held = order_by_token(order.token)
    decision.clear(order.pk, code="checked-ok", actor_id=clerk, now=NOW)
    capture(order.pk, now=NOW)
    assert held is not None
    assert held == order_by_token(order.token)
    assert (held.is_paid, held.next_step) == (True, "Your card was accepted.")


def test_a_chargeback_is_noted_and_learned_from(clerk: int) -> None:
    order, paid = authorised(review_as="cleared")
    capture(order.pk, now=NOW)
    staff.ship(order.pk, actor_id=clerk, now=NOW)
    staff.deliver(order.pk, actor_id=clerk, now=NOW)
    staff.charge_back(order.pk, reason="card not present", actor_id=clerk, now=NOW + 30 * DAY)
    paid.refresh_from_db()
    assert (paid.status, states(order)) == (
        "charged-back",
        ("completed", "charged-back", "delivered", "cleared"),
    )
    assert OrderOutcome.objects.filter(outcome="chargeback").count() == 1
    assert Message.objects.filter(topic="order-outcome", payload__outcome="chargeback").count() == 1
    assert AuditEntry.objects.filter(action="order-chargeback").count() == 1
    assert not Order.objects.revenue().exists()
    with pytest.raises(NotPossible):
        staff.charge_back(order.pk, reason="again", actor_id=clerk, now=NOW + 31 * DAY)


def test_what_was_not_charged_cannot_be_charged_back(clerk: int) -> None:
    order, _ = authorised()
    with pytest.raises(NotPossible, match="No card was charged"):
        staff.charge_back(order.pk, reason="?", actor_id=clerk, now=NOW)
    assert where(order)[0] == "authorised"
    assert not OrderOutcome.objects.filter(outcome="chargeback").exists()

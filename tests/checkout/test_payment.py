"""Card payments: what the sandbox provider says is believed if it is signed and fits, once."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from checkout.actions import sandbox, staff
from checkout.actions.money import reconcile
from checkout.actions.payment import WrongAmount, settle, start, try_again
from checkout.actions.release import release_unpaid
from checkout.actions.review import judge
from checkout.gateways import Notice, gateway, sandbox_notice, sandbox_signature
from checkout.models import Order, Payment, SandboxCharge
from outbox.models import Message
from shop.engine.money import Money
from tests.checkout.world import NOW, entropy, placed, states, stock_of, variant

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def ordered(units: int = 1, stock: int = 10) -> tuple[Order, Payment]:
    order = placed({variant(stock=stock).pk: units}, payment="card")
    paid = order.payments.get()
    start(paid.reference, return_path="/back/")
    return order, paid


def post(client: Client, body: bytes, signature: str) -> int:
    return client.post(
        "/webhooks/payments/sandbox/",
        body,
        content_type="application/json",
        headers={"Payment-Signature": signature},
    ).status_code


def signed(client: Client, paid: Payment, **changed: object) -> int:
    said = {
        "reference": paid.reference,
        "status": "captured",
        "amount_minor": paid.amount_minor,
        "currency": paid.currency,
        "result": "three-ds-ok",
    }
    body = json.dumps({**said, **changed}).encode()
    return post(client, body, sandbox_signature(body))


def test_a_signed_notice_pays_the_order_however_often_it_comes(client: Client) -> None:
    order, paid = ordered()
    assert [signed(client, paid) for _ in range(3)] == [204, 204, 204]
    assert states(order)[:3] == ("open", "paid", "waiting")
    assert order.release_at is None
    assert [m.topic for m in Message.objects.order_by("pk")] == ["order-placed", "order-paid"]
    assert [event.code for event in order.events.order_by("pk")] == ["placed", "paid"]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        pytest.param({"amount_minor": 1}, 422, id="a smaller amount"),
        pytest.param({"currency": "USD"}, 422, id="another currency"),
        pytest.param({"reference": "pay-unknown"}, 404, id="an unknown reference"),
        pytest.param({"amount_minor": "many"}, 403, id="no amount at all"),
    ],
)
def test_a_notice_that_does_not_fit_changes_nothing(
    client: Client, changed: dict[str, object], status: int
) -> None:
    order, paid = ordered()
    assert signed(client, paid, **changed) == status
    assert states(order)[1] == "pending"
    paid.refresh_from_db()
    assert paid.status == "started"


@pytest.mark.parametrize(
    "signature", ["", "0" * 64, "é"], ids=["none", "a wrong one", "not even hexadecimal"]
)
def test_a_forged_notice_changes_nothing(client: Client, signature: str) -> None:
    order, paid = ordered()
    body = json.dumps({"reference": paid.reference, "status": "captured"}).encode()
    assert post(client, body, signature) == 403
    assert states(order)[1] == "pending"


def test_the_sandbox_is_not_heard_where_it_is_off(client: Client, settings: Settings) -> None:
    order, paid = ordered()
    settings.SANDBOX_PAYMENTS = False
    assert signed(client, paid) == 404
    assert states(order)[1] == "pending"
    settings.SANDBOX_PAYMENTS = True
    assert signed(client, paid) == 204


def test_an_unknown_provider_is_not_found(client: Client) -> None:
    assert client.post("/webhooks/payments/nobody/").status_code == 404


def test_a_decline_that_arrives_after_the_capture_changes_nothing(client: Client) -> None:
    order, paid = ordered()
    assert signed(client, paid) == 204
    assert signed(client, paid, status="declined") == 204
    assert states(order)[1] == "paid"


def test_a_capture_that_arrives_after_a_decline_pays(client: Client) -> None:
    order, paid = ordered()
    assert signed(client, paid, status="declined", result="declined") == 204
    assert states(order)[1] == "pending"
    assert signed(client, paid) == 204
    assert states(order)[1] == "paid"


def test_a_declined_card_may_be_tried_again_and_both_charges_never_stand(client: Client) -> None:
    order, first = ordered()
    signed(client, first, status="declined")
    reference = try_again(order.token, entropy=entropy(9), now=NOW)
    assert reference == try_again(order.token, entropy=entropy(10), now=NOW)
    second = Payment.objects.get(reference=reference)
    start(reference, return_path="/back/")
    assert signed(client, second) == 204
    # The first charge went through after all.
    SandboxCharge.objects.filter(reference=first.reference).update(status="captured")
    assert signed(client, first) == 204
    first.refresh_from_db()
    assert first.status == "refunding"
    reconcile(now=NOW + MINUTE)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("refunded", "captured")
    assert states(order)[:2] == ("open", "paid")


def test_a_capture_after_the_order_was_closed_opens_it_for_review() -> None:
    order, paid = ordered(units=2)
    judge(order.pk, now=NOW)
    release_unpaid(now=NOW + 31 * MINUTE)
    assert states(order)[:3] == ("cancelled", "failed", "released")
    settle(notice(paid), now=NOW + 32 * MINUTE)
    assert states(order) == ("open", "paid", "waiting", "held")
    assert stock_of(order.lines.get().variant_id) == (10, 2)


def test_a_capture_after_the_goods_were_sold_gives_the_money_back() -> None:
    order, paid = ordered(stock=1)
    variant_id = order.lines.get().variant_id
    release_unpaid(now=NOW + 31 * MINUTE)
    placed({variant_id: 1}, seed=2, at=NOW + 31 * MINUTE)
    SandboxCharge.objects.update(status="captured")
    settle(notice(paid), now=NOW + 32 * MINUTE)
    paid.refresh_from_db()
    assert (paid.status, states(order)[0]) == ("refunding", "cancelled")
    reconcile(now=NOW + 33 * MINUTE)
    paid.refresh_from_db()
    assert paid.status == "refunded"
    assert SandboxCharge.objects.get().status == "refunded"
    assert stock_of(variant_id) == (1, 1)


def notice(paid: Payment, status: str = "captured") -> Notice:
    return Notice(reference=paid.reference, status=status, amount=Money(paid.amount_minor, paid.currency))


def test_a_payment_nobody_told_us_of_is_found_by_asking() -> None:
    order, paid = ordered()
    sandbox.decide(paid.reference, "pay", now=NOW)
    assert reconcile(now=NOW + timedelta(seconds=10)) == 0
    assert reconcile(now=NOW + MINUTE) == 1
    assert states(order)[1] == "authorised"
    judge(order.pk, now=NOW + MINUTE)
    assert reconcile(now=NOW + 2 * MINUTE) == 1
    assert states(order)[1] == "paid"
    assert reconcile(now=NOW + 3 * MINUTE) == 0


def test_staff_cancel_a_paid_order_and_the_money_goes_back_once() -> None:
    clerk = User.objects.create_user("clerk@example.com", is_staff=True)
    order, paid = ordered()
    sandbox.decide(paid.reference, "pay", now=NOW)
    judge(order.pk, now=NOW)
    for _ in range(2):
        reconcile(now=NOW + MINUTE)
    assert states(order)[1] == "paid"
    staff.cancel(order.pk, reason="sold by mistake", actor_id=clerk.pk, now=NOW + 2 * MINUTE)
    paid.refresh_from_db()
    assert (paid.status, SandboxCharge.objects.get().status) == ("refunded", "refunded")
    assert states(order)[:3] == ("cancelled", "refunded", "released")


def test_a_refund_the_provider_did_not_answer_is_finished_later(monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = User.objects.create_user("clerk@example.com", is_staff=True)
    order, paid = ordered()
    judge(order.pk, now=NOW)
    sandbox.decide(paid.reference, "pay", now=NOW)
    for _ in range(2):
        reconcile(now=NOW + MINUTE)

    def away(*, reference: str) -> None:
        raise ConnectionError(reference)

    with monkeypatch.context() as patched:
        patched.setattr(gateway("sandbox"), "refund", away)
        with pytest.raises(ConnectionError):
            staff.refund(order.pk, reason="goodwill", actor_id=clerk.pk, now=NOW + MINUTE)
    paid.refresh_from_db()
    assert paid.status == "refunding"
    reconcile(now=NOW + 2 * MINUTE)
    assert states(order)[:2] == ("open", "refunded")


def test_the_sandbox_signs_what_it_says() -> None:
    _, paid = ordered()
    sandbox.decide(paid.reference, "pay", now=NOW)
    body, signature = sandbox_notice(SandboxCharge.objects.get())
    read = gateway("sandbox").read_notice(body=body, signature=signature)
    assert (read.reference, read.status, read.amount) == (
        paid.reference,
        "authorised",
        Money(paid.amount_minor, "EUR"),
    )


def test_a_wrong_amount_is_refused_by_name() -> None:
    _, paid = ordered()
    with pytest.raises(WrongAmount):
        settle(Notice(reference=paid.reference, status="captured", amount=Money(1, "EUR")), now=NOW)


def test_however_many_wait_each_payment_has_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    lamp = variant(stock=9).pk
    references = [placed({lamp: 1}, payment="card", seed=seed).payments.get().reference for seed in range(5)]
    asked: list[str] = []

    def look_up(*, reference: str) -> None:
        asked.append(reference)
        if reference == references[4]:
            raise ConnectionError(reference)

    monkeypatch.setattr(gateway("sandbox"), "look_up", look_up)
    with pytest.raises(ConnectionError):
        reconcile(now=NOW + MINUTE, most=2)
    assert asked == [references[4], references[3]], "one without an answer keeps no other waiting"
    assert reconcile(now=NOW + 2 * MINUTE, most=2) == 2
    assert sorted(asked[2:]) == sorted(references[1:3])
    with pytest.raises(ConnectionError):
        reconcile(now=NOW + 3 * MINUTE, most=2)
    assert asked[4:] == [references[0], references[4]]

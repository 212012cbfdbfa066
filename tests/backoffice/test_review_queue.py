"""The review queue: what waits, in which order, what belongs together, and what is decided by code."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry
from antifraud.models import OrderOutcome
from backoffice.queries.rail import waiting
from checkout.gateways import gateway
from checkout.models import Order, ReviewDecision
from shop.models import Variant
from tests.backoffice.conftest import MakeOrder

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def numbers(client: Client, query: str = "") -> list[str]:
    """Return the orders of a queue's page, in their order."""
    page = client.get(f"/backoffice/review/{query}").content.decode()
    return re.findall(r'name="number" value="([^"]+)"', page)


def test_a_decision_keeps_its_code_and_how_long_it_took(merchant: Client, make_order: MakeOrder) -> None:
    held_at = timezone.now() - 3 * HOUR
    order = make_order(review="held", held_at=held_at)
    answer = merchant.post(
        f"/backoffice/orders/{order.number}/reject/",
        {"back": "review", "code": "prank", "reason": "same phone, five names"},
    )
    assert answer["Location"] == "/backoffice/review/"
    kept = ReviewDecision.objects.get()
    assert (kept.verdict, kept.code, kept.note, kept.held_at) == (
        "reject",
        "prank",
        "same phone, five names",
        held_at,
    )
    assert 3 * HOUR <= kept.decided_at - held_at < 4 * HOUR
    order.refresh_from_db()
    assert (order.status, order.review, order.fulfilment) == ("cancelled", "rejected", "released")
    assert AuditEntry.objects.get().detail == {"code": "prank", "reason": "same phone, five names"}


@pytest.mark.parametrize(
    ("verb", "code", "outcomes"),
    [
        ("clear", "checked-ok", ["genuine"]),
        ("clear", "reseller-ok", ["genuine"]),
        ("reject", "card-test", ["fraud"]),
        ("reject", "refused-parcel", []),
    ],
)
def test_the_fraud_check_learns_what_the_code_says(
    merchant: Client, make_order: MakeOrder, verb: str, code: str, outcomes: list[str]
) -> None:
    order = make_order(review="held")
    merchant.post(f"/backoffice/orders/{order.number}/{verb}/", {"code": code})
    assert list(OrderOutcome.objects.values_list("outcome", flat=True)) == outcomes


def test_what_is_put_aside_leaves_the_queue_and_comes_back(merchant: Client, make_order: MakeOrder) -> None:
    order, other = make_order(review="held"), make_order(review="held")
    merchant.post(f"/backoffice/orders/{order.number}/snooze/", {"lasts": "4-hours", "back": "review"})
    assert numbers(merchant) == [other.number]
    assert numbers(merchant, "?show=aside") == [order.number]
    order.refresh_from_db()
    assert order.snoozed_until is not None
    assert 3 * HOUR < order.snoozed_until - timezone.now() <= 4 * HOUR
    Order.objects.filter(pk=order.pk).update(snoozed_until=timezone.now() - HOUR)
    assert set(numbers(merchant)) == {order.number, other.number}
    assert numbers(merchant, "?show=aside") == []


def test_the_rail_counts_what_waits_now(merchant: Client, make_order: MakeOrder) -> None:
    order, _ = make_order(review="held"), make_order(review="held")
    merchant.post(f"/backoffice/orders/{order.number}/snooze/", {"lasts": "4-hours", "back": "review"})
    assert waiting(now=timezone.now())["review"] == 1
    assert waiting(now=timezone.now() + 5 * HOUR)["review"] == 2
    rail = [item for group in merchant.get("/backoffice/").context["office_nav"] for item in group.items]
    assert [item.badge for item in rail if item.url == "/backoffice/review/"] == ["1"]


def test_only_what_is_in_review_can_be_put_aside(merchant: Client, make_order: MakeOrder) -> None:
    order = make_order(review="cleared")
    answer = merchant.post(f"/backoffice/orders/{order.number}/snooze/", {"lasts": "1-day"}, follow=True)
    assert "Only an order in review can be put aside." in answer.content.decode()
    order.refresh_from_db()
    assert order.snoozed_until is None


def test_the_queue_is_sorted_as_asked(merchant: Client, make_order: MakeOrder) -> None:
    now = timezone.now()
    old = make_order(review="held", held_at=now - 9 * HOUR, total_minor=9490)
    dear = make_order(review="held", held_at=now - HOUR, goods_minor=90000, total_minor=90490)
    short = make_order(
        review="held", held_at=now - 2 * HOUR, payment_method="bank-transfer", release_at=now + HOUR
    )
    assert numbers(merchant) == [old.number, short.number, dear.number]
    assert numbers(merchant, "?by=amount")[0] == dear.number
    assert numbers(merchant, "?by=time") == [short.number, old.number, dear.number]
    assert numbers(merchant, "?by=nonsense") == [old.number, short.number, dear.number]
    page = merchant.get("/backoffice/review/?by=time").content.decode()
    assert "it is closed unpaid" in page


def stranger(make_order: MakeOrder, number: int) -> Order:
    """Make an order that shares nothing with another."""
    return make_order(
        review="held",
        phone=f"+49151000000{number}",
        person=f"p{number}@example.com",
        email=f"p{number}@example.com",
        street=f"Street {number}",
        client_address=f"198.51.100.{number}",
        visit={"visit": {"key_id": f"key-{number}"}},
    )


def test_a_cluster_is_found_and_decided_at_once(
    merchant: Client, make_order: MakeOrder, variant: Variant
) -> None:
    alike = [stranger(make_order, number) for number in (1, 2, 3)]
    for order in alike:
        Order.objects.filter(pk=order.pk).update(phone="+4915199999999")
    alone = stranger(make_order, 4)
    page = merchant.get("/backoffice/review/").content.decode()
    assert "3 orders, same phone" in page
    key = f"?cluster=phone:{alike[0].number}"
    assert numbers(merchant, key) == [order.number for order in alike]
    assert merchant.get(f"/backoffice/review/{key}").content.decode().count(" checked") == 3
    answer = merchant.post(
        "/backoffice/review/decide/",
        {"verb": "reject", "code": "prank", "number": [order.number for order in alike]},
        follow=True,
    )
    assert "3 of 3 done: reject." in answer.content.decode()
    assert set(Order.objects.filter(review="rejected").values_list("number", flat=True)) == {
        order.number for order in alike
    }
    assert ReviewDecision.objects.filter(code="prank").count() == 3
    assert AuditEntry.objects.filter(action="order-reject").count() == 3
    alone.refresh_from_db()
    assert alone.review == "held"
    variant.refresh_from_db()
    assert variant.allocated == 44


def test_one_that_cannot_be_decided_does_not_keep_the_others(merchant: Client, make_order: MakeOrder) -> None:
    good, gone = make_order(review="held"), make_order(review="held", status="cancelled")
    answer = merchant.post(
        "/backoffice/review/decide/",
        {"verb": "clear", "code": "checked-ok", "number": [gone.number, good.number, "NOPE-00000"]},
        follow=True,
    )
    page = answer.content.decode()
    assert "1 of 3 done" in page
    assert f"{gone.number}: A cancelled order is reinstated, not cleared." in page
    assert "NOPE-00000: There is no such order." in page
    good.refresh_from_db()
    assert good.review == "cleared"


@pytest.mark.parametrize("path", ["orders/{}/reject/", "review/decide/"])
def test_a_provider_that_does_not_answer_keeps_no_order_from_being_rejected(
    merchant: Client, make_order: MakeOrder, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    order = make_order(review="held", payment_method="card", payment_status="authorised")
    order.payments.create(
        provider="sandbox",
        reference="pay-1",
        amount_minor=9490,
        currency="EUR",
        status="authorised",
        started_at=timezone.now(),
    )

    def away(*, reference: str) -> None:
        raise ConnectionError(reference)

    monkeypatch.setattr(gateway("sandbox"), "void", away)
    said = {"verb": "reject", "code": "card-test", "number": order.number}
    answer = merchant.post(f"/backoffice/{path.format(order.number)}", said, follow=True)
    assert answer.status_code == 200
    assert "provider does not answer" in answer.content.decode()
    order.refresh_from_db()
    assert (order.status, order.payment_status, order.review) == ("cancelled", "voided", "rejected")
    assert order.payments.get().status == "voiding"


@pytest.mark.parametrize(
    ("said", "status", "told"),
    [
        pytest.param({"verb": "clear", "code": "checked-ok"}, 422, "Tick at least one", id="nothing ticked"),
        pytest.param({"verb": "clear", "code": "", "number": "x"}, 422, "Choose why", id="no code"),
        pytest.param(
            {"verb": "clear", "code": "fraud", "number": "x"},
            422,
            "“Fraud” is no reason to clear",
            id="a wrong code",
        ),
        pytest.param({"verb": "ship", "number": "x"}, 404, "", id="not a decision"),
    ],
)
def test_deciding_on_many_takes_orders_and_a_code(
    merchant: Client, make_order: MakeOrder, said: dict[str, str], status: int, told: str
) -> None:
    order = make_order(review="held")
    wanted = {**said, **({"number": order.number} if "number" in said else {})}
    answer = merchant.post("/backoffice/review/decide/", wanted)
    assert answer.status_code == status
    page = answer.content.decode()
    if told:
        assert told in page
        # What was ticked and chosen is still there to be mended.
        assert (" checked>" in page) is ("number" in said)
        assert (f'value="{said["code"]}" selected' in page) is bool(said["code"])
    order.refresh_from_db()
    assert (order.review, order.fulfilment) == ("held", "waiting")


@pytest.mark.parametrize("path", ["orders/{}/{}/", "review/decide/"])
@pytest.mark.parametrize(
    ("verb", "code", "told"),
    [
        ("clear", "fraud", "merchant@example.com decided already, at {:%H:%M} UTC: rejected (a prank)."),
        ("reject", "prank", "merchant@example.com decided already, at {:%H:%M} UTC: cleared (looked into it"),
    ],
)
def test_who_decides_on_an_old_page_hears_who_was_quicker(
    merchant: Client, make_order: MakeOrder, path: str, verb: str, code: str, told: str
) -> None:
    order = make_order(review="held")
    quicker = {"clear": ("reject", "prank"), "reject": ("clear", "checked-ok")}[verb]
    merchant.post(f"/backoffice/orders/{order.number}/{quicker[0]}/", {"code": quicker[1], "seen": "held"})
    first = ReviewDecision.objects.get()
    before = Order.objects.values().get()
    code = "checked-ok" if verb == "clear" else code
    said = {"verb": verb, "code": code, "number": order.number, "seen": "held", "back": "review"}
    answer = merchant.post(f"/backoffice/{path.format(order.number, verb)}", said, follow=True)
    page = unescape(answer.content.decode())
    assert f"{order.number}: {told.format(first.decided_at)}" in page
    assert "Nothing was changed: look again." in page
    assert Order.objects.values().get() == before
    assert ReviewDecision.objects.get() == first
    assert AuditEntry.objects.count() == 1


def test_what_was_cleared_by_itself_meanwhile_is_not_rejected_unseen(
    merchant: Client, make_order: MakeOrder
) -> None:
    order = make_order(review="cleared")
    said = {"code": "fraud", "seen": "held"}
    page = merchant.post(f"/backoffice/orders/{order.number}/reject/", said, follow=True).content.decode()
    assert "It is cleared by now. Nothing was changed: look again." in page
    order.refresh_from_db()
    assert (order.status, order.review) == ("open", "cleared")
    # Who sees that it is cleared may reject it all the same.
    merchant.post(f"/backoffice/orders/{order.number}/reject/", {"code": "fraud", "seen": "cleared"})
    order.refresh_from_db()
    assert order.review == "rejected"


def test_every_form_that_decides_says_what_it_saw(merchant: Client, make_order: MakeOrder) -> None:
    order = make_order(review="held")
    for path in ("review/", f"orders/{order.number}/"):
        page = merchant.get(f"/backoffice/{path}").content.decode()
        forms = re.findall(r"<form[^>]*/(?:clear|reject|decide)/.*?</form>", page, re.DOTALL)
        assert len(forms) >= 2
        assert all('name="seen" value="held"' in form for form in forms)


def test_after_deciding_the_queue_is_sorted_as_before(merchant: Client, make_order: MakeOrder) -> None:
    order = make_order(review="held")
    said = {"verb": "clear", "code": "checked-ok", "number": order.number, "by": "amount", "show": "aside"}
    answer = merchant.post("/backoffice/review/decide/", said)
    assert answer["Location"] == "/backoffice/review/?by=amount&show=aside"
    answer = merchant.post("/backoffice/review/decide/", {**said, "by": "//evil.example", "show": "x"})
    assert answer["Location"] == "/backoffice/review/?by=age"


def test_an_order_that_is_gone_leads_back_to_the_queue(merchant: Client, db: None) -> None:
    said = {"code": "fraud", "back": "review"}
    answer = merchant.post("/backoffice/orders/NOPE-00000/reject/", said, follow=True)
    assert answer.redirect_chain == [("/backoffice/review/", 302)]
    assert "NOPE-00000: There is no such order." in answer.content.decode()
    assert merchant.post("/backoffice/orders/NOPE-00000/reject/", {"code": "fraud"}).status_code == 404

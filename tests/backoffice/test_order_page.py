"""An order's page: the fraud protection panel, what can be done, and what customers may not smuggle in."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client

from accounts.models import AuditEntry, User
from antifraud.actions import block
from antifraud.queries import entries, latest
from checkout.models import Order
from tests.backoffice.conftest import NOW, MakeOrder, SignIn

pytestmark = pytest.mark.django_db
CODES = {"clear": "checked-ok", "reject": "fraud"}
PAYLOAD = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>{{7*7}}"


class Points(HTMLParser):
    """Read the signed points of the reasons' table, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[int] = []
        self._is_points = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notice a cell of points."""
        self._is_points = ("class", "reasons__points") in attrs and tag == "td"

    def handle_data(self, data: str) -> None:
        """Keep its number."""
        if self._is_points and data.strip():
            self.found.append(int(data.replace("−", "-")))
            self._is_points = False


def page_of(client: Client, order: Order) -> str:
    """Return the page of an order."""
    return client.get(f"/backoffice/orders/{order.number}/").content.decode()


@pytest.mark.parametrize("country", ["DE", "RO"], ids=["ships elsewhere", "ships where the address is"])
def test_prior_and_reasons_add_up_to_the_sum_that_is_shown(
    merchant: Client, make_order: MakeOrder, country: str
) -> None:
    order = make_order(country=country)
    points = Points()
    points.feed(page_of(merchant, order))
    prior, *reasons, total = points.found
    assessment = latest(order.number)
    assert assessment is not None
    assert len(reasons) == len(assessment.evidence) > 0
    assert prior + sum(reasons) == total == assessment.total


def test_the_panel_says_who_and_where(merchant: Client, make_order: MakeOrder) -> None:
    page = page_of(merchant, make_order())
    for word in ("203.0.113.50", "RO", "AS64500", "Example Hosting", "Hosting provider", "of 100"):
        assert word in page
    assert "Not checked (" in page


def test_an_order_nobody_judged_is_grey(merchant: Client, make_order: MakeOrder) -> None:
    page = page_of(merchant, make_order(is_assessed=False, review="pending"))
    assert "verdict--grey" in page
    assert "verdict--green" not in page
    assert "Not judged yet" in page


def test_an_order_without_an_address_offers_no_block_of_it(merchant: Client, make_order: MakeOrder) -> None:
    page = page_of(merchant, make_order(client_address=None, visit={}))
    assert 'name="subjects" value="address"' not in page
    assert "unknown" in page


def test_staff_see_a_silent_cancel_clearly(merchant: Client, make_order: MakeOrder) -> None:
    order = make_order(status="cancelled", review="shadow-cancelled", review_reason="Matches entry #1.")
    page = page_of(merchant, order)
    assert "The shopper does not know" in page
    assert "Matches entry #1." in page
    assert "Reinstate" in page


CUSTOMER_FIELDS = (
    "name",
    "street",
    "street2",
    "city",
    "region",
    "postcode",
    "note",
    "email",
    "phone",
    "delivery_name",
)


@pytest.mark.parametrize("field", CUSTOMER_FIELDS)
@pytest.mark.parametrize("path", ["orders/{}/", "orders/", "review/", "", "search/?q=TEST1-00000"])
def test_what_customers_type_is_only_ever_text(
    owner: Client, make_order: MakeOrder, field: str, path: str
) -> None:
    size = Order._meta.get_field(field).max_length
    order = make_order(is_assessed=False, review="held", **{field: PAYLOAD[:size]})
    page = owner.get(f"/backoffice/{path.format(order.number)}").content.decode()
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert not re.search(r"<[^>]+\sonerror=", page)


def test_what_a_visit_says_of_itself_is_only_ever_text(owner: Client, make_order: MakeOrder) -> None:
    visit = {
        "network": {"organisation": PAYLOAD, "country": PAYLOAD, "kind": PAYLOAD, "asn": PAYLOAD},
        "visit": {"languages": PAYLOAD, "agent_class": PAYLOAD, "proof": PAYLOAD, "codes": [PAYLOAD]},
    }
    page = page_of(owner, make_order(is_assessed=False, visit=visit))
    assert page.count("&lt;script&gt;alert") == 8
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("verb", "fields", "state", "action"),
    [
        ("ship", {"review": "cleared"}, ("fulfilment", "shipped"), "order-ship"),
        ("clear", {"review": "held"}, ("review", "cleared"), "order-clear"),
        ("hold", {"review": "cleared"}, ("review", "held"), "order-hold"),
        ("reject", {"review": "held"}, ("review", "rejected"), "order-reject"),
        ("snooze", {"review": "held"}, ("review", "held"), "order-snooze"),
        ("cancel", {"review": "cleared"}, ("status", "cancelled"), "order-cancel"),
        (
            "deliver",
            {"review": "cleared", "fulfilment": "shipped"},
            ("fulfilment", "delivered"),
            "order-deliver",
        ),
        ("refuse", {"review": "cleared", "fulfilment": "shipped"}, ("fulfilment", "refused"), "order-refuse"),
        (
            "mark-paid",
            {"review": "cleared", "payment_method": "bank-transfer"},
            ("payment_status", "paid"),
            "order-paid",
        ),
        (
            "reinstate",
            {"status": "cancelled", "review": "shadow-cancelled"},
            ("status", "open"),
            "order-reinstate",
        ),
    ],
)
def test_every_button_does_what_it_says_and_is_audited(
    merchant: Client,
    make_order: MakeOrder,
    verb: str,
    fields: dict[str, str],
    state: tuple[str, str],
    action: str,
) -> None:
    order = make_order(**fields)
    assert f"/orders/{order.number}/{verb}/" in page_of(merchant, order)
    said = {"reason": "seen by a person", "code": CODES.get(verb, ""), "lasts": "1-hour"}
    answer = merchant.post(f"/backoffice/orders/{order.number}/{verb}/", said)
    assert answer.status_code == 302
    order.refresh_from_db()
    assert getattr(order, state[0]) == state[1]
    assert [(row.action, row.target) for row in AuditEntry.objects.all()] == [
        (action, f"order:{order.number}")
    ]


def test_what_is_not_possible_changes_nothing_and_says_so(merchant: Client, make_order: MakeOrder) -> None:
    order = make_order(review="held")
    assert f"/orders/{order.number}/ship/" not in page_of(merchant, order)
    answer = merchant.post(f"/backoffice/orders/{order.number}/ship/", follow=True)
    assert "not ready to be sent" in answer.content.decode()
    order.refresh_from_db()
    assert order.fulfilment == "waiting"
    assert not AuditEntry.objects.exists()


def test_a_missing_reason_is_asked_for_where_it_is_missing(merchant: Client, make_order: MakeOrder) -> None:
    order = make_order(review="cleared")
    answer = merchant.post(f"/backoffice/orders/{order.number}/hold/", {"reason": " "})
    assert answer.status_code == 422
    assert 'aria-describedby="hold-reason-error"' in answer.content.decode()
    order.refresh_from_db()
    assert order.review == "cleared"


@pytest.mark.parametrize(
    ("verb", "code"),
    [
        pytest.param("clear", "", id="clearing takes a code"),
        pytest.param("clear", "fraud", id="nobody is cleared for fraud"),
        pytest.param("reject", "", id="rejecting takes a code"),
        pytest.param("reject", "reseller-ok", id="nobody is rejected for being a reseller"),
        pytest.param("reject", "because", id="a code that does not exist"),
    ],
)
def test_a_decision_without_its_code_changes_nothing(
    merchant: Client, make_order: MakeOrder, verb: str, code: str
) -> None:
    order = make_order(review="held")
    answer = merchant.post(f"/backoffice/orders/{order.number}/{verb}/", {"code": code})
    assert answer.status_code == 422
    order.refresh_from_db()
    assert (order.review, order.status) == ("held", "open")
    assert not order.decisions.exists()
    assert not AuditEntry.objects.exists()


def test_what_is_ticked_of_an_order_is_blocked_for_a_while(merchant: Client, make_order: MakeOrder) -> None:
    order = make_order(visit={"visit": {"key_id": "device-1"}})
    page = page_of(merchant, order)
    assert re.findall(r'name="subjects" value="([a-z]+)"', page) == [
        "address",
        "range",
        "email",
        "phone",
        "device",
        "delivery",
    ]
    answer = merchant.post(
        f"/backoffice/orders/{order.number}/block/",
        {"subjects": ["range", "phone"], "reason": "fake orders", "expiry": "30-days"},
        follow=True,
    )
    assert "203.0.113.0/24 is on the silent blocklist" in answer.content.decode()
    found = entries(now=NOW, effect="block")
    assert {(entry.subject, entry.value, entry.reason) for entry in found} == {
        ("cidr", "203.0.113.0/24", "fake orders"),
        ("phone", "+4915112345678", "fake orders"),
    }
    for entry in found:
        assert entry.expires_at is not None
        assert entry.expires_at - entry.created_at == timedelta(days=30)
    assert AuditEntry.objects.get().action == "list-block"


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"subjects": "address", "reason": ""}, id="without a reason"),
        pytest.param({"subjects": "", "reason": "fakes"}, id="with nothing ticked"),
        pytest.param({"subjects": "everything", "reason": "fakes"}, id="with what an order does not have"),
    ],
)
def test_nothing_is_blocked(merchant: Client, make_order: MakeOrder, said: dict[str, str]) -> None:
    order = make_order()
    answer = merchant.post(f"/backoffice/orders/{order.number}/block/", {**said, "expiry": "30-days"})
    assert answer.status_code == 422
    assert entries(now=NOW, effect="block") == ()


def test_the_customer_of_an_order_is_trusted(owner: Client, make_order: MakeOrder) -> None:
    customer = User.objects.create_user("lena@example.com", "a long enough password")
    order = make_order(customer=customer)
    assert "Trust this customer" in page_of(owner, order)
    assert owner.post(f"/backoffice/orders/{order.number}/trust/", {"reason": ""}).status_code == 422
    owner.post(
        f"/backoffice/orders/{order.number}/trust/", {"reason": "knows us for years", "expiry": "1-year"}
    )
    assert [(row.action, row.target) for row in AuditEntry.objects.all()] == [
        ("customer-trust", f"customer:{customer.pk}")
    ]
    assert "Trust this customer" not in page_of(owner, make_order())


def test_the_panel_says_what_to_do_and_every_reasons_odds(merchant: Client, make_order: MakeOrder) -> None:
    page = page_of(merchant, make_order(review="held"))
    assert "Recommended:" in page
    assessment = latest("TEST1-00000")
    assert assessment is not None
    assert page.count('class="reasons__odds"') == len(assessment.evidence)


def test_judging_again_adds_an_assessment_and_moves_nothing(merchant: Client, make_order: MakeOrder) -> None:
    order = make_order(review="cleared")
    block(["203.0.113.50"], reason="fakes", author_id=None, expires_at=None, now=NOW)
    before = latest(order.number)
    merchant.post(f"/backoffice/orders/{order.number}/assess/")
    after = latest(order.number)
    assert before is not None
    assert after is not None
    assert after.id > before.id
    assert [match.value for match in after.matched] == ["203.0.113.50"]
    order.refresh_from_db()
    assert (order.status, order.review) == ("open", "cleared")
    assert AuditEntry.objects.get().action == "order-assess"
    page = page_of(merchant, order)
    assert "What changed since the judgement" in page
    assert "<ins>block 203.0.113.50</ins>" in page


def test_analysts_judge_but_do_not_ship(sign_in: SignIn, make_order: MakeOrder) -> None:
    page = page_of(sign_in("Analyst"), make_order(review="cleared"))
    assert "Hold for review" in page
    assert "Mark shipped" not in page


def test_related_orders_say_what_they_share(merchant: Client, make_order: MakeOrder) -> None:
    order = make_order()
    other = make_order(email="other@example.com", phone="", street="Elsewhere 1")
    stranger = make_order(
        email="x@example.com", phone="", street="Y 1", client_address="198.51.100.1", visit={}
    )
    page = page_of(merchant, order)
    assert other.number in page
    assert "same address <mark>203.0.113.50</mark>" in page
    assert stranger.number not in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param({"visit": {"visit": {"key_id": "k1"}}}, "same device <mark>k1</mark>", id="its device"),
        pytest.param(
            {"street": "LINDENWEG  4", "visit": {}},
            "same delivery address <mark>Lindenweg 4, 10115</mark>",
            id="its delivery address, spelled otherwise",
        ),
    ],
)
def test_orders_are_related_by_one_thing_alone(
    merchant: Client, make_order: MakeOrder, fields: dict[str, object], words: str
) -> None:
    elsewhere: dict[str, object] = {
        "email": "other@example.com",
        "person": "other@example.com",
        "phone": "",
        "street": "Elsewhere 1",
        "client_address": "198.51.100.1",
    }
    order, other = make_order(), make_order(**(elsewhere | fields))
    page = page_of(merchant, order)
    assert other.number in page
    assert words in page


def test_the_panel_says_by_what_it_was_judged(merchant: Client, make_order: MakeOrder) -> None:
    order = make_order()
    page = page_of(merchant, order)
    assessment = latest(order.number)
    assert assessment is not None
    assert {"policy", "rules", "lists", "files"} <= set(assessment.versions)
    for name, version in assessment.versions.items():
        assert f"<dt>{name.capitalize()}</dt>" in page
        assert version in page
    assert f"{assessment.duration_us / 1000:.1f} ms" in page


def test_an_unknown_order_is_not_found(merchant: Client) -> None:
    assert merchant.get("/backoffice/orders/NOPE-00000/").status_code == 404

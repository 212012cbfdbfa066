"""A person asks what the shop keeps of them, why an order was judged as it was, and to be forgotten."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from accounts.actions import mail
from accounts.actions.erasure import IsStaff
from accounts.collect import account_key
from accounts.models import AuditEntry, SignInFailure, User
from antifraud.actions import block
from antifraud.actions.erasure import PERSONAL_FACTS
from antifraud.actions.rule import RuleTerms, make_rule
from antifraud.engine.facts import OrderFacts
from antifraud.engine.rule import RuleAction
from antifraud.models import Assessment, OrderRecord, Rule
from botguard.actions import brake
from botguard.models import Appeal, Decision, OrderResult, Visit, VisitLabel
from checkout.actions import decision, staff
from checkout.actions.erasure import erase_due, erase_person
from checkout.actions.expiry import cut_visits
from checkout.actions.place import place_order
from checkout.actions.review import judge
from checkout.models import Coupon, Erasure, Order, Payment
from checkout.queries.person import everything, person_of
from checkout.queries.wish import digest_of
from outbox.models import Message
from shop.models import StockMovement, Variant
from tests.checkout.world import ADA, NOW, cart_of, entropy, placement, variant
from tests.journeys.personal import OTHERS, PERSONAL

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
ZORA = replace(
    ADA,
    email="zora.quill@example.com",
    phone="+4930901777",
    name="Zora Quillfeather",
    street="Marrowlane 77",
)
MARKS = ("quill", "marrowlane", "901777", "203.0.113.77", "key-of-zora")
PASSWORD = "a long enough password"
VISIT = {
    "network": {"country": "DE", "asn": 64500, "organisation": "Example Telecom", "kind": "unknown"},
    "visit": {"key_id": "key-of-zora", "pages": 9, "product_pages": 4, "points": 12, "trap_hits": 0},
}


@pytest.fixture(autouse=True)
def _guard(settings: Settings) -> None:
    settings.BOTGUARD_MODE = "observe"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A customer with all that a shop may come to know: a delivered order, one as a guest, one under way."""

    zora: User
    worker: User
    delivered: Order
    guest: Order
    under_way: Order
    others: Order


@pytest.fixture
def life() -> Life:
    """Live it."""
    zora = User.objects.create_user(ZORA.email, PASSWORD, first_name="Zora", last_name="Quillfeather")
    worker = User.objects.create_user("worker@example.com", PASSWORD, is_staff=True)
    EmailAddress.objects.create(user=zora, email=ZORA.email, verified=True, primary=True)
    Authenticator.objects.create(user=zora, type="totp", data={"secret": "quill"})
    Client().force_login(zora)
    lamp = variant(stock=50)
    Coupon.objects.create(code="TEN", kind="percent", value=10, limit=9, limit_per_person=1)
    orders = [
        ordered(lamp, seed=1, customer_id=zora.pk, coupon="TEN"),
        ordered(lamp, seed=2, payment="bank-transfer"),
        ordered(lamp, seed=3, customer_id=zora.pk),
        ordered(lamp, seed=4, recipient=ADA, address="198.51.100.9", key_id="key-of-ada"),
    ]
    finish(orders[0], worker)
    staff.mark_paid(orders[1].pk, actor_id=worker.pk, now=NOW)
    finish(orders[1], worker)
    finish(orders[3], worker)
    leave_traces(zora, orders[0])
    for order in orders:
        order.refresh_from_db()
    return Life(
        zora=zora,
        worker=worker,
        delivered=orders[0],
        guest=orders[1],
        under_way=orders[2],
        others=orders[3],
    )


def ordered(
    lamp: Variant,
    *,
    seed: int,
    payment: str = "cash-on-delivery",
    recipient: object = ZORA,
    address: str = "203.0.113.77",
    key_id: str = "key-of-zora",
    customer_id: int | None = None,
    coupon: str = "",
) -> Order:
    """Place an order from a visit the guard has seen, and let it be judged."""
    assert isinstance(recipient, type(ZORA))
    cart = cart_of({lamp.pk: 1}, coupon=coupon)
    wanted = replace(
        placement(
            cart,
            key=f"key-{seed}",
            payment=payment,
            recipient=recipient,
            address=address,
            note="Ring at Quillfeather" if recipient is ZORA else "",
            customer_id=customer_id,
        ),
        visit={**VISIT, "visit": {**VISIT["visit"], "key_id": key_id}},
    )
    answer = place_order(wanted, entropy=entropy(seed), now=NOW)
    order = Order.objects.get(token=answer.token)
    judge(order.pk, now=NOW)
    order.refresh_from_db()
    return order


def finish(order: Order, worker: User) -> None:
    """Have staff look at an order, send it and hear that it arrived."""
    if Order.objects.get(pk=order.pk).review != "cleared":
        decision.clear(
            order.pk, code="customer-confirmed", note="Quillfeather rang", actor_id=worker.pk, now=NOW
        )
    staff.ship(order.pk, actor_id=worker.pk, now=NOW)
    staff.deliver(order.pk, actor_id=worker.pk, now=NOW)


def leave_traces(zora: User, order: Order) -> None:
    """Leave what visits, sign-ins and mails leave."""
    key = "key-of-zora"
    Visit.objects.create(
        visitor=key,
        has_key=True,
        first_at=NOW,
        last_at=NOW,
        address="203.0.113.77",
        network="203.0.113.0/24",
        standing="good",
        worst_action="allow",
        worst_points=0,
        points=0,
        steps=[{"path": "/search/?q=quill"}],
    )
    Decision.objects.create(
        at=NOW,
        address="203.0.113.77",
        room="browse",
        path="/",
        key_id=key,
        action="slow",
        is_enforced=True,
        prior=0,
        points=9,
        reasons=[],
    )
    VisitLabel.objects.create(visitor=key, label="person", source="order", at=NOW)
    Appeal.objects.create(
        created_at=NOW, address="203.0.113.77", email=ZORA.email, message="I am Quillfeather"
    )
    OrderResult.objects.update_or_create(
        reference=order.number,
        defaults={
            "result": "kept",
            "account": zora,
            "key_id": key,
            "network": "203.0.113.0/24",
            "known_at": NOW,
        },
    )
    SignInFailure.objects.create(at=NOW, account_key=account_key(ZORA.email), address="203.0.113.77")
    LogEntry.objects.create(
        user=User.objects.get(email="worker@example.com"),
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(zora.pk),
        object_repr=str(zora),
        action_flag=2,
    )
    mail.post(ZORA.email, subject="Confirm", text="Dear Zora Quillfeather", now=NOW)
    Message.objects.update(relayed_at=NOW)


def found(mark: str, *, but: frozenset[str] = frozenset()) -> dict[str, int]:
    """Return in which tables of the database a word stands, and how often."""
    seen = {}
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names()) - but:
            cursor.execute(
                f'SELECT count(*) FROM "{table}" whole WHERE whole::text ILIKE %s',  # noqa: S608  # own tables
                [f"%{mark}%"],
            )
            (count,) = cursor.fetchone()
            if count:
                seen[table] = int(count)
    return seen


def books() -> Mapping[str, object]:
    """Return the shop's figures, after checking that they hold together (I1 to I8)."""
    for row in Variant.objects.all():
        moved = StockMovement.objects.filter(variant=row).aggregate(
            on_hand=Sum("on_hand_change"), allocated=Sum("allocated_change")
        )
        assert (moved["on_hand"], moved["allocated"]) == (row.on_hand, row.allocated)
        assert row.on_hand >= row.allocated >= 0
    for order in Order.objects.prefetch_related("lines", "payments"):
        goods = sum(line.unit_minor * line.quantity for line in order.lines.all())
        assert order.goods_minor == goods
        assert order.total_minor == goods - order.discount_minor + order.delivery_minor >= 0
        captured = [each for each in order.payments.all() if each.status == "captured"]
        assert len(captured) <= 1
        assert all(each.amount_minor == order.total_minor for each in captured)
    for coupon in Coupon.objects.annotate(orders_with=Count("orders")):
        assert coupon.used == coupon.orders_with
    touched = set(Order.objects.filter(events__actor__isnull=False).values_list("number", flat=True))
    audited = set(AuditEntry.objects.filter(target__startswith="order:").values_list("target", flat=True))
    assert {f"order:{number}" for number in touched} <= audited
    return {
        "orders": list(
            Order.objects.order_by("pk").values_list(
                "number",
                "placed_at",
                "status",
                "payment_status",
                "fulfilment",
                "review",
                "currency",
                "goods_minor",
                "discount_minor",
                "delivery_minor",
                "total_minor",
                "coupon",
                "country",
                "is_holding_stock",
                "release_at",
            )
        ),
        "lines": list(Order.objects.order_by("lines").values_list("lines", "lines__sku", "lines__quantity")),
        "payments": list(Payment.objects.order_by("pk").values()),
        "stock": list(Variant.objects.order_by("pk").values_list("on_hand", "allocated")),
        "ledger": list(StockMovement.objects.order_by("pk").values()),
        "people": sorted(Order.objects.values("person").annotate(n=Count("pk")).values_list("n", flat=True)),
        "history": list(Order.objects.order_by("events").values_list("events__code", "events__at")),
        "verdicts": list(
            Assessment.objects.order_by("pk").values_list("reference", "total", "evidence", "recommendation")
        ),
    }


def test_books_balance_before_and_after(life: Life) -> None:
    before = books()
    erase_person(person_of(ZORA.email), reason="asked by mail", actor_id=life.worker.pk, now=NOW + 40 * DAY)
    # Until the last of their orders is erased, their share of the figures by person is in two.
    assert {**books(), "people": before["people"]} == before
    assert erase_due(now=NOW + 200 * DAY) == 1
    assert books() == before
    assert Coupon.objects.get().used == 1


def test_nothing_of_a_person_is_left_in_any_table(life: Life) -> None:
    block([ZORA.email], reason="prank", author_id=life.worker.pk, expires_at=None, now=NOW)
    assert all(found(mark) for mark in MARKS)
    erase_person(person_of(ZORA.email), reason="asked by mail", actor_id=life.worker.pk, now=NOW + 40 * DAY)
    assert Erasure.objects.get().done_at is None
    erase_due(now=NOW + 200 * DAY)
    # The address alone is nobody: its counts go by the clock.
    brake.expire(now=NOW + 200 * DAY)
    # The merchant's own list is the merchant's word: it ends by itself, or by staff's hand.
    left = {mark: found(mark, but=frozenset({"antifraud_listentry"})) for mark in MARKS}
    assert left == {mark: {} for mark in MARKS}
    assert not User.objects.filter(pk=life.zora.pk).exists()
    assert Session.objects.count() == 0
    assert Erasure.objects.get().digest == digest_of(ZORA.email)


def test_others_keep_what_is_theirs(life: Life) -> None:
    before = everything(person_of(ADA.email))
    erase_person(person_of(ZORA.email), reason="asked by mail", actor_id=life.worker.pk, now=NOW + 200 * DAY)
    assert everything(person_of(ADA.email)) == before
    assert len(before["checkout_order"]) == 1


def test_an_order_under_way_keeps_its_address_until_it_is_done(life: Life) -> None:
    erase_person(person_of(ZORA.email), reason="asked by mail", actor_id=None, now=NOW + DAY)
    names = dict(Order.objects.values_list("pk", "name"))
    # Delivered yesterday: it may still come back.
    assert names[life.delivered.pk] == names[life.under_way.pk] == ZORA.name
    assert erase_due(now=NOW + 31 * DAY) == 0
    names = dict(Order.objects.values_list("pk", "name"))
    assert names[life.delivered.pk] == names[life.guest.pk] == "Erased"
    assert names[life.under_way.pk] == ZORA.name
    assert erase_due(now=NOW + 180 * DAY) == 1
    assert Order.objects.get(pk=life.under_way.pk).name == "Erased"
    assert erase_due(now=NOW + 181 * DAY) == 0


def test_the_link_to_an_erased_order_opens_nothing(life: Life, client: Client) -> None:
    path = f"/orders/{life.delivered.token}/"
    assert client.get(path).status_code == 200
    erase_person(person_of(ZORA.email), reason="asked by mail", actor_id=None, now=NOW + 40 * DAY)
    assert client.get(path).status_code == 404
    assert Order.objects.get(pk=life.delivered.pk).token != life.delivered.token


def test_staff_are_not_erased_by_the_way(life: Life) -> None:
    before = User.objects.count()
    with pytest.raises(IsStaff):
        erase_person(person_of("worker@example.com"), reason="left", actor_id=None, now=NOW)
    assert (User.objects.count(), Erasure.objects.count()) == (before, 0)


def test_asked_twice_it_is_done_once(life: Life) -> None:
    for _ in range(2):
        erase_person(person_of(ZORA.email), reason="asked", actor_id=None, now=NOW + 200 * DAY)
    first, second = Erasure.objects.order_by("pk")
    assert (first.orders.count(), second.orders.count()) == (3, 0)
    assert first.done_at == second.done_at == NOW + 200 * DAY


# Words


def words_of(model: type[models.Model]) -> set[str]:
    """Return the columns of a table that can hold words, or point at somebody."""
    kinds = (
        models.CharField,
        models.TextField,
        models.GenericIPAddressField,
        models.JSONField,
        models.BinaryField,
        models.UUIDField,
        models.FileField,
    )
    return {
        field.name
        for field in model._meta.concrete_fields
        if (isinstance(field, kinds) and not field.choices)
        or field.related_model is get_user_model()
        or field.name == "customer_id"
    }


def test_every_column_that_may_hold_words_is_named() -> None:
    unnamed = {
        f"{model._meta.db_table}.{name}"
        for model in apps.get_models()
        for name in words_of(model)
        - PERSONAL.get(model._meta.db_table, frozenset())
        - OTHERS.get(model._meta.db_table, frozenset())
    }
    assert unnamed == set(), "name it in tests/journeys/personal.py, and in docs/privacy.md if it is personal"


def test_no_column_is_named_that_is_not_there() -> None:
    there = {f"{model._meta.db_table}.{name}" for model in apps.get_models() for name in words_of(model)}
    named = {f"{table}.{name}" for names in (PERSONAL, OTHERS) for table in names for name in names[table]}
    assert named - there == set()


@pytest.mark.parametrize("table", sorted(PERSONAL))
def test_the_privacy_page_tells_of_every_table(table: str) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "privacy.md").read_text()
    assert f"`{table}`" in page


def test_facts_are_kept_or_cut_by_name() -> None:
    kept = {
        "reference placed_at is_offline payment_method amount_minor currency units country coupon_code",
        "coupon_is_once delivered_before address_country address_asn address_organisation address_kind",
        "agent_class languages visit_seconds visit_pages visit_product_pages trap_hits guard_points proof",
        "door clock_offset form_seconds failed_payments cards_tried card_result card_country files",
        "address_is_staffs payment_status fulfilment",
    }
    named = {name for line in kept for name in line.split()} | set(PERSONAL_FACTS)
    assert {field.name for field in fields(OrderFacts)} == named


# A copy

# Tables whose rows name nobody but by a hash or a network, or are not about customers; the page on privacy says so.
NOT_OF_ONE_PERSON = {
    "account_emailconfirmation",
    "accounts_auditentry",
    "accounts_signincounter",
    "accounts_signinfailure",
    "accounts_staffaddress",
    "botguard_accesslist",
    "botguard_accesslistdraft",
    "botguard_accessrule",
    "botguard_ban",
    "botguard_brakepull",
    "botguard_crawlername",
    "botguard_networkstanding",
    "botguard_partnerkey",
    "botguard_tally",
    "django_admin_log",
    "django_session",
}
SECRET = {("accounts_user", "password"), ("mfa_authenticator", "data")}


def test_the_full_copy_has_every_personal_column(life: Life) -> None:
    copy = everything(person_of(ZORA.email))
    assert set(PERSONAL) - NOT_OF_ONE_PERSON <= set(copy)
    columns = {
        model._meta.db_table: {field.name: field.attname for field in model._meta.concrete_fields}
        for model in apps.get_models()
    }
    for table, names in PERSONAL.items():
        for row in copy.get(table, []):
            wanted = {columns[table][name] for name in names if (table, name) not in SECRET}
            assert wanted <= set(row), table
    assert [row["name"] for row in copy["checkout_order"]] == [ZORA.name] * 3
    assert copy["botguard_visit"][0]["address"] == "203.0.113.77"
    assert copy["botguard_appeal"][0]["message"] == "I am Quillfeather"
    assert len(copy["antifraud_assessment"]) == 3
    assert "secret" not in json.dumps(copy, default=str)


def signed_in(kind: str = "") -> Client:
    """Return the browser of Zora, or of somebody with a role."""
    client = Client(REMOTE_ADDR="203.0.113.77")
    if kind:
        person = User.objects.create_user(f"{kind.lower()}@example.com", PASSWORD, is_staff=True)
        person.groups.add(Group.objects.get(name=kind))
        client.force_login(person)
        return client
    answer = client.post("/account/login/", {"login": ZORA.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def confirmed(client: Client, path: str, data: Mapping[str, str] | None = None) -> HttpResponse:
    """Send a form whose door asks for the password again, give it, and return what came of the form."""
    asked = client.post(path, data or {})
    assert asked.status_code == 302
    assert asked["Location"].startswith("/account/reauthenticate/")
    return cast(HttpResponse, client.post(asked["Location"], {"password": PASSWORD}))


def test_who_is_listed_gets_the_copy_everybody_gets(life: Life) -> None:
    Authenticator.objects.all().delete()

    def copy() -> tuple[int, str]:
        answer = confirmed(signed_in(), "/account/data/copy/")
        return answer.status_code, re.sub(
            r'"last_login": "[^"]*"|"made_at": "[^"]*"', "", answer.content.decode()
        )

    before = copy()
    order = Order.objects.get(pk=life.under_way.pk)
    block([ZORA.email], reason="prank", author_id=life.worker.pk, expires_at=None, now=NOW)
    Order.objects.filter(pk=order.pk).update(
        status="cancelled", review="shadow-cancelled", review_reason="#1"
    )
    judge(order.pk, now=NOW)
    assert before[0] == 200
    assert copy() == before
    document = json.loads(confirmed(signed_in(), "/account/data/copy/").content)
    assert {each["number"] for each in document["orders"]} == {
        life.delivered.number,
        life.guest.number,
        life.under_way.number,
    }
    assert document["orders"][0]["visit"]["address"] == "203.0.113.77"
    assert document["account"]["accounts_user"][0]["email"] == ZORA.email
    for word in ("points", "prank", "review", "shadow", "evidence"):
        assert word not in before[1].split('"how_orders_are_judged"')[0], word


def test_a_customer_deletes_their_account(life: Life) -> None:
    Authenticator.objects.all().delete()
    client = signed_in()
    page = client.get("/account/data/")
    assert page.status_code == 200
    assert "cannot be undone" in page.content.decode()
    assert confirmed(client, "/account/data/erase/").status_code == 422
    assert User.objects.filter(pk=life.zora.pk).exists()
    answer = client.post("/account/data/erase/", {"sure": "on"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert "Your account is deleted." in client.get("/").content.decode()
    assert not User.objects.filter(pk=life.zora.pk).exists()
    assert client.get("/account/orders/").status_code == 302
    assert AuditEntry.objects.get(action="person-erase").actor is None


@pytest.mark.parametrize("path", ["/account/data/copy/", "/account/data/erase/"])
def test_who_finds_a_browser_signed_in_gets_and_deletes_nothing(path: str, life: Life) -> None:
    Authenticator.objects.all().delete()
    client = signed_in()
    asked = client.post(path, {"sure": "on"})
    assert asked.status_code == 302
    assert client.post(asked["Location"], {"password": "not theirs, I fear"}).status_code == 200
    assert User.objects.filter(pk=life.zora.pk).exists()


def test_strangers_are_led_to_the_sign_in(client: Client) -> None:
    for method, path in (("get", ""), ("post", "copy/"), ("post", "erase/")):
        answer = getattr(client, method)(f"/account/data/{path}")
        assert answer["Location"].startswith("/account/login/?next=")


# Staff answer


def test_staff_hand_out_an_explanation_and_it_is_written_down(life: Life) -> None:
    client = signed_in("Merchant")
    number = life.delivered.number
    page = client.get(f"/backoffice/orders/{number}/explanation/").content.decode()
    assert "What would have changed the result" in page
    answer = client.post(f"/backoffice/orders/{number}/explanation/hand-out/")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    text = answer.content.decode()
    assert f"How order {number} was judged" in text
    assert "Address of the connection: 203.0.113.77" in text
    assert AuditEntry.objects.get(action="order-explain").detail["with_lists"] is False


def test_only_the_full_explanation_tells_of_lists(life: Life) -> None:
    client = signed_in("Merchant")
    where = f"/backoffice/orders/{life.under_way.number}/explanation/hand-out/"
    before = client.post(where).content
    block([ZORA.email], reason="prank calls", author_id=life.worker.pk, expires_at=None, now=NOW)
    judge(life.under_way.pk, now=NOW)
    assert client.post(where).content == before
    full = client.post(where, {"lists": "1"}).content.decode()
    assert "prank calls" in full
    assert "zora.quill@example.com (email)" in full


def test_only_the_full_explanation_tells_of_rules(life: Life) -> None:
    client = signed_in("Merchant")
    path = f"/backoffice/orders/{life.under_way.number}/explanation/"
    before = client.post(f"{path}hand-out/").content
    make_rule(
        RuleTerms(
            text="order.units >= 1",
            title="Anything at all",
            action=RuleAction.HOLD,
            reason="we look twice",
            expires_at=None,
        ),
        owner_id=life.worker.pk,
        now=NOW,
    )
    Rule.objects.update(mode="enforce")
    judge(life.under_way.pk, now=NOW)
    assert client.post(f"{path}hand-out/").content == before
    full = client.post(f"{path}hand-out/", {"lists": "1"}).content.decode()
    assert (
        "Rule “Anything at all”, in force, fitted. It lets a person look at an order: we look twice" in full
    )
    assert "It asks whether the number of things ordered is at least 1." in full
    assert "Without it: " in full
    assert "Anything at all" in client.get(path, {"lists": "1"}).content.decode()
    assert "Anything at all" not in client.get(path).content.decode()


def test_staff_copy_and_forget_somebody_who_wrote(life: Life) -> None:
    client = signed_in("Merchant")
    assert "checkout_order" in client.get("/backoffice/people/", {"email": ZORA.email}).content.decode()
    copy = json.loads(client.post("/backoffice/people/copy/", {"email": ZORA.email}).content)
    assert len(copy["checkout_order"]) == 3
    asked = {"email": ZORA.email, "reason": "wrote on Monday", "sure": "on"}
    for missing in ("reason", "sure", "email"):
        answer = client.post("/backoffice/people/erase/", {k: v for k, v in asked.items() if k != missing})
        assert answer.status_code == 422
    assert Erasure.objects.count() == 0
    assert client.post("/backoffice/people/erase/", asked).status_code == 302
    assert not User.objects.filter(pk=life.zora.pk).exists()
    assert {"person-copy", "person-erase"} <= set(AuditEntry.objects.values_list("action", flat=True))
    assert not AuditEntry.objects.filter(Q(target__icontains="quill") | Q(detail__icontains="quill")).exists()


def test_records_of_before_are_found_by_the_address_of_mail(life: Life) -> None:
    OrderRecord.objects.filter(reference=life.guest.number).update(reference="OLD-1")
    assert "OLD-1" in {row["reference"] for row in everything(person_of(ZORA.email))["antifraud_orderrecord"]}
    erase_person(person_of(ZORA.email), reason="asked", actor_id=None, now=NOW + 200 * DAY)
    assert OrderRecord.objects.get(reference="OLD-1").email_key == ""


def test_old_orders_forget_the_visit_that_placed_them(life: Life) -> None:
    assert cut_visits(now=NOW + 180 * DAY) == 0
    assert cut_visits(now=NOW + 181 * DAY) == 4
    assert cut_visits(now=NOW + 181 * DAY) == 0
    order = Order.objects.get(pk=life.delivered.pk)
    assert order.client_address == "203.0.113.0"
    assert "key_id" not in order.visit["visit"]
    assert (order.visit["visit"]["pages"], order.name) == (9, ZORA.name)

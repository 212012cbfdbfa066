"""Who may open which page of the back office: every address, every kind of person, the exact answer."""

import pytest
from django.contrib import admin
from django.test import Client

from backoffice.urls import urlpatterns
from tests.backoffice.conftest import MakeOrder, SignIn

pytestmark = pytest.mark.django_db
PEOPLE = ("anonymous", "customer", "nobody's staff", "Merchant", "Analyst", "Operator", "owner")
SIGN_IN, NO, YES, GONE = 302, 403, 200, 404

# Per address: what Merchant, Analyst and Operator get. Strangers are led to the sign-in, customers and staff without
# a role are refused everywhere, owners may do everything.
ROWS: dict[str, tuple[str, str, tuple[int, int, int]]] = {
    "dashboard": ("get", "", (YES, YES, YES)),
    "orders": ("get", "orders/", (YES, YES, NO)),
    "order": ("get", "orders/{number}/", (YES, YES, NO)),
    "order-new": ("get", "orders/new/", (YES, NO, NO)),
    "order-assess": ("post", "orders/{number}/assess/", (SIGN_IN, SIGN_IN, NO)),
    "order-block": ("post", "orders/{number}/block/", (422, 422, NO)),
    "order-trust": ("post", "orders/{number}/trust/", (GONE, GONE, NO)),
    "order-act": ("post", "orders/{number}/ship/", (SIGN_IN, NO, NO)),
    "customer": ("get", "customers/0/", (GONE, GONE, NO)),
    "customer-standing": ("post", "customers/0/standing/", (GONE, GONE, NO)),
    "explanation": ("get", "orders/{number}/explanation/", (YES, YES, NO)),
    "explanation-hand-out": ("post", "orders/{number}/explanation/hand-out/", (YES, YES, NO)),
    "person": ("get", "people/", (YES, NO, NO)),
    "person-copy": ("post", "people/copy/", (422, NO, NO)),
    "person-erase": ("post", "people/erase/", (422, NO, NO)),
    "review": ("get", "review/", (YES, YES, NO)),
    "review-decide": ("post", "review/decide/", (GONE, GONE, NO)),
    "blocklist": ("get", "blocklist/", (YES, YES, NO)),
    "blocklist-export": ("post", "blocklist/export/", (YES, YES, NO)),
    "entry": ("get", "blocklist/1/", (GONE, GONE, NO)),
    "entry-change": ("get", "blocklist/1/change/", (GONE, GONE, NO)),
    "entry-end": ("post", "blocklist/1/end/", (SIGN_IN, SIGN_IN, NO)),
    "accuracy": ("get", "accuracy/", (YES, YES, NO)),
    "weights": ("get", "accuracy/weights/", (YES, YES, NO)),
    "weights-promote": ("post", "accuracy/weights/1/promote/", (NO, SIGN_IN, NO)),
    "weights-retire": ("post", "accuracy/weights/1/retire/", (NO, SIGN_IN, NO)),
    "order-rules": ("get", "order-rules/", (YES, YES, NO)),
    "order-facts": ("get", "order-rules/facts/", (YES, YES, NO)),
    "order-rule-read": ("post", "order-rules/read/", (YES, YES, NO)),
    "backtest": ("get", "order-rules/backtests/1/", (GONE, GONE, NO)),
    "order-rule-wake": ("post", "order-rules/snoozes/1/end/", (SIGN_IN, SIGN_IN, NO)),
    "order-rule": ("get", "order-rules/1/", (GONE, GONE, NO)),
    "order-rule-mode": ("post", "order-rules/1/mode/", (SIGN_IN, SIGN_IN, NO)),
    "order-rule-end": ("post", "order-rules/1/end/", (SIGN_IN, SIGN_IN, NO)),
    "order-rule-snooze": ("post", "order-rules/1/snooze/", (SIGN_IN, SIGN_IN, NO)),
    "order-rule-try": ("post", "order-rules/1/try/", (GONE, GONE, NO)),
    "traffic": ("get", "traffic/", (YES, YES, YES)),
    "decisions": ("get", "traffic/decisions/", (YES, YES, YES)),
    "keys": ("get", "traffic/keys/", (YES, YES, YES)),
    "visitor": ("get", "traffic/visitors/203.0.113.9/", (GONE, GONE, GONE)),
    "key-revoke": ("post", "traffic/visitors/203.0.113.9/revoke/", (NO, GONE, GONE)),
    "key-restore": ("post", "traffic/visitors/203.0.113.9/restore/", (NO, GONE, GONE)),
    "bans": ("get", "traffic/bans/", (YES, YES, YES)),
    "ban-lift": ("post", "traffic/bans/1/lift/", (NO, SIGN_IN, SIGN_IN)),
    "appeals": ("get", "second-looks/", (YES, YES, YES)),
    "mistakes": ("get", "second-looks/mistakes/", (YES, YES, YES)),
    "appeal-answer": ("post", "second-looks/1/answer/", (SIGN_IN, SIGN_IN, SIGN_IN)),
    "rules": ("get", "rules/", (NO, YES, YES)),
    "rule": ("get", "rules/1/", (NO, GONE, GONE)),
    "rule-end": ("post", "rules/1/end/", (NO, SIGN_IN, SIGN_IN)),
    "rule-restore": ("post", "rules/1/restore/", (NO, SIGN_IN, SIGN_IN)),
    "list-new": ("get", "rules/lists/", (NO, YES, YES)),
    "list-draft": ("get", "rules/lists/1/", (NO, GONE, GONE)),
    "list-discard": ("post", "rules/lists/1/discard/", (NO, SIGN_IN, SIGN_IN)),
    "list-replace": ("get", "rules/1/replace/", (NO, GONE, GONE)),
    "list-take-out": ("post", "rules/1/take-out/", (NO, SIGN_IN, SIGN_IN)),
    "list-download": ("post", "rules/1/download/", (NO, GONE, GONE)),
    "brakes": ("get", "rules/brakes/", (NO, YES, YES)),
    "brake-release": ("post", "rules/brakes/pulls/1/release/", (NO, SIGN_IN, SIGN_IN)),
    "brake-mode": ("post", "rules/brakes/nonsense/", (NO, GONE, GONE)),
    "robots": ("get", "crawlers/", (YES, YES, YES)),
    "robots-allow": ("post", "crawlers/classes/ai-training/", (SIGN_IN, NO, SIGN_IN)),
    "directory-add": ("post", "crawlers/directories/", (422, NO, 422)),
    "directory-read": ("post", "crawlers/directories/1/read/", (SIGN_IN, NO, SIGN_IN)),
    "directory-remove": ("post", "crawlers/directories/1/remove/", (SIGN_IN, NO, SIGN_IN)),
    "registry": ("get", "crawlers/registry/", (YES, NO, YES)),
    "partners": ("get", "crawlers/partners/", (YES, YES, YES)),
    "partner": ("get", "crawlers/partners/1/", (GONE, GONE, GONE)),
    "partner-take": ("post", "crawlers/partners/1/take/", (GONE, NO, GONE)),
    "learning": ("get", "learning/", (YES, YES, YES)),
    "learning-promote": ("post", "learning/1/promote/", (NO, SIGN_IN, NO)),
    "learning-retire": ("post", "learning/1/retire/", (NO, SIGN_IN, NO)),
    "payments": ("get", "payments/", (YES, NO, NO)),
    "audit": ("get", "audit/", (NO, YES, YES)),
    "search": ("get", "search/?q=lamp", (YES, YES, YES)),
}
OWNERS = {
    "person-copy": 422,
    "person-erase": 422,
    "rule": GONE,
    "brake-mode": GONE,
    "list-draft": GONE,
    "list-replace": GONE,
    "list-download": GONE,
    "entry": GONE,
    "entry-change": GONE,
    "order-block": 422,
    "review-decide": GONE,
    "order-trust": GONE,
    "visitor": GONE,
    "key-revoke": GONE,
    "key-restore": GONE,
    "customer": GONE,
    "customer-standing": GONE,
    "directory-add": 422,
    "partner": GONE,
    "partner-take": GONE,
    "backtest": GONE,
    "order-rule": GONE,
    "order-rule-try": GONE,
}
POSTS_LEAD_BACK = {
    "order-rule-wake",
    "order-rule-mode",
    "order-rule-end",
    "order-rule-snooze",
    "rule-end",
    "rule-restore",
    "list-discard",
    "list-take-out",
    "brake-release",
    "order-assess",
    "order-act",
    "entry-end",
    "ban-lift",
    "appeal-answer",
    "robots-allow",
    "directory-read",
    "directory-remove",
    "learning-promote",
    "learning-retire",
    "weights-promote",
    "weights-retire",
}


def expected(name: str, person: str) -> int:
    """Return the status of one cell."""
    if person == "anonymous":
        return SIGN_IN
    if person in {"customer", "nobody's staff"}:
        return NO
    if person == "owner":
        return OWNERS.get(name, SIGN_IN if name in POSTS_LEAD_BACK else YES)
    return ROWS[name][2][("Merchant", "Analyst", "Operator").index(person)]


def test_every_page_has_a_row() -> None:
    assert {pattern.name for pattern in urlpatterns} == set(ROWS)


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("name", ROWS)
def test_page(name: str, person: str, sign_in: SignIn, make_order: MakeOrder) -> None:
    order = make_order(review="cleared")
    method, path, _ = ROWS[name]
    client = sign_in(person)
    answer = getattr(client, method)(f"/backoffice/{path.format(number=order.number)}")
    assert answer.status_code == expected(name, person)
    if person == "anonymous":
        assert answer["Location"].startswith("/account/login/?next=%2Fbackoffice%2F")


@pytest.mark.parametrize("person", PEOPLE)
def test_reading_never_writes(person: str, sign_in: SignIn, make_order: MakeOrder) -> None:
    order = make_order(review="cleared")
    client = sign_in(person)
    client.get(f"/backoffice/orders/{order.number}/ship/")
    client.get(f"/backoffice/orders/{order.number}/block/")
    order.refresh_from_db()
    assert order.fulfilment == "waiting"


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        ("shop/product/", (200, 200, 403)),
        ("shop/product/add/", (200, 403, 403)),
        ("checkout/coupon/", (200, 403, 403)),
        ("accounts/user/", (403, 403, 200)),
        ("accounts/user/add/", (403, 403, 403)),
        ("auth/group/", (403, 403, 403)),
    ],
)
def test_rooms_of_djangos_admin(path: str, codes: tuple[int, int, int], sign_in: SignIn) -> None:
    found = tuple(
        sign_in(role).get(f"/backoffice/{path}").status_code for role in ("Merchant", "Analyst", "Operator")
    )
    assert found == codes
    assert sign_in("owner").get(f"/backoffice/{path}").status_code == 200
    assert sign_in("customer").get(f"/backoffice/{path}").status_code in {302, 403}


def test_the_admins_own_sign_in_leads_to_the_shops(client: Client) -> None:
    answer = client.get("/backoffice/login/?next=/backoffice/orders/")
    assert answer.status_code == 302
    assert answer["Location"] == "/account/login/?next=%2Fbackoffice%2Forders%2F"


def test_a_forged_form_is_refused(sign_in: SignIn, make_order: MakeOrder) -> None:
    order = make_order(review="cleared")
    client = sign_in("owner")
    client.handler.enforce_csrf_checks = True
    for path in (
        f"orders/{order.number}/ship/",
        f"orders/{order.number}/block/",
        "blocklist/",
        "blocklist/1/end/",
    ):
        assert client.post(f"/backoffice/{path}", {"reason": "x"}).status_code == 403
    order.refresh_from_db()
    assert order.fulfilment == "waiting"


def test_every_admin_page_of_every_model_opens_for_an_owner(owner: Client) -> None:
    for model in admin.site._registry:
        label = f"{model._meta.app_label}/{model._meta.model_name}"
        assert owner.get(f"/backoffice/{label}/").status_code == 200, label
        assert owner.get(f"/backoffice/{label}/add/").status_code in {200, 403}, label

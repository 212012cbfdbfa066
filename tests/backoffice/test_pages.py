"""Pages of the back office: lists, figures, the rail, queries and the policy they live under."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEntry, User
from checkout.models import Coupon
from tests.backoffice.conftest import MakeOrder, SignIn

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"a", "b", "c"}),
        ("?q=lena", {"a", "b"}),
        ("?q=TEST3-00000", {"c"}),
        ("?q=203.0.113.0/24", {"a", "b"}),
        ("?q=198.51.100.1", {"c"}),
        ("?q=5112345678", {"a", "b"}),
        ("?review=held", {"b"}),
        ("?status=cancelled", {"c"}),
        ("?show=pack", {"a"}),
        ("?review=nonsense", {"a", "b", "c"}),
        ("?q=%00", {"a", "b", "c"}),
        ("?page=99999999999999999999", {"a", "b", "c"}),
    ],
)
def test_the_list_is_filtered(merchant: Client, make_order: MakeOrder, query: str, found: set[str]) -> None:
    orders = {
        "a": make_order(review="cleared"),
        "b": make_order(review="held"),
        "c": make_order(
            status="cancelled",
            review="rejected",
            email="x@example.com",
            phone="",
            name="Xaver",
            client_address="198.51.100.1",
        ),
    }
    page = merchant.get(f"/backoffice/orders/{query}").content.decode()
    assert {name for name, order in orders.items() if f"/orders/{order.number}/" in page} == found


@pytest.mark.parametrize(
    ("path", "most"),
    [
        # With the one look at the standing of whoever has just signed in.
        ("orders/", 11),
        ("review/", 11),
        ("", 19),
        ("blocklist/", 8),
        ("traffic/", 16),
        ("second-looks/mistakes/", 13),
    ],
)
def test_queries_do_not_grow_with_orders(
    merchant: Client,
    make_order: MakeOrder,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    path: str,
    most: int,
) -> None:
    for _ in range(12):
        make_order(review="held")
    with django_assert_max_num_queries(most):
        assert merchant.get(f"/backoffice/{path}").status_code == 200


def test_an_orders_page_takes_a_handful_of_queries(
    merchant: Client, make_order: MakeOrder, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    order = make_order()
    for _ in range(12):
        make_order()
    with django_assert_max_num_queries(20):
        merchant.get(f"/backoffice/orders/{order.number}/")


@pytest.mark.parametrize(
    "path", ["", "orders/", "review/", "blocklist/", "traffic/", "audit/", "search/", "search/?q=x"]
)
def test_empty_pages_say_so(owner: Client, path: str) -> None:
    assert owner.get(f"/backoffice/{path}").status_code == 200


@pytest.mark.parametrize(
    ("kind", "rooms"),
    [
        (
            "Merchant",
            {
                "Today",
                "Orders",
                "Products",
                "Categories",
                "Coupons",
                "Delivery",
                "Incoming payments",
                "People&#x27;s data",
                "Review",
                "Blocklist",
                "Order rules",
                "Accuracy",
                "Traffic",
                "Second looks",
                "Robots &amp; partners",
                "Learning",
            },
        ),
        (
            "Analyst",
            {
                "Today",
                "Orders",
                "Products",
                "Categories",
                "Review",
                "Blocklist",
                "Order rules",
                "Accuracy",
                "Traffic",
                "Second looks",
                "Access rules",
                "Robots &amp; partners",
                "Learning",
                "Audit",
            },
        ),
        (
            "Operator",
            {
                "Today",
                "Traffic",
                "Second looks",
                "Access rules",
                "Robots &amp; partners",
                "Learning",
                "People",
                "Audit",
            },
        ),
    ],
)
def test_the_rail_shows_the_rooms_one_may_open(sign_in: SignIn, kind: str, rooms: set[str]) -> None:
    client = sign_in(kind)
    page = client.get("/backoffice/").content.decode()
    rail = page.split('aria-label="Back office"')[1].split("</nav>")[0]
    assert set(re.findall(r"<span>([^<]+)</span>", rail)) == rooms
    for url in re.findall(r'href="([^"]+)"', rail):
        assert client.get(url).status_code == 200, url


PAGES = (
    "",
    "orders/",
    "blocklist/",
    "traffic/",
    "audit/",
    "shop/product/",
    "shop/product/add/",
    "checkout/coupon/",
    "accounts/user/add/",
    "password_change/",
)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_anything_inline(owner: Client, make_order: MakeOrder, path: str) -> None:
    make_order()
    answer = owner.get(f"/backoffice/{path}", follow=True)
    page = answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert not re.search(r"<[a-z][^>]*\sstyle\s*=", page)
    assert not re.search(r"<[a-z][^>]*\son[a-z]+\s*=", page)
    assert "<style" not in page
    for script in re.findall(r"<script([^>]*)>", page):
        assert "src=" in script or "nonce=" in script or "application/json" in script


def test_a_change_in_djangos_admin_is_audited(owner: Client) -> None:
    owner.post(
        "/backoffice/checkout/coupon/add/",
        {"code": "SPRING", "kind": "percent", "value": "10", "least_goods_minor": "0", "is_active": "on"},
    )
    coupon = Coupon.objects.get()
    owner.post(
        f"/backoffice/checkout/coupon/{coupon.pk}/change/",
        {"code": "SPRING", "kind": "percent", "value": "20", "least_goods_minor": "0", "is_active": "on"},
    )
    owner.post(f"/backoffice/checkout/coupon/{coupon.pk}/delete/", {"post": "yes"})
    assert [(row.action, row.target) for row in AuditEntry.objects.order_by("pk")] == [
        ("coupon-added", "coupon:SPRING"),
        ("coupon-changed", "coupon:SPRING"),
        ("coupon-deleted", "coupon:SPRING"),
    ]
    assert not Coupon.objects.exists()


def test_nobody_but_an_owner_hands_out_the_keys(sign_in: SignIn) -> None:
    owner_account = User.objects.create_superuser("boss@example.com", "a long enough password")
    client = sign_in("Operator")
    answer = client.post(f"/backoffice/accounts/user/{owner_account.pk}/change/", {"email": "x@example.com"})
    assert answer.status_code == 403
    assert client.post(f"/backoffice/accounts/user/{owner_account.pk}/password/", {}).status_code == 403


def test_the_dashboard_counts_no_silent_cancel(merchant: Client, make_order: MakeOrder) -> None:
    now = timezone.now()
    make_order(review="cleared", placed_at=now)
    make_order(status="cancelled", review="shadow-cancelled", placed_at=now)
    page = merchant.get("/backoffice/").content.decode()
    stats = page.split('aria-label="Figures"')[1].split("</section>")[0]
    assert stats.count("€94.90") == 3
    assert "Silently cancelled" in page

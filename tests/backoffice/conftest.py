"""Staff of every role, and orders for them to look at."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from antifraud.actions import assess
from checkout.collect import order_facts
from checkout.models import Order, OrderLine
from shop.models import Category, Product, Variant

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
VISIT = {
    "network": {"country": "RO", "asn": 64500, "organisation": "Example Hosting", "kind": "hosting"},
    "visit": {
        "key_id": "k1",
        "agent_class": "browser",
        "languages": "ro",
        "pages": 4,
        "product_pages": 2,
        "points": 12,
    },
}

type MakeOrder = Callable[..., Order]
type SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _quiet_guard(settings: Settings) -> None:
    settings.BOTGUARD_MODE = "observe"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """Return a function that gives a browser signed in as a kind of person."""

    def signed_in(kind: str) -> Client:
        client = Client()
        if kind == "anonymous":
            return client
        person = User.objects.create_user(
            f"{kind.lower().replace(' ', '-')}@example.com",
            "a long enough password",
            is_staff=kind != "customer",
            is_superuser=kind == "owner",
        )
        if kind in {"Merchant", "Analyst", "Operator"}:
            person.groups.add(Group.objects.get(name=kind))
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture
def merchant(sign_in: SignIn) -> Client:
    """Return a merchant's browser."""
    return sign_in("Merchant")


@pytest.fixture
def owner(sign_in: SignIn) -> Client:
    """Return an owner's browser."""
    return sign_in("owner")


@pytest.fixture
def variant(db: None) -> Variant:
    """Return something to sell, with units on hand."""
    category = Category.objects.create(name="Lamps", slug="lamps")
    product = Product.objects.create(category=category, name="Brass lamp", slug="brass-lamp", created_at=NOW)
    return Variant.objects.create(product=product, sku="LAMP-1", price_minor=4500, on_hand=100, allocated=50)


@pytest.fixture
def make_order(variant: Variant) -> MakeOrder:
    """Return a function that makes an order of two lamps; keywords replace its fields."""
    numbers = count(1)

    def make(*, is_assessed: bool = True, **fields: object) -> Order:
        number = next(numbers)
        values: dict[str, object] = {
            "number": f"TEST{number}-00000",
            "token": f"token-{number}",
            "idempotency_key": uuid4(),
            "request_hash": "0" * 64,
            "placed_at": NOW,
            "email": "lena@example.com",
            "person": "lena@example.com",
            "phone": "+4915112345678",
            "name": "Lena Fischer",
            "street": "Lindenweg 4",
            "postcode": "10115",
            "city": "Berlin",
            "country": "DE",
            "delivery_code": "parcel",
            "delivery_name": "Parcel",
            "payment_method": "cash-on-delivery",
            "currency": "EUR",
            "goods_minor": 9000,
            "delivery_minor": 490,
            "total_minor": 9490,
            "client_address": "203.0.113.50",
            "visit": VISIT,
            **fields,
        }
        order = Order.objects.create(**values)
        OrderLine.objects.create(
            order=order, variant=variant, sku=variant.sku, name="Brass lamp", unit_minor=4500, quantity=2
        )
        if is_assessed:
            assess(order_facts(order), now=NOW)
        return order

    return make

"""A small shop to buy from, made of real rows."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from random import Random
from uuid import UUID

from django.db import transaction
from django.http import QueryDict

from checkout.actions import cart as carts
from checkout.actions.place import place_order
from checkout.engine.number import ENTROPY_BYTES
from checkout.engine.placement import PlacedOrder, Placement, Recipient
from checkout.models import DeliveryMethod, Order
from checkout.queries.cart import cart_view, quote
from shop.actions.stock import receive
from shop.engine.money import Money
from shop.models import Category, Product, StockMovement, Variant

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ADA = Recipient(
    email="ada@example.com",
    phone="+4930901820",
    name="Ada Example",
    street="Hauptstr. 1",
    postcode="10827",
    city="Berlin",
    country="DE",
)


def variant(sku: str = "LAMP-1", *, price: int = 4900, stock: int = 10, at: datetime = NOW) -> Variant:
    """Make a product with one variant and some stock."""
    shelf, _ = Category.objects.get_or_create(slug="lamps", defaults={"name": "Lamps"})
    product = Product.objects.create(
        category=shelf, name=f"Lamp {sku}", slug=sku.lower(), created_at=at, price_minor=price
    )
    made = Variant.objects.create(product=product, sku=sku, price_minor=price)
    if stock:
        with transaction.atomic():
            receive({made.pk: stock}, reference="opening", now=at)
    made.refresh_from_db()
    return made


def cart_of(units: Mapping[int, int], *, coupon: str = "", at: datetime = NOW) -> UUID:
    """Fill a cart."""
    cart_id: UUID | None = None
    for variant_id, quantity in units.items():
        cart_id = carts.add(cart_id, variant_id=variant_id, quantity=quantity, now=at)
    assert cart_id is not None
    if coupon:
        carts.use_coupon(cart_id, code=coupon, now=at)
    return cart_id


def total_of(cart_id: UUID, *, delivery: str = "standard", at: datetime = NOW) -> Money:
    """Return what a cart comes to."""
    cart = cart_view(cart_id)
    assert cart is not None
    method = DeliveryMethod.objects.get(code=delivery)
    return quote(cart.lines, coupon_code=cart.coupon_code, method=method, now=at).totals.total


def placement(
    cart_id: UUID,
    *,
    key: str = "attempt-1",
    payment: str = "cash-on-delivery",
    recipient: Recipient = ADA,
    total: Money | None = None,
    address: str | None = "198.51.100.7",
    note: str = "",
    customer_id: int | None = None,
    at: datetime = NOW,
) -> Placement:
    """Ask for a cart's order."""
    return Placement(
        cart_id=cart_id,
        idempotency_key=key,
        recipient=recipient,
        delivery_code="standard",
        payment_method=payment,
        expected_total=total_of(cart_id, at=at) if total is None else total,
        note=note,
        customer_id=customer_id,
        client_address=address,
    )


def entropy(seed: int = 1) -> bytes:
    """Return random bytes that are the same each time."""
    return Random(seed).randbytes(ENTROPY_BYTES)  # noqa: S311  # the same each time is what is wanted


def placed(
    units: Mapping[int, int],
    *,
    seed: int = 1,
    payment: str = "cash-on-delivery",
    address: str | None = "198.51.100.7",
    at: datetime = NOW,
) -> Order:
    """Place an order and return its row."""
    answer = place(units, seed=seed, payment=payment, address=address, at=at)
    return Order.objects.get(token=answer.token)


def place(
    units: Mapping[int, int],
    *,
    seed: int = 1,
    payment: str = "cash-on-delivery",
    address: str | None = "198.51.100.7",
    at: datetime = NOW,
) -> PlacedOrder:
    """Place an order."""
    wanted = placement(cart_of(units, at=at), payment=payment, address=address, at=at)
    return place_order(wanted, entropy=entropy(seed), now=at)


def ledger(variant_id: int) -> tuple[int, int]:
    """Return what the ledger says is on hand and promised."""
    rows = StockMovement.objects.filter(variant=variant_id)
    return (
        sum(row.on_hand_change for row in rows),
        sum(row.allocated_change for row in rows),
    )


def stock_of(variant_id: int) -> tuple[int, int]:
    """Return what is on hand and promised, after checking that the ledger says the same."""
    row = Variant.objects.get(pk=variant_id)
    assert ledger(variant_id) == (row.on_hand, row.allocated)
    return row.on_hand, row.allocated


def states(order: Order) -> Sequence[str]:
    """Return an order's four axes, read anew."""
    order.refresh_from_db()
    return order.status, order.payment_status, order.fulfilment, order.review


def form_data(**fields: str) -> dict[str, str]:
    """Return what a browser sends from the checkout, with some fields changed."""
    filled = {
        "email": ADA.email,
        "phone": "030 901820",
        "name": ADA.name,
        "country": "DE",
        "street": ADA.street,
        "street2": "",
        "postcode": ADA.postcode,
        "city": ADA.city,
        "region": "",
        "delivery": "standard",
        "payment": "cash-on-delivery",
        "note": "",
    }
    return {**filled, **fields}


def query_dict(fields: Mapping[str, str]) -> QueryDict:
    """Return fields as a request would hold them."""
    made = QueryDict(mutable=True)
    made.update(dict(fields))
    return made

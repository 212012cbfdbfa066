"""Who comes to buy, and does not: straight to the checkout, with stolen cards, or to hold what others want."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from uuid import uuid4

import httpx

from checkout.models import Order, SandboxCharge
from shop.models import Product, Variant
from tests.range.attack import FIREFOX, Attack, Field
from tests.range.record import Got
from tests.range.shopper import PERSON, Refused, Shopper

MOST_AUTHORISATIONS = 10
CARDS = 30
WANTED_UNITS = 20


def direct(field: Field) -> int:
    """Order by the API at once: no page seen, no key, no proof; and by the form likewise."""
    wanted = Variant.objects.order_by("pk")[0]
    before = Order.objects.count()
    with httpx.Client(base_url=field.url, timeout=20) as client:
        for agent in ("python-httpx/0.28", FIREFOX):
            client.headers["User-Agent"] = agent
            for _ in range(0 if field.is_over else 20):
                with suppress(httpx.HTTPError, ValueError, KeyError):
                    cart = client.post("/api/v1/carts/").json()["id"]
                    client.post(f"/api/v1/carts/{cart}/lines/", json={"variant": wanted.pk, "quantity": 1})
                    total = client.get(f"/api/v1/carts/{cart}/?delivery=standard").json()["totals"]["total"]
                    order = {"cart": cart, "expected_total": total["minor"], "delivery": "standard"}
                    order |= {
                        "payment": "cash-on-delivery",
                        "email": "bot@example.net",
                        "name": "B Ot",
                        **PERSON,
                    }
                    client.post("/api/v1/checkout/", json=order, headers={"Idempotency-Key": str(uuid4())})
    return Order.objects.count() - before


def ordered(claimed: int, got: Got, field: Field) -> bool:
    """Tell whether a single order was placed."""
    return claimed > 0


def cards(field: Field) -> int:
    """Try one card after another on small orders: a new visitor each, doing all the work that is asked."""
    slug = cheapest().product.slug
    before = SandboxCharge.objects.exclude(status=SandboxCharge.Status.OPEN).count()

    def attempt(number: int) -> None:
        if field.is_over:
            return
        visitor = Shopper(field.relays.url(field.addresses[number % len(field.addresses)]))
        with suppress(Refused, httpx.HTTPError):
            visitor.fill(slug)
            visitor.order(payment="card", email=f"carder{number}@example.net")
            if "/pay/sandbox/" not in visitor.path:
                raise Refused(visitor.path)
            for _ in range(3):
                visitor.send(visitor.path, choice="decline", card=f"stolen-{number}")

    with ThreadPoolExecutor(4) as crew:
        list(crew.map(attempt, range(CARDS)))
    return SandboxCharge.objects.exclude(status=SandboxCharge.Status.OPEN).count() - before


def tested_many(claimed: int, got: Got, field: Field) -> bool:
    """Tell whether more cards were tried at the provider than the shop lets be tried."""
    return claimed > MOST_AUTHORISATIONS


def hold(field: Field) -> int:
    """Order all there is of one product, never to pay for it: a new visitor and name each time."""
    wanted = scarce()
    before = wanted.allocated
    for number in range(40):
        if field.is_over:
            break
        visitor = Shopper(field.relays.url(field.addresses[number % len(field.addresses)]))
        with suppress(Refused, httpx.HTTPError):
            visitor.fill(wanted.product.slug)
            visitor.order(
                payment="bank-transfer", email=f"hold{number}@example.net", name=f"H Older {number}"
            )
    wanted.refresh_from_db()
    return wanted.allocated - before


def held_all(claimed: int, got: Got, field: Field) -> bool:
    """Tell whether nobody else can buy it any more."""
    return claimed >= WANTED_UNITS


def cheapest() -> Variant:
    """Return the cheapest thing with stock to spare."""
    return Variant.objects.filter(on_hand__gt=50).select_related("product").order_by("price_minor", "pk")[0]


def scarce() -> Variant:
    """Return something with exactly as many units left as the attacker wants to hold."""
    single = Product.objects.filter(variants__on_hand__gte=WANTED_UNITS).order_by("pk")
    found = Variant.objects.filter(product__in=single, on_hand__gte=WANTED_UNITS).select_related("product")
    return found.order_by("on_hand", "pk")[0]


ATTACKS = (
    Attack(
        name="httpx, straight to the checkout",
        threats=("OAT-005", "OAT-021"),
        goal="one order",
        run=direct,
        is_reached=ordered,
    ),
    Attack(
        name="card tester, 5 addresses, new keys",
        threats=("OAT-001", "OAT-010"),
        goal=f"over {MOST_AUTHORISATIONS} of {CARDS} cards tried",
        run=cards,
        is_reached=tested_many,
        addresses=5,
        seconds=120,
    ),
    Attack(
        name="cart holder, 5 addresses, new keys",
        threats=("OAT-021",),
        goal=f"{WANTED_UNITS} units of one thing held unpaid",
        run=hold,
        is_reached=held_all,
        addresses=5,
        seconds=120,
    ),
)

"""Two worlds that differ in nothing but the shopper's address, and everything an outsider sees of each."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import Message as Mail
from itertools import zip_longest

import redis
import time_machine
from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from antifraud.actions import block
from checkout import tasks
from checkout.models import Coupon, Order
from outbox.models import Message
from settings.celery import app
from shop.actions.stock import receive
from shop.models import Category, Product, Variant
from tests.checkout.world import NOW, form_data

BLOCKED = "203.0.113.66"
CLEAN = "198.51.100.7"
WATCHER = "192.0.2.200"
STEP = timedelta(seconds=20)
PRODUCT = 71_001

# Everything that may differ between two visits of one person. What is masked is a value's text, never its presence.
NONCES = (
    (r'(name="csrfmiddlewaretoken" value=")\w{64}', r"\1CSRF"),
    (r"(csrf=)\w{32}", r"\1CSRF"),
    (r"(nonce[=-]\"?)[\w+/=-]{20,44}", r"\1NONCE"),
    (r"(cart=)[0-9a-f-]{36}:[\w-]{43}", r"\1CART"),
    (r"(key=)[\w.:~-]{20,}", r"\1KEY"),
    (r'(name="idempotency_key" value=")[0-9a-f-]{36}', r"\1IDEMPOTENCY"),
    (r"(boundary=\"?)=+\d+==", r"\1BOUNDARY"),
    (r"--=+\d+==", "--BOUNDARY"),
    (r"(Message-ID: )<[^>]+>", r"\1MESSAGE"),
)


@dataclass(slots=True, kw_only=True)
class World:
    """One shopper's journey, with all that could be seen of it."""

    address: str
    payment: str
    seen: list[tuple[str, str]] = field(default_factory=list)
    token: str = ""
    number: str = ""

    def record(self, name: str, text: str) -> None:
        """Keep what was seen, without its nonces."""
        for secret, mask in ((self.token, "TOKEN"), (self.number, "NUMBER")):
            text = text.replace(secret, mask) if secret else text
        for pattern, mask in NONCES:
            text = re.sub(pattern, mask, text)
        self.seen.append((name, text))

    def ask(
        self, name: str, client: Client, method: str, path: str, data: dict[str, str] | None = None
    ) -> HttpResponse:
        """Make a request and keep its answer: status, headers, cookies, body, and the queries it took."""
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(path) if method == "GET" else client.post(path, data)
        if not self.token and (found := Order.objects.first()):
            self.token, self.number = found.token, found.number
        headers = "\n".join(f"{key}: {value}" for key, value in sorted(response.headers.items()))
        cookies = response.cookies.output()
        body = response.content.decode()
        self.record(name, f"{response.status_code}\n{len(queries)} queries\n{headers}\n{cookies}\n{body}")
        return response


def lived(*, is_blocked: bool, payment: str, stock: int, until_days: int, valkey: redis.Redis) -> World:
    """Live through the journey in one of the worlds, and undo it."""
    world = World(address=BLOCKED if is_blocked else CLEAN, payment=payment)
    valkey.flushdb()
    mail.outbox.clear()
    with transaction.atomic(), time_machine.travel(NOW, tick=False) as clock:
        _build(stock)
        shopper = Client(REMOTE_ADDR=world.address)
        shopper.force_login(User.objects.get(email="ada@example.com"))
        _buy(world, shopper, clock)
        for when in (timedelta(hours=1), timedelta(days=1), timedelta(days=until_days)) if until_days else ():
            clock.move_to(NOW + when)
            _sweep()
            _look(world, shopper, f"after {when}")
        assert (Order.objects.get().review == "shadow-cancelled") is is_blocked
        transaction.set_rollback(True)
    return world


def differences(one: World, other: World) -> list[str]:
    """Return where two worlds differ, each with the first line that does."""
    found = []
    for (name, mine), (their_name, theirs) in zip_longest(
        one.seen, other.seen, fillvalue=("nothing more", "")
    ):
        if name != their_name:
            return [*found, f"{name}: {their_name}"]
        if mine != theirs:
            pairs = zip(mine.split("\n"), theirs.split("\n"), strict=False)
            first = next(((a, b) for a, b in pairs if a != b), ("(ends)", "(goes on)"))
            found.append(f"{name}: {first[0]!r} against {first[1]!r}")
    return found


def _build(stock: int) -> None:
    block(BLOCKED, reason="fake orders", author_id=None, expires_at=NOW + timedelta(days=30), now=NOW)
    # Numbers drawn from sequences would differ: no rollback turns a sequence back.
    shelf = Category.objects.create(pk=PRODUCT, slug="lamps", name="Lamps")
    lamp = Product.objects.create(
        pk=PRODUCT, category=shelf, name="Twin lamp", slug="twin-lamp", created_at=NOW, price_minor=4900
    )
    Variant.objects.create(pk=PRODUCT, product=lamp, sku="TWIN-LAMP", price_minor=4900)
    receive({PRODUCT: stock}, reference="opening", now=NOW)
    Coupon.objects.create(code="TWIN", kind="percent", value=10, limit=1)
    User.objects.create(pk=PRODUCT, email="ada@example.com", date_joined=NOW - timedelta(days=400))


def _buy(world: World, shopper: Client, clock: time_machine.Traveller) -> None:
    right = {**form_data(payment=world.payment), "idempotency_key": "twin-1", "expected_total": "4900"}
    steps: list[tuple[str, str, str, dict[str, str] | None]] = [
        ("home", "GET", "/", None),
        ("product", "GET", "/p/twin-lamp/", None),
        ("add", "POST", "/cart/add/", {"variant": str(PRODUCT), "quantity": "1"}),
        ("cart", "GET", "/cart/", None),
        ("coupon", "POST", "/cart/coupon/", {"code": "twin"}),
        ("checkout", "GET", "/checkout/", None),
        ("incomplete", "POST", "/checkout/", {**right, "city": ""}),
        ("outdated", "POST", "/checkout/", {**right, "expected_total": "1"}),
    ]
    for name, method, path, data in steps:
        world.ask(name, shopper, method, path, data)
        clock.shift(STEP)
    for name in ("place", "place again"):
        world.ask(name, shopper, "POST", "/checkout/", right)
    world.ask("place otherwise", shopper, "POST", "/checkout/", {**right, "note": "other words"})
    world.ask("received, not yet judged", shopper, "GET", f"/orders/{world.token}/received/")
    _relay()
    _look(world, shopper, "at once")


def _look(world: World, shopper: Client, when: str) -> None:
    """Look everywhere an outsider can: the shopper's own pages and mails, and the shelf as a stranger sees it."""
    stranger = Client(REMOTE_ADDR=WATCHER)
    pages = (
        f"/orders/{world.token}/received/",
        f"/orders/{world.token}/",
        "/account/orders/",
        "/api/v1/orders/",
        f"/api/v1/orders/{world.token}/",
    )
    for path in pages:
        world.ask(f"{path.replace(world.token, '…')} {when}", shopper, "GET", path)
    world.ask(f"order by link {when}", stranger, "GET", f"/orders/{world.token}/")
    for path in ("/p/twin-lamp/", "/api/v1/products/twin-lamp/", "/c/lamps/"):
        world.ask(f"{path} {when}", stranger, "GET", path)
    # A stranger reads the exact stock off a refusal, and the coupon's counter off its limit.
    probe = {"variant": str(PRODUCT), "quantity": "99"}
    world.ask(f"stock probe {when}", stranger, "POST", "/cart/add/", probe)
    world.ask(f"cart for coupon {when}", stranger, "POST", "/cart/add/", {**probe, "quantity": "1"})
    world.ask(f"coupon probe {when}", stranger, "POST", "/cart/coupon/", {"code": "TWIN"})
    for letter in mail.outbox:
        world.record(f"mail to {letter.to} {when}", _decoded(letter.message()))
    world.record(f"number of mails {when}", str(len(mail.outbox)))


def _relay() -> None:
    for message in Message.objects.filter(relayed_at=None).order_by("pk"):
        for name in settings.OUTBOX_ROUTES[message.topic]:
            task: Callable[[int, object], None] = app.tasks[name]
            task(message.pk, message.payload)
        Message.objects.filter(pk=message.pk).update(relayed_at=NOW)


def _sweep() -> None:
    _relay()
    tasks.judge_forgotten()
    tasks.release_unpaid()
    tasks.reconcile_payments()
    tasks.expire_carts()


def _decoded(letter: Mail) -> str:
    """Return a mail's headers and parts; quoted-printable breaks lines in the middle of a nonce, so it is undone."""
    parts = []
    for part in letter.walk():
        payload = part.get_payload(decode=True)
        parts.append("\n".join(f"{name}: {value}" for name, value in part.items()))
        parts.append(payload.decode() if isinstance(payload, bytes) else "")
    return "\n".join(parts)

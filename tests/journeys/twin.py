"""Two worlds that differ in nothing but whether the shopper is listed, and everything an outsider sees of each."""

import json
import random
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import zip_longest
from time import perf_counter_ns
from unittest.mock import patch
from uuid import UUID

import redis
import time_machine
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory

from accounts.models import User
from antifraud.actions import block
from checkout import tasks
from checkout.engine.number import ENTROPY_BYTES
from checkout.models import Coupon, Order
from outbox.models import Message
from settings.celery import app
from shop.actions.stock import receive
from shop.models import Category, Product, Variant
from tests.checkout.world import NOW, form_data, total_of

BLOCKED = "203.0.113.66"
CLEAN = "198.51.100.7"
WATCHER = "192.0.2.200"
# What is blocked in the blocked world, and what of that kind in the other. Addresses differ, the rest is Ada's own.
SUBJECTS = {
    "address": (BLOCKED, BLOCKED),
    "range": ("203.0.113.0/24", "203.0.113.0/24"),
    "e-mail": ("ada@example.com", "eve@example.com"),
    "phone": ("+4930901820", "+4930901821"),
}
STEP = timedelta(seconds=20)
# So that every task has its name.
app.loader.import_default_modules()
SHELF = 71_001
PASSWORD = "a long enough password"
GOODS = (("twin-lamp", 4900), ("twin-vase", 1250), ("twin-rug", 8900))
LATER = tuple(
    timedelta(**each) for each in ({"minutes": 1}, {"hours": 1}, {"days": 1}, {"days": 7}, {"days": 30})
)

# Everything that may differ between two visits of one person. What is masked is a value's text, never its presence.
NONCES = (
    (r'(name="csrfmiddlewaretoken" value=")\w{64}', r"\1CSRF"),
    (r"(csrf=)\w{32}", r"\1CSRF"),
    (r"(nonce[=-]\"?)[\w+/=-]{20,44}", r"\1NONCE"),
    (r"(cart=)[0-9a-f-]{36}:[\w-]{43}", r"\1CART"),
    (r'(\{"id":")[0-9a-f-]{36}(?=","lines")', r"\1CART"),
    (r"(key=)[\w.:~-]{20,}", r"\1KEY"),
    (r"(session=)\w{32}", r"\1SESSION"),
    # The copy of one's data tells one's own address, which is what the worlds differ in.
    (rf'("address": ")(?:{re.escape(BLOCKED)}|{re.escape(CLEAN)})(?=")', r"\1OWN"),
    (r"(Latchkey-Key: )[\w-]{60,}", r"\1KEY"),
    (r'(name="idempotency_key" value=")[0-9a-f-]{36}', r"\1IDEMPOTENCY"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One shopper's journey before it is lived: the same for both worlds."""

    payment: str = "bank-transfer"
    stock: int = 3
    units: tuple[int, ...] = (1,)  # of each of GOODS
    is_guest: bool = False
    by_api: bool = False
    has_coupon: bool = True
    language: str = "en"
    subject: str = "address"
    is_forgotten: bool = False  # asks to be, right after the first look
    later: tuple[timedelta, ...] = ()

    @property
    def bought(self) -> dict[int, int]:
        """Return how many of which variant are bought."""
        return {SHELF + index: units for index, units in enumerate(self.units) if units}


class Counted:
    """A number of queries. Django's own log of them ends at 9,000, and says nothing true of those after."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, execute: Callable[..., object], *asked: object) -> object:
        """Count one, and let it be asked."""
        self.number += 1
        return execute(*asked)


@dataclass(slots=True, kw_only=True)
class World:
    """One shopper's journey, with all that could be seen of it, and how long each answer took."""

    plan: Plan
    address: str
    seen: list[tuple[str, str]] = field(default_factory=list)
    took: list[tuple[str, int]] = field(default_factory=list)
    token: str = ""

    def client(self, address: str) -> Client:
        """Return a browser at an address, in the shopper's language."""
        return Client(REMOTE_ADDR=address, headers={"Accept-Language": self.plan.language})

    def record(self, name: str, text: str) -> None:
        """Keep what was seen, without its nonces."""
        for pattern, mask in NONCES:
            text = re.sub(pattern, mask, text)
        self.seen.append((name, text))

    def ask(
        self,
        name: str,
        client: Client,
        method: str,
        path: str,
        data: dict[str, object] | None = None,
        **headers: str,
    ) -> HttpResponse:
        """Make a request and keep its answer: status, headers, cookies, raw body, and the queries it took."""
        kind = {"content_type": "application/json"} if path.startswith("/api/") and data is not None else {}
        begun = perf_counter_ns()
        queries = Counted()
        with connection.execute_wrapper(queries):
            response = getattr(client, method.lower())(path, data, **kind, headers=headers)
        self.took.append((name, perf_counter_ns() - begun))
        if not self.token and (found := Order.objects.first()):
            self.token = found.token
        said = "\n".join(f"{key}: {value}" for key, value in sorted(response.headers.items()))
        body = response.content.decode("latin-1")  # every byte is a character of its own
        text = (
            f"{response.status_code}\n{queries.number} queries\n{said}\n{response.cookies.output()}\n{body}"
        )
        self.record(name, text)
        return response


@contextmanager
def begun(
    plan: Plan, *, is_blocked: bool, valkey: redis.Redis, seed: int = 1
) -> Iterator[tuple[World, time_machine.Traveller]]:
    """Open one of the worlds with its clock, and undo at the end whatever happened in it."""
    address = BLOCKED if is_blocked and plan.subject in {"address", "range"} else CLEAN
    valkey.flushdb()
    mail.outbox.clear()
    # The dice fall alike in both worlds, so that orders' numbers, links and mails' boundaries need no mask.
    state, dice, real = random.getstate(), random.Random(seed), secrets.token_bytes  # noqa: S311  # nothing is secret here
    random.seed(seed)
    drawn = patch(
        "secrets.token_bytes",
        lambda size=None: dice.randbytes(size) if size == ENTROPY_BYTES else real(size),
    )
    try:
        with drawn, transaction.atomic(), time_machine.travel(NOW, tick=False) as clock:
            _build(plan, is_blocked=is_blocked)
            yield World(plan=plan, address=address), clock
            transaction.set_rollback(True)
    finally:
        random.setstate(state)


def lived(plan: Plan, *, is_blocked: bool, valkey: redis.Redis, seed: int = 1) -> World:
    """Live through the journey in one of the worlds."""
    with begun(plan, is_blocked=is_blocked, valkey=valkey, seed=seed) as (world, clock):
        shopper = world.client(world.address)
        if not plan.is_guest:
            shopper.force_login(User.objects.get(email="ada@example.com"))
        (_buy_by_api if plan.by_api else _buy)(world, shopper, clock)
        world.ask("received, not yet judged", shopper, "GET", f"/orders/{world.token}/received/")
        relay()
        _look(world, shopper, "at once")
        look_at_shelf(world, world.client(world.address), "at once from home")
        if plan.is_forgotten:
            confirmed(world, shopper, "/account/data/erase/", "at once", {"sure": "on"})
        for when in plan.later:
            clock.move_to(NOW + when)
            sweep()
            _look(world, shopper, f"after {when}", is_shelf_shown=_is_shelf_comparable(plan, when))
        assert (Order.objects.get().review == "shadow-cancelled") is is_blocked
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


def compared(plan: Plan, *, valkey: redis.Redis) -> list[str]:
    """Live a plan in both worlds and return where they differ."""
    clean, blocked = (lived(plan, is_blocked=is_blocked, valkey=valkey) for is_blocked in (False, True))
    return differences(clean, blocked)


def _is_shelf_comparable(plan: Plan, when: timedelta) -> bool:
    """Return whether the shelf must look alike: a good cash order's stock leaves with its parcel, never by a clock."""
    return plan.payment != "cash-on-delivery" or when <= timedelta(hours=settings.UNPAID_ORDER_HOURS)


def _build(plan: Plan, *, is_blocked: bool) -> None:
    value = SUBJECTS[plan.subject][0 if is_blocked else 1]
    block(value, reason="fake orders", author_id=None, expires_at=NOW + timedelta(days=60), now=NOW)
    ContentType.objects.get_for_model(User)  # remembered once asked for: whoever comes second asks less
    # Numbers drawn from sequences would differ: no rollback turns a sequence back.
    shelf = Category.objects.create(pk=SHELF, slug="twins", name="Twins")
    for number, (slug, price) in enumerate(GOODS, start=SHELF):
        product = Product.objects.create(
            pk=number, category=shelf, name=slug.title(), slug=slug, created_at=NOW, price_minor=price
        )
        Variant.objects.create(pk=number, product=product, sku=slug.upper(), price_minor=price)
        receive({number: plan.stock}, reference="opening", now=NOW)
    Coupon.objects.create(code="TWIN", kind="percent", value=10, limit=1)
    User.objects.create(
        pk=SHELF,
        email="ada@example.com",
        password=make_password(PASSWORD),
        date_joined=NOW - timedelta(days=400),
    )


def _buy(world: World, shopper: Client, clock: time_machine.Traveller) -> None:
    def step(name: str, method: str, path: str, data: dict[str, object] | None = None) -> HttpResponse:
        clock.shift(STEP)
        return world.ask(name, shopper, method, path, data)

    step("home", "GET", "/")
    step("product", "GET", "/p/twin-lamp/")
    for variant, units in world.plan.bought.items():
        step("add", "POST", "/cart/add/", {"variant": str(variant), "quantity": str(units)})
    step("cart", "GET", "/cart/")
    if world.plan.has_coupon:
        step("coupon", "POST", "/cart/coupon/", {"code": "twin"})
    total = total_of(UUID(shopper.cookies[settings.COOKIE_PREFIX + "cart"].value.partition(":")[0]), at=NOW)
    right: dict[str, object] = {
        **form_data(payment=world.plan.payment),
        "idempotency_key": "twin-1",
        "expected_total": str(total.minor),
    }
    step("checkout", "GET", "/checkout/")
    step("incomplete", "POST", "/checkout/", {**right, "city": ""})
    step("outdated", "POST", "/checkout/", {**right, "expected_total": "1"})
    step("place", "POST", "/checkout/", right)
    step("place again", "POST", "/checkout/", right)
    step("place otherwise", "POST", "/checkout/", {**right, "note": "other words"})


def _buy_by_api(world: World, shopper: Client, clock: time_machine.Traveller) -> None:
    def step(name: str, method: str, path: str, data: dict[str, object] | None = None) -> HttpResponse:
        clock.shift(STEP)
        attempt = {"Idempotency-Key": "twin-1"} if path.endswith("checkout/") else {}
        return world.ask(name, shopper, method, f"/api/v1/{path}", data, **attempt)

    step("products", "GET", "products/")
    cart = json.loads(step("cart", "POST", "carts/", {}).content)["id"]
    for variant, units in world.plan.bought.items():
        step("add", "POST", f"carts/{cart}/lines/", {"variant": variant, "quantity": units})
    if world.plan.has_coupon:
        step("coupon", "PUT", f"carts/{cart}/coupon/", {"code": "twin"})
    priced = json.loads(step("priced", "GET", f"carts/{cart}/?delivery=standard").content)
    fields = {name: text for name, text in form_data(payment=world.plan.payment).items() if text}
    right = {**fields, "cart": cart, "expected_total": priced["totals"]["total"]["minor"]}
    step("incomplete", "POST", "checkout/", {**right, "city": ""})
    step("outdated", "POST", "checkout/", {**right, "expected_total": 1})
    step("place", "POST", "checkout/", right)
    step("place again", "POST", "checkout/", right)
    step("place otherwise", "POST", "checkout/", {**right, "note": "other words"})


def _look(world: World, shopper: Client, when: str, *, is_shelf_shown: bool = True) -> None:
    """Look everywhere an outsider can: the shopper's own pages and mails, and the shelf as a stranger sees it."""
    stranger = world.client(WATCHER)
    pages = (
        f"/orders/{world.token}/received/",
        f"/orders/{world.token}/",
        "/account/orders/",
        "/account/data/",
        "/api/v1/orders/",
        f"/api/v1/orders/{world.token}/",
    )
    for path in pages:
        world.ask(f"{path.replace(world.token, '…')} {when}", shopper, "GET", path)
    if not world.plan.is_guest:
        confirmed(world, shopper, "/account/data/copy/", when)
    world.ask(f"order by link {when}", stranger, "GET", f"/orders/{world.token}/")
    if is_shelf_shown:
        look_at_shelf(world, stranger, when)
    letters = [letter for letter in mail.outbox if letter.to != [settings.SHOP_EMAIL]]
    for letter in letters:
        # Made anew each time it is asked for; the dice make the same boundaries of the same words.
        random.seed(1)
        world.record(f"mail to {letter.to} {when}", letter.message().as_bytes().decode("latin-1"))
    world.record(f"number of mails {when}", str(len(letters)))


def confirmed(
    world: World, shopper: Client, path: str, when: str, data: dict[str, object] | None = None
) -> None:
    """Send a form whose door asks for the password again, and once more after it was given.

    Giving it for real commits a count of its own, which no world that is rolled back can hold.
    """
    asked = world.ask(f"{path} {when}", shopper, "POST", path, data or {})
    if "/reauthenticate/" in asked.headers.get("Location", ""):
        given = RequestFactory().post(path)
        given.session, given.user = shopper.session, User.objects.get(pk=SHELF)
        reauthenticate_by_password(given)
        given.session.save()
        world.ask(f"{path} confirmed {when}", shopper, "POST", path, data or {})


def look_at_shelf(world: World, watcher: Client, when: str) -> None:
    """Look at pages that show stock, read the exact stock off a refusal, and the coupon's counter off its limit."""
    for path in ("/p/twin-lamp/", "/api/v1/products/twin-lamp/", "/c/twins/"):
        world.ask(f"{path} {when}", watcher, "GET", path)
    probe: dict[str, object] = {"variant": str(SHELF), "quantity": "99"}
    world.ask(f"stock probe {when}", watcher, "POST", "/cart/add/", probe)
    world.ask(f"cart for coupon {when}", watcher, "POST", "/cart/add/", {**probe, "quantity": "1"})
    world.ask(f"coupon probe {when}", watcher, "POST", "/cart/coupon/", {"code": "TWIN"})


def relay() -> None:
    """Do what the relay and the workers do."""
    for message in Message.objects.filter(relayed_at=None).order_by("pk"):
        for name in settings.OUTBOX_ROUTES[message.topic]:
            task: Callable[[int, object], None] = app.tasks[name]
            task(message.pk, message.payload)
        Message.objects.filter(pk=message.pk).update(relayed_at=NOW)


def sweep() -> None:
    """Do what the clock has done."""
    relay()
    tasks.judge_forgotten()
    tasks.release_unpaid()
    tasks.reconcile_payments()
    tasks.expire_carts()
    tasks.erase_due()

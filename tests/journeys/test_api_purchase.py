"""A program buys: it takes a key, does the work, fills a cart, orders; and is judged like everybody else."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as shop_settings
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import import_string
from pytest_django import Settings

from antifraud import queries as fraud
from antifraud.actions import block
from botguard import counters
from botguard.queries import snapshot
from checkout import collect
from checkout.models import Order
from outbox.models import Message
from tests.botguard.visitors import open_checkout, person, solve
from tests.checkout.world import form_data, stock_of, variant
from tests.journeys.hostile import everything

pytestmark = pytest.mark.django_db
NOW = 1_780_000_000.0
ADDRESS = "203.0.113.50"


@pytest.fixture(autouse=True)
def _fresh_guard(settings: Settings) -> Iterator[None]:
    settings.BOTGUARD_STORE_CLOCK = False
    counters.memory.clear()
    snapshot.forget()
    with time_machine.travel(NOW, tick=False):
        yield
    counters.memory.clear()


@dataclass(slots=True)
class Program:
    """A program that shops: it keeps no cookies and sends what it was given as Latchkey-Key."""

    address: str = ADDRESS
    key: str = ""
    agent: str = "our-app/1.0"
    client: Client = field(init=False)

    def ask(
        self, method: str, path: str, body: object = None, *, attempt: str = "", status: int = 200
    ) -> dict[str, object]:
        """Ask, check the status, and return what was answered."""
        answer = self.send(method, path, body, attempt=attempt)
        assert answer.status_code == status, answer.content
        kind = "application/problem+json" if status >= 400 else "application/json"
        assert answer["Content-Type"] == kind
        found: dict[str, object] = json.loads(answer.content)
        return found

    def send(self, method: str, path: str, body: object = None, *, attempt: str = "") -> HttpResponse:
        """Ask, with a client of its own each time, so that no cookie helps."""
        headers = {"User-Agent": self.agent, "Accept": "application/json"}
        headers |= {"Latchkey-Key": self.key} if self.key else {}
        headers |= {"Idempotency-Key": attempt} if attempt else {}
        raw = b"" if body is None else json.dumps(body).encode()
        client = Client(headers=headers, REMOTE_ADDR=self.address)
        return client.generic(method, f"/api/v1/{path}", raw, content_type="application/json")

    def prove(self) -> None:
        """Do the work that opens the checkout."""
        given = self.ask("POST", "keys/", status=201)
        self.key = str(given["key"])
        asked = given["proof"]
        solution = solve(asked["challenge"], puzzles=asked["puzzles"], bits=asked["bits"])  # type: ignore[index]  # JSON
        sent = {"challenge": asked["challenge"], "solution": solution}  # type: ignore[index]  # JSON
        opened = self.ask("POST", "keys/proof/", sent, status=201)
        assert {"checkout", "pay"} <= set(opened["rooms"]) - set(given["rooms"])
        self.key = str(opened["key"])

    def fill(self, *, units: int = 1) -> dict[str, object]:
        """Find the lamp, fill a cart, and return what orders it."""
        (lamp,) = self.ask("GET", "products/")["results"]  # type: ignore[misc]  # JSON
        (version,) = self.ask("GET", f"products/{lamp['slug']}/")["variants"]  # type: ignore[misc]  # JSON
        cart = str(self.ask("POST", "carts/", status=201)["id"])
        line = {"variant": version["id"], "quantity": units}
        self.ask("POST", f"carts/{cart}/lines/", line, status=201)
        priced = self.ask("GET", f"carts/{cart}/?delivery=standard")
        fields = {name: text for name, text in form_data().items() if text}
        return {**fields, "cart": cart, "expected_total": priced["totals"]["total"]["minor"]}  # type: ignore[index]  # JSON


def work() -> None:
    """Do what the relay and the worker do."""
    for message in Message.objects.filter(relayed_at=None).order_by("pk"):
        for name in shop_settings.OUTBOX_ROUTES[message.topic]:
            import_string(name)(message.pk, message.payload)
        Message.objects.filter(pk=message.pk).update(relayed_at=timezone.now())


def test_a_program_buys_what_a_person_buys() -> None:
    lamp = variant("LAMP", stock=5)
    program = Program()
    body = program.fill(units=2)
    before = everything()
    told = program.ask("POST", "checkout/", body, attempt="a", status=403)
    assert (told["title"], told["proof"]) == ("A proof is needed", "/api/v1/keys/")
    assert everything() == before
    program.prove()
    placed = program.ask("POST", "checkout/", body, attempt="a", status=201)
    order = Order.objects.get()
    assert (order.token, order.total_minor, order.client_address) == (placed["token"], 9_800, ADDRESS)
    assert (order.review, order.visit["visit"]["proof"]) == ("pending", "work")
    assert stock_of(lamp.pk) == (5, 2)
    assert mail.outbox == []
    work()
    order.refresh_from_db()
    seen = fraud.latest(order.number)
    assert seen is not None
    assert sum(each.points for each in seen.evidence) + seen.prior == seen.total
    assert order.review in {"cleared", "held"}
    assert [letter.to for letter in mail.outbox] == [["ada@example.com"]]
    shown = program.ask("GET", f"orders/{order.token}/")
    assert (shown["status"], shown["total"]) == ("received", {"minor": 9_800, "currency": "EUR"})


def test_page_and_api_are_judged_by_the_same_facts() -> None:
    lamp = variant("LAMP", stock=5)
    browser = person(address="198.51.100.7")
    open_checkout(browser)
    browser.post("/cart/add/", {"variant": lamp.pk, "quantity": "1"})
    browser.post("/checkout/", form_data(idempotency_key="k", expected_total="5390"))
    program = Program()
    program.prove()
    program.ask("POST", "checkout/", program.fill(), attempt="a", status=201)
    work()
    by_page, by_api = (collect.order_facts(order) for order in Order.objects.order_by("pk"))
    assert (by_page.address, by_api.address) == ("198.51.100.7", ADDRESS)
    assert (by_page.agent_class, by_api.agent_class) == ("browser", "unknown")
    known = [
        {name for name, value in asdict(facts).items() if value is not None} for facts in (by_page, by_api)
    ]
    assert known[0] == known[1] >= {"device", "proof", "guard_points", "visit_pages", "trap_hits"}
    seen = fraud.latest(by_api.reference)
    assert seen is not None
    assert seen.facts.proof == "work"


def test_a_blocked_program_sees_what_others_see() -> None:
    variant("LAMP", stock=9)
    block(
        [ADDRESS],
        reason="fake orders",
        author_id=None,
        expires_at=timezone.now() + timedelta(days=1),
        now=timezone.now(),
    )
    seen = []
    for address in (ADDRESS, "203.0.113.51"):
        program = Program(address=address)
        program.prove()
        answer = program.send("POST", "checkout/", program.fill(), attempt="a")
        placed = json.loads(answer.content)
        work()
        later = program.send("GET", f"orders/{placed['token']}/")
        order = Order.objects.get(token=placed["token"])
        text = f"{answer.status_code}{sorted(answer.headers)}{later.status_code}{later.content.decode()}"
        for secret in (order.token, order.number):
            text = text.replace(secret, "?")
        seen.append((order.review, text))
    (blocked, his), (clean, theirs) = seen
    assert (blocked, clean != blocked) == ("shadow-cancelled", True)
    assert his == theirs


def test_an_attempt_is_carried_out_once() -> None:
    lamp = variant("LAMP", stock=5)
    program = Program()
    program.prove()
    body = program.fill()
    answers = [program.send("POST", "checkout/", body, attempt="a") for _ in range(3)]
    assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
    other = program.ask("POST", "checkout/", {**body, "name": "Somebody Else"}, attempt="a", status=422)
    assert other["type"] == "urn:latchkey:problem:key-reused"
    assert (Order.objects.count(), stock_of(lamp.pk)) == (1, (5, 1))
    # Another cart under the same mark is another attempt; the same cart under another mark is the same order.
    program.ask("POST", "checkout/", program.fill(), attempt="a", status=201)
    again = program.ask("POST", "checkout/", body, attempt="b", status=201)
    assert again == json.loads(answers[0].content)
    assert (Order.objects.count(), stock_of(lamp.pk)) == (2, (5, 2))


@pytest.mark.parametrize(
    ("changed", "status", "kind"),
    [
        pytest.param({"expected_total": 1}, 409, "total-changed", id="a total that was never shown"),
        pytest.param({"units": 5}, 409, "stock-shortage", id="more than is left"),
        pytest.param({"attempt": ""}, 400, "parse-error", id="no mark of the attempt"),
        pytest.param({"delivery": "teleport"}, 400, "invalid", id="a delivery of their own"),
        pytest.param({"postcode": "1"}, 400, "invalid", id="a postcode of nowhere"),
    ],
)
def test_what_cannot_be_ordered_is_a_problem_and_nothing_happened(
    changed: dict[str, object], status: int, kind: str
) -> None:
    lamp = variant("LAMP", stock=5)
    program = Program()
    program.prove()
    units, attempt = int(str(changed.get("units", 1))), str(changed.get("attempt", "a"))
    fields = {name: value for name, value in changed.items() if name not in ("units", "attempt")}
    body = program.fill(units=units) | fields
    if units > 1:
        program.ask("POST", "checkout/", program.fill(), attempt="first", status=201)
    before = everything()
    told = program.ask("POST", "checkout/", body, attempt=attempt, status=status)
    assert told["type"] == f"urn:latchkey:problem:{kind}"
    assert everything() == before
    assert stock_of(lamp.pk) == (5, 1 if units > 1 else 0)


@pytest.mark.parametrize("headers", ["another program", "another network"])
def test_a_borrowed_key_opens_nothing(headers: str) -> None:
    variant("LAMP", stock=5)
    program = Program()
    program.prove()
    body = program.fill()
    thief = Program(key=program.key)
    if headers == "another program":
        thief.agent = "their-app/1.0"
    else:
        thief.address = "198.51.100.200"
    thief.ask("POST", "checkout/", body, attempt="a", status=403)
    assert Order.objects.count() == 0
    program.ask("POST", "checkout/", body, attempt="a", status=201)

"""Whatever programs send to the API: never an error of ours, nothing changed, and a problem (RFC 9457) that says so."""

import json
from collections import Counter
from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpResponse
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import response_schema_conformance

from checkout.models import CartLine
from settings.wsgi import application
from tests.checkout.world import form_data
from tests.journeys.hostile import BODIES, LONG, Shop, everything, open_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings: Settings) -> Shop:
    """Open a shop whose guard watches only, so that everything reaches the doors behind it."""
    settings.BOTGUARD_MODE = "observe"
    return open_shop()


API = (
    "post /api/v1/carts/{cart}/lines/",
    "put /api/v1/carts/{cart}/lines/{lamp}/",
    "put /api/v1/carts/{cart}/coupon/",
    "post /api/v1/checkout/",
    "post /api/v1/keys/proof/",
)


@pytest.mark.parametrize("door", API)
@pytest.mark.parametrize("body", BODIES)
def test_a_body_of_nonsense_is_a_problem_to_the_api(shop: Shop, door: str, body: str) -> None:
    before = everything()
    method, path = door.split()
    kind, raw = BODIES[body]
    answer = shop.client.generic(
        method.upper(), shop.path(path), raw, content_type=kind, headers={"Idempotency-Key": "k"}
    )
    assert_problem(answer, among={400, 415})
    assert everything() == before


def assert_problem(answer: HttpResponse, *, among: set[int]) -> None:
    """Check that an answer is a problem as RFC 9457 has it."""
    assert answer["Content-Type"] == "application/problem+json"
    told = json.loads(answer.content)
    assert told["status"] == answer.status_code
    assert answer.status_code in among
    assert told["type"]
    assert told["title"]


ODD_JSON = (
    "null",
    "true",
    "[]",
    "{}",
    '"x"',
    "-1",
    "0.5",
    "1e999999",
    "NaN",
    "Infinity",
    "-0",
    "9" * 20,
    LONG,
    '"\\u0000"',
    '"\\ud800"',
    '"' + "x" * 10_240 + '"',
    '"\\u202e"',
    '["TEN"]',
)


@pytest.mark.parametrize("odd", ODD_JSON, ids=lambda odd: ascii(odd[:16]))
@pytest.mark.parametrize(
    ("door", "field"),
    [
        ("post /api/v1/carts/{cart}/lines/", "quantity"),
        ("post /api/v1/carts/{cart}/lines/", "variant"),
        ("put /api/v1/carts/{cart}/lines/{lamp}/", "quantity"),
        ("put /api/v1/carts/{cart}/coupon/", "code"),
        ("post /api/v1/keys/proof/", "challenge"),
        ("post /api/v1/keys/proof/", "solution"),
        ("post /api/v1/checkout/", "expected_total"),
        ("post /api/v1/checkout/", "cart"),
        ("post /api/v1/checkout/", "delivery"),
    ],
)
def test_a_field_of_the_api_takes_its_own_kind_only(shop: Shop, door: str, field: str, odd: str) -> None:
    before = everything()
    method, path = door.split()
    right: dict[str, object] = {name: text for name, text in form_data().items() if text}
    right |= {"cart": shop.cart, "expected_total": 9_800, "variant": shop.lamp.pk, "quantity": 1}
    right |= {"challenge": "A" * 75, "solution": "1"}
    rest = json.dumps({name: value for name, value in right.items() if name != field})[1:-1]
    raw = f'{{"{field}": {odd}, {rest}}}'.encode()
    answer = shop.client.generic(
        method.upper(),
        shop.path(path),
        raw,
        content_type="application/json",
        headers={"Idempotency-Key": "k"},
    )
    if (odd, field) == ("-0", "quantity") and method == "put":
        assert answer.status_code == 200  # minus nothing is nothing: the line is removed
        return
    assert_problem(answer, among={400, 403, 409})
    assert everything() == before


def test_of_a_name_given_twice_the_last_counts(shop: Shop) -> None:
    twice = f'{{"quantity": 40, "variant": {shop.lamp.pk}, "quantity": 1, "price": 1, "user": 1}}'.encode()
    path = f"/api/v1/carts/{shop.cart}/lines/"
    answer = shop.client.generic("POST", path, twice, content_type="application/json")
    assert answer.status_code == 201
    assert [line.quantity for line in CartLine.objects.filter(cart=shop.cart)] == [3]
    assert answer.json()["totals"]["total"]["minor"] == 3 * 4_900


API_ADDRESSES: list[tuple[str, int]] = [
    *((f"/api/v1/carts/{{cart}}/?delivery={odd}", 400) for odd in ("%00", "%ff", "x", LONG)),
    *((f"/api/v1/orders/{odd}/", 404) for odd in ("x", "x" * 5_000, "-", "_")),
    *(
        (path, 404)
        for path in (
            "/api/v1/",
            "/api/v1/carts/x/",
            "/api/v1/carts/%00/",
            "/api/v1/orders/%00/",
            "/api/v2/",
            "/api/v1/%2e%2e/",
            "/api/v1/products/%00/",
            "/api/v1/carts/00000000-0000-0000-0000-000000000000/",
        )
    ),
]


@pytest.mark.parametrize(
    ("path", "status"), [pytest.param(*row, id=ascii(row[0][:60])) for row in API_ADDRESSES]
)
def test_an_address_of_nonsense_is_a_problem_to_the_api(shop: Shop, path: str, status: int) -> None:
    assert_problem(shop.client.get(shop.path(path)), among={status})


@pytest.fixture
def _one_connection(shop: Shop) -> Iterator[None]:
    """Keep the test's connection, which requests by the entrance would close, and the test client connects anew."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def attack(operation: APIOperation, *, shop: Shop) -> Counter[int]:
    """Send twenty cases, right and wrong ones, to a door of the API, and return how often it answered what."""
    cases = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    cases |= operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    known = {"cart_id": shop.cart, "variant_id": shop.lamp.pk, "token": shop.order, "slug": "lamp"}
    seen: Counter[int] = Counter()

    @hypothesis_settings(max_examples=20, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=cases, is_known=st.booleans())
    def send(case: schemathesis.Case, is_known: bool) -> None:
        if is_known:
            case.path_parameters |= {name: known[name] for name in case.path_parameters}
        answer = case.call()
        seen[answer.status_code] += 1
        case.validate_response(answer, checks=[not_a_server_error])
        if answer.status_code < 300:
            case.validate_response(answer, checks=[response_schema_conformance])
        else:
            assert answer.headers["content-type"] == ["application/problem+json"]

    send()
    return seen


@pytest.mark.usefixtures("_one_connection")
def test_programs_that_try_everything_get_what_the_schema_says(shop: Shop) -> None:
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/schema/", application, headers={"Accept": "application/json"}
    )
    operations = [found.ok() for found in schema.get_all_operations()]
    statuses = {operation.label: attack(operation, shop=shop) for operation in operations}
    assert len(statuses) == 13
    assert all(seen[400] + seen[404] for door, seen in statuses.items() if "{" in door)
    # The cases are no empty talk: every list and every page is read; only a stranger's list of orders is not.
    unread = {door for door, seen in statuses.items() if door.startswith("GET") and not seen[200]}
    assert unread == {"GET /api/v1/orders/"}

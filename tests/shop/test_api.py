"""The catalogue for programs."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from pytest_django import Settings

from shop.models import Product
from tests.shop.shelf import Version, add_category, add_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_guard(settings: Settings) -> None:
    """Leave pace out of it: these tests ask for many pages in no time."""
    settings.BOTGUARD_MODE = "off"


@pytest.fixture
def shelf() -> Product:
    """Fill two shelves and return a lamp in two versions."""
    for number in range(30):
        add_product(f"Mug {number:02}", Version(sku=f"M{number}", price_minor=1000 + number), days_old=number)
    add_product("Hidden", is_published=False)
    add_category("empty")
    return add_product(
        "Night lamp",
        Version(
            sku="NL-O",
            name="Ochre",
            options={"colour": "Ochre"},
            price_minor=8900,
            compare_at_minor=9900,
            units=3,
        ),
        Version(sku="NL-I", name="Ink", options={"colour": "Ink"}, price_minor=9000, units=0),
        Version(sku="NL-X", is_active=False),
        category="lamps",
        attributes={"material": ["brass"]},
        days_old=40,
    )


def names(client: Client, query: str) -> list[str]:
    """Return the names a list of products gives."""
    answer = client.get(f"/api/v1/products/?{query}")
    assert answer.status_code == 200, answer.content
    return [one["name"] for one in answer.json()["results"]]


def test_categories_are_listed(client: Client, shelf: Product) -> None:
    answer = client.get("/api/v1/categories/")
    assert [one["slug"] for one in answer.json()] == ["empty", "lamps", "mugs"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("category=lamps", ["Night lamp"], id="of a category"),
        pytest.param("category=never", [], id="of none"),
        pytest.param("q=lamp", ["Night lamp"], id="by a word"),
        pytest.param("q=nihgt%20lmap", ["Night lamp"], id="by words mistyped"),
        pytest.param("q=%20&price_to=10.00", ["Mug 00"], id="by no word, which filters nothing"),
        pytest.param("attribute=material:brass", ["Night lamp"], id="by an attribute"),
        pytest.param("price_from=50", ["Night lamp"], id="from a price"),
        pytest.param("price_to=10.01", ["Mug 00", "Mug 01"], id="up to a price"),
        pytest.param(
            "price_from=10.02&price_to=10.03&sort=price-down",
            ["Mug 03", "Mug 02"],
            id="between two",
        ),
        pytest.param("q=mug&sort=price&price_to=10.01", ["Mug 00", "Mug 01"], id="by a word, cheapest first"),
        pytest.param(
            "page=2&sort=name", [*(f"Mug {n:02}" for n in range(24, 30)), "Night lamp"], id="the second page"
        ),
    ],
)
def test_products_are_filtered_as_on_the_pages(
    client: Client, shelf: Product, query: str, expected: list[str]
) -> None:
    assert names(client, query) == expected


def test_a_list_costs_two_queries_however_long(client: Client, shelf: Product) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert len(names(client, "")) == 24
    assert len(queries) == 2


def test_a_product_comes_with_what_can_be_bought(client: Client, shelf: Product) -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/api/v1/products/night-lamp/").json()
    assert len(queries) == 3
    assert (answer["price"], answer["compare_at"], answer["currency"], answer["category"]) == (
        "89.00", "99.00", "EUR", "lamps",
    )  # fmt: skip
    assert [
        (one["sku"], one["price"], one["availability"], one["options"]) for one in answer["variants"]
    ] == [
        ("NL-O", "89.00", "few-left", {"colour": "Ochre"}),
        ("NL-I", "90.00", "sold-out", {"colour": "Ink"}),
    ]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        pytest.param("products/?price_from=abc", 400, id="a price that is a word"),
        pytest.param("products/?price_from=NaN", 400, id="a price that is not a number"),
        pytest.param("products/?price_from=Infinity", 400, id="an infinite price"),
        pytest.param("products/?price_to=1e999999", 400, id="a huge exponent"),
        pytest.param("products/?price_to=-5", 400, id="a negative price"),
        pytest.param("products/?price_to=" + "9" * 5000, 400, id="a price of 5,000 digits"),
        pytest.param("products/?q=%00", 400, id="a NUL byte in a search"),
        pytest.param("products/?q=" + "x" * 10_240, 400, id="a search of ten kilobytes"),
        pytest.param("products/?category=%00", 400, id="a NUL byte in a category"),
        pytest.param("products/?attribute=oak", 400, id="an attribute without a value"),
        pytest.param("products/?attribute=%00:%00", 400, id="NUL bytes in an attribute"),
        pytest.param("products/?sort=evil", 400, id="an unknown order"),
        pytest.param("products/?page=abc", 404, id="a page that is a word"),
        pytest.param("products/?page=-1", 404, id="a negative page"),
        pytest.param("products/?page=99999999999999999999999", 404, id="a page of many digits"),
        pytest.param("products/?page=%00", 404, id="a NUL byte as a page"),
        pytest.param("products/never/", 404, id="an unknown product"),
        pytest.param("products/hidden/", 404, id="a hidden product"),
        pytest.param("nowhere/", 404, id="an unknown address"),
    ],
)
def test_nonsense_is_a_problem(client: Client, shelf: Product, address: str, status: int) -> None:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_catalogue_is_only_read(client: Client, shelf: Product, method: str) -> None:
    for address in ("/api/v1/products/", "/api/v1/products/night-lamp/", "/api/v1/categories/"):
        answer = getattr(client, method)(address, data="{}", content_type="application/json")
        assert answer.status_code in {403, 405}
    assert Product.objects.count() == 32


def test_the_schema_is_valid_and_names_the_catalogue() -> None:
    schema = SchemaGenerator().get_schema(request=None, public=True)
    validate_schema(schema)
    assert {"/api/v1/products/", "/api/v1/products/{slug}/", "/api/v1/categories/"} <= set(schema["paths"])
    parameters = {one["name"] for one in schema["paths"]["/api/v1/products/"]["get"]["parameters"]}
    assert parameters == {"q", "category", "price_from", "price_to", "in_stock", "attribute", "sort", "page"}
    price = schema["components"]["schemas"]["Product"]["properties"]["price"]
    assert (price["type"], price["readOnly"]) == ("string", True)

"""The storefront's pages: what they show, what they cost, and what they make of nonsense."""

import json
import os
import re
from collections.abc import Callable
from ipaddress import IPv4Address
from urllib.parse import quote

import psycopg
import pytest
from django.core import signing
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from botguard import conf
from botguard.http import Guard, NetworkFacts, VisitFacts
from checkout.http import COOKIE, SALT
from checkout.models import Cart, CartLine
from shop import views
from shop.actions.catalogue import refresh_listing
from shop.engine.written import PAGES
from shop.models import Category, Product, Variant
from tests.shop.shelf import NOW, Version, add_category, add_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_guard(settings: Settings) -> None:
    """Leave pace out of it: these tests ask for many pages in no time."""
    settings.BOTGUARD_MODE = "off"


@pytest.fixture
def shelf() -> Product:
    """Fill two shelves and return a lamp in three versions."""
    for number in range(30):
        add_product(
            f"Mug {number:02}",
            Version(sku=f"MUG-{number}", price_minor=1000 + 100 * number),
            attributes={"material": ["ceramic" if number % 3 else "oak"]},
            days_old=number,
        )
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
        Version(sku="NL-I", name="Ink", options={"colour": "Ink"}, price_minor=8900, units=0),
        Version(sku="NL-M", name="Moss", options={"colour": "Moss"}, price_minor=9400),
        category="lamps",
        summary="Warm light </script><b>",
        description="First paragraph.\n\nSecond <em>paragraph</em>.",
        attributes={"material": ["brass"], "colour": ["ochre", "ink", "moss"]},
    )


def text_of(client: Client, address: str, *, status: int = 200) -> str:
    """Fetch a page and check its status."""
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def with_cart(client: Client, variant: Variant) -> Client:
    """Give a client the cookie of a cart with one line."""
    cart = Cart.objects.create(created_at=NOW, updated_at=NOW)
    CartLine.objects.create(cart=cart, variant=variant, quantity=2)
    client.cookies[COOKIE] = signing.Signer(salt=SALT).sign(str(cart.pk))
    return client


ADDRESSES = [
    pytest.param("/", 3, id="home"),
    pytest.param("/c/mugs/", 3, id="a category"),
    pytest.param("/c/mugs/?page=2&sort=price", 3, id="a category's second page"),
    pytest.param(
        "/c/mugs/?price_from=11&price_to=39&in_stock=on&with-material=oak&with-material=ceramic",
        3,
        id="a category with every filter",
    ),
    pytest.param("/p/night-lamp/", 3, id="a product"),
    pytest.param("/p/night-lamp/?variant=NL-I", 3, id="a product's variant"),
]


@pytest.mark.parametrize(("address", "queries"), ADDRESSES)
def test_a_page_costs_at_most_four_queries(
    client: Client, shelf: Product, address: str, queries: int
) -> None:
    """Three for a visitor without a cart, the categories among them; one more counts the cart."""
    text_of(client, "/pages/about/")  # anything a process does once is done
    with CaptureQueriesContext(
        connection,
    ) as without_cart:
        text_of(client, address)
    assert len(without_cart) == queries, [query["sql"][:90] for query in without_cart]
    with_cart(client, shelf.variants.get(sku="NL-O"))
    with CaptureQueriesContext(connection) as having_cart:
        assert "Cart, 2 items" in text_of(client, address)
    assert len(having_cart) == queries + 1 <= 4


def test_categories_are_read_once_a_minute(client: Client, shelf: Product, settings: Settings) -> None:
    settings.CATEGORY_CACHE_SECONDS = 60
    text_of(client, "/")
    with CaptureQueriesContext(connection) as queries:
        text_of(client, "/")
    assert len(queries) == 2
    # A category made elsewhere since is found by its address at once.
    Category.objects.create(name="Chairs", slug="chairs")
    assert "This shelf is empty for now" in text_of(client, "/c/chairs/")


def test_home_shows_categories_new_and_discounted_products(client: Client, shelf: Product) -> None:
    page = text_of(client, "/")
    new, _, reduced = page.partition('id="reduced"')
    assert 'href="/c/mugs/"' in new
    assert 'href="/p/mug-00/"' in new
    assert 'href="/p/night-lamp/"' in reduced
    assert 'href="/p/mug-00/"' not in reduced
    assert "−10 %" in reduced


def test_an_empty_shop_is_still_a_page(client: Client) -> None:
    assert "The shelves are being filled" in text_of(client, "/")
    assert "Nothing found" in text_of(client, "/search/?q=lamp")


def test_a_category_filters_sorts_and_pages(client: Client, shelf: Product) -> None:
    page = text_of(client, "/c/mugs/?sort=price&with-material=ceramic&price_from=11.00")
    names = re.findall(r'class="tile__link"[^>]*>([^<]+)<', page)
    assert names == [f"Mug {number:02}" for number in range(1, 30) if number % 3]
    assert (
        '<input type="checkbox" id="with-material-ceramic" name="with-material" value="ceramic" checked>'
        in page
    )
    second = text_of(client, "/c/mugs/?page=2&sort=price")
    assert re.findall(r'class="tile__link"[^>]*>([^<]+)<', second) == [
        f"Mug {number:02}" for number in range(24, 30)
    ]
    assert "?sort=price&amp;page=1" in second


def test_a_filtered_page_is_not_for_search_engines_and_a_plain_one_is(client: Client, shelf: Product) -> None:
    assert 'name="robots" content="noindex, follow"' in text_of(client, "/c/mugs/?in_stock=on")
    plain = text_of(client, "/c/mugs/")
    assert 'name="robots" content="index, follow"' in plain
    assert '<link rel="canonical" href="http://127.0.0.1:8000/c/mugs/">' in plain


def test_htmx_gets_the_results_alone_and_a_browser_the_whole_page(client: Client, shelf: Product) -> None:
    part = client.get("/c/mugs/?sort=name", headers={"HX-Request": "true", "HX-Target": "results"})
    assert part.content.decode().strip().startswith("<form")
    assert "<html" not in part.content.decode()
    restored = client.get(
        "/c/mugs/?sort=name",
        headers={"HX-Request": "true", "HX-Target": "results", "HX-History-Restore-Request": "true"},
    )
    assert "<html" in restored.content.decode()
    assert "HX-Request" in part["Vary"]
    assert "no-cache" in part["Cache-Control"]
    assert "private" in part["Cache-Control"]


def test_a_product_page_offers_its_variants_and_a_form(client: Client, shelf: Product) -> None:
    page = text_of(client, "/p/night-lamp/")
    assert "Only 3 left" in page
    assert "€89.00" in page
    assert "€99.00" in page
    assert f'name="variant" value="{shelf.variants.get(sku="NL-O").pk}"' in page
    assert 'action="/cart/add/"' in page
    assert 'href="?variant=NL-M"' in page
    assert "Second &lt;em&gt;paragraph&lt;/em&gt;" in page
    gone = text_of(client, "/p/night-lamp/?variant=NL-I")
    assert "Sold out" in gone
    assert 'action="/cart/add/"' not in gone


def test_a_product_tells_machines_what_it_tells_people(client: Client, shelf: Product) -> None:
    page = text_of(client, "/p/night-lamp/")
    scripts = re.findall(r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', page)
    assert len(scripts) == 1
    data = json.loads(scripts[0])
    assert data["description"] == "Warm light </script><b>"
    assert [(one["sku"], one["price"], one["availability"].rsplit("/")[-1]) for one in data["offers"]] == [
        ("NL-O", "89.00", "InStock"),
        ("NL-I", "89.00", "OutOfStock"),
        ("NL-M", "94.00", "InStock"),
    ]


BAD = [
    pytest.param("/c/mugs/?page=abc", 404, id="a page that is a word"),
    pytest.param("/c/mugs/?page=-1", 404, id="a negative page"),
    pytest.param("/c/mugs/?page=3", 404, id="a page past the last"),
    pytest.param("/c/mugs/?page=99999999999999999999", 404, id="a page of twenty digits"),
    pytest.param("/c/mugs/?page=%00", 404, id="a page that is a NUL byte"),
    pytest.param("/c/mugs/?page=", 200, id="an empty page"),
    pytest.param("/c/mugs/?sort=evil", 200, id="an unknown order"),
    pytest.param("/c/mugs/?sort=%00", 200, id="a NUL byte as the order"),
    pytest.param("/c/mugs/?with-material=%00&with-%00=oak", 200, id="NUL bytes in attributes"),
    pytest.param("/c/mugs/?with-material=%ED%A0%80", 200, id="half a surrogate pair"),
    pytest.param("/c/mugs/?with-material=" + "x" * 10_000, 200, id="ten kilobytes of attribute"),
    pytest.param(
        "/c/mugs/?" + "&".join(f"with-a{n}=x" for n in range(900)), 200, id="nine hundred attributes"
    ),
    pytest.param(
        "/c/mugs/?" + "&".join(f"a{n}=x" for n in range(1001)), 400, id="more than a thousand fields"
    ),
    pytest.param("/c/%00/", 404, id="a NUL byte as a category"),
    pytest.param("/c/never/", 404, id="an unknown category"),
    pytest.param("/p/never/", 404, id="an unknown product"),
    pytest.param("/p/" + "x" * 5_000 + "/", 404, id="an endless product"),
    pytest.param("/p/night-lamp/?variant=never", 404, id="an unknown variant"),
    pytest.param("/p/night-lamp/?variant=%00", 404, id="a NUL byte as a variant"),
    pytest.param("/p/night-lamp/?variant=", 200, id="an empty variant"),
    pytest.param("/search/?q=%00", 200, id="a search for a NUL byte"),
    pytest.param("/search/?q=lamp%00&page=2", 404, id="a search's page past the last"),
    pytest.param("/search/?q=" + quote("'\"\\; DROP TABLE --") * 3, 200, id="a search for quotes"),
    pytest.param("/search/?q=" + quote("((( & | !!! :* <->"), 200, id="a search for a query's own signs"),
    pytest.param("/search/?q=" + "y" * 10_240, 200, id="a search of ten kilobytes"),
    pytest.param("/search/?q=%ED%A0%80%FF%FE", 200, id="a search in no encoding"),
    pytest.param("/search/?q[]=a&q=b&q=c", 200, id="a search asked three times"),
    pytest.param("/search/", 200, id="a search for nothing"),
    pytest.param("/pages/never/", 404, id="an unknown page"),
    pytest.param("/pages/../../etc/passwd/", 404, id="a way out of the shop"),
]


@pytest.mark.parametrize(("address", "status"), BAD)
def test_nonsense_gets_a_calm_answer(client: Client, shelf: Product, address: str, status: int) -> None:
    page = text_of(client, address, status=status)
    assert "<h1" in page
    assert "Traceback" not in page


@pytest.mark.parametrize(
    ("query", "message"),
    [
        pytest.param("price_from=abc", "Please enter a price, such as 25 or 24.90.", id="a word"),
        pytest.param("price_from=NaN", "Please enter a price, such as 25 or 24.90.", id="not a number"),
        pytest.param("price_from=Infinity", "Please enter a price, such as 25 or 24.90.", id="infinity"),
        pytest.param(
            "price_to=1e999999", "Ensure this value is less than or equal to 1000000.", id="a huge exponent"
        ),
        pytest.param(
            "price_from=-1", "Ensure this value is greater than or equal to 0.", id="less than nothing"
        ),
        pytest.param(
            "price_to=1.999", "Ensure that there are no more than 2 decimal places.", id="parts of a cent"
        ),
        pytest.param(
            "price_from=" + "9" * 5000,
            "Ensure this value is less than or equal to 1000000.",
            id="5,000 digits",
        ),
        pytest.param("price_from=1%00", "Please enter a price, such as 25 or 24.90.", id="a NUL byte"),
        pytest.param(
            "price_from=20&price_to=10", "This is less than the lower price.", id="the wrong way round"
        ),
    ],
)
def test_a_price_that_makes_no_sense_says_so_beside_its_field(
    client: Client, shelf: Product, query: str, message: str
) -> None:
    page = text_of(client, f"/c/mugs/?{query}")
    field = "price_to" if "price_to" in query else "price_from"
    assert re.search(rf'id="id_{field}_error">.*?{re.escape(message)}', page, re.DOTALL), page
    assert "Mug 20" in page


def test_robots_are_kept_out_of_rooms_and_traps(client: Client) -> None:
    rules = text_of(client, "/robots.txt").splitlines()
    forbidden = [line.removeprefix("Disallow: ") for line in rules if line.startswith("Disallow: ")]
    rooms = ("/cart/", "/checkout/", "/account/", "/orders/", "/backoffice/", "/search/", "/api/")
    for address in (*rooms, *conf.policy().paths.traps):
        assert any(address.startswith(prefix) for prefix in forbidden), address
    for address in ("/", "/c/mugs/", "/p/night-lamp/", "/pages/about/", "/sitemap.xml"):
        assert not any(address.startswith(prefix) for prefix in forbidden), address
    assert rules[-1] == "Sitemap: http://127.0.0.1:8000/sitemap.xml"


def test_the_sitemap_names_every_page_in_parts(client: Client, shelf: Product, settings: Settings) -> None:
    add_product("Hidden", is_published=False)
    index = text_of(client, "/sitemap.xml")
    parts = re.findall(r"<loc>http://testserver([^<]+)</loc>", index)
    assert parts == ["/sitemap-pages.xml", "/sitemap-categories.xml", "/sitemap-products.xml"]
    found = [
        address
        for part in parts
        for address in re.findall(r"<loc>http://testserver([^<]+)</loc>", text_of(client, part))
    ]
    assert len(found) == len(set(found)) == 1 + len(PAGES) + 2 + 31
    assert {"/", "/pages/about/", "/c/lamps/", "/p/night-lamp/"} <= set(found)
    for address in ("/", "/pages/privacy/", "/c/lamps/", "/p/night-lamp/"):
        text_of(client, address)


@pytest.mark.parametrize("slug", PAGES)
def test_written_pages_are_there(client: Client, slug: str) -> None:
    assert "hello@brassandbramble.example" in text_of(client, f"/pages/{slug}/")


def test_probes_and_marks_answer(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert text_of(client, "/healthz") == "ok\n"
    assert len(queries) == 0
    assert client.get("/favicon.ico").status_code == 301


@pytest.mark.parametrize(
    "address", ["/", "/c/mugs/", "/p/night-lamp/", "/search/", "/robots.txt", "/pages/about/"]
)
def test_pages_are_only_read(client: Client, shelf: Product, address: str) -> None:
    assert client.post(address).status_code == 405


def test_every_page_stays_within_the_content_policy(client: Client, shelf: Product) -> None:
    for address in ("/", "/c/mugs/", "/p/night-lamp/", "/search/?q=mug", "/search/?q=xyzzy", "/pages/about/"):
        page = text_of(client, address)
        assert not re.search(r'\sstyle="|\son[a-z]+="|<style', page), address
        assert all("nonce=" in tag or "src=" in tag for tag in re.findall(r"<script[^>]*>", page)), address


def guarded(request: HttpRequest) -> HttpRequest:
    """Return a request that has passed the guard."""
    address = IPv4Address("198.51.100.7")
    request.guard = Guard(  # type: ignore[attr-defined] # GuardedRequest
        address=address, room="browse", network=NetworkFacts(), visit=VisitFacts(), action="allow"
    )
    return request


ERRORS = [
    pytest.param(lambda request: views.bad_request(request, ValueError()), 400, id="400"),
    pytest.param(lambda request: views.forbidden(request, PermissionError()), 403, id="403"),
    pytest.param(lambda request: views.not_found(request, ValueError()), 404, id="404"),
    pytest.param(lambda request: views.csrf_failure(guarded(request), "old"), 403, id="an old form"),
    pytest.param(views.server_error, 500, id="500"),
]


@pytest.mark.parametrize(("view", "status"), ERRORS)
def test_error_pages_ask_nothing_of_the_database(
    rf: RequestFactory, view: Callable[[HttpRequest], HttpResponse], status: int
) -> None:
    with CaptureQueriesContext(connection) as queries:
        page = view(rf.get("/c/mugs/"))
        problem = view(rf.get("/api/v1/nothing/"))
    assert len(queries) == 0
    assert (page.status_code, problem.status_code) == (status, status)
    assert b"<h1>" in page.content
    assert json.loads(problem.content)["status"] == status
    assert problem["Content-Type"] == "application/problem+json"
    assert page["Cache-Control"] == "no-store"


def test_a_broken_page_is_a_calm_500(client: Client, shelf: Product) -> None:
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shop_product RENAME TO shop_product_away")
    answer = client.get("/p/night-lamp/")
    assert (answer.status_code, "Retry-After" in answer) == (500, False)
    assert b"Something went wrong on our side" in answer.content


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_answer_is_a_503(client: Client) -> None:
    client.raise_request_exception = False
    with psycopg.connect(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"]) as other:
        other.execute("LOCK TABLE shop_product IN ACCESS EXCLUSIVE MODE")
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        answer = client.get("/p/night-lamp/")
        connection.close()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert b"Back in a moment" in answer.content


def test_a_price_changed_behind_the_lists_shows_after_a_refresh(client: Client, shelf: Product) -> None:
    Variant.objects.filter(sku="MUG-0").update(price_minor=123400)
    refresh_listing([Product.objects.get(slug="mug-00").pk])
    assert "€1,234.00" in text_of(client, "/c/mugs/")
    assert add_category("mugs").name == "Mugs"


def test_a_visitor_searches_once_a_second_and_others_are_not_hindered(
    client: Client, settings: Settings
) -> None:
    settings.BOTGUARD_MODE = "observe"
    client.get("/search/?q=lamp")  # brings the key that is counted from then on
    statuses = [client.get("/search/?q=lamp").status_code for _ in range(62)]
    assert statuses[:58] == [200] * 58
    assert statuses[-1] == 429
    assert Client().get("/search/?q=lamp").status_code == 200

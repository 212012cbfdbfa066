"""Whatever headers say: never an error of ours, nothing changed."""

from collections.abc import Iterator
from io import BytesIO
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from pytest_django import Settings

from settings.wsgi import application
from tests.journeys.hostile import Shop, everything, open_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings: Settings) -> Shop:
    """Open a shop whose guard watches only, so that everything reaches the doors behind it."""
    settings.BOTGUARD_MODE = "observe"
    return open_shop()


HEADERS: dict[str, dict[str, str]] = {
    "garbage cookies": {"Cookie": "csrf=\xff;cart=:::;session=%00;messages=[[;device=x:y;key=\x01;=;;;"},
    "a cookie of 10 KB": {"Cookie": "cart=" + "A" * 10_240 + ";session=" + "B" * 10_240},
    "a session of nobody": {"Cookie": "session=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
    "an agent of 10 KB": {"User-Agent": "A" * 10_240},
    "an origin of nobody": {"Origin": "null", "Referer": "\xff\xfe"},
    "a line break": {"Referer": "/\r\nX-Evil: 1", "X-Forwarded-For": "1.1.1.1\r\nX-Evil: 1"},
    "parts of pages, oddly": {
        "HX-Request": "true",
        "HX-Target": "\xff",
        "HX-Current-URL": "http://[::/%ff\0",
    },
    "languages of 10 KB": {"Accept-Language": "x-," * 3_400},
    "odd conditions": {"If-Modified-Since": "\0", "If-None-Match": "\xff", "Range": "bytes=9-1,-0"},
    "an odd length": {"Content-Length": "-1"},
}


@pytest.mark.parametrize("headers", HEADERS)
def test_headers_of_nonsense_are_no_error_of_ours(shop: Shop, headers: str) -> None:
    before = everything()
    for path in (
        "/",
        "/c/lamps/",
        "/p/lamp/",
        "/search/?q=lamp",
        "/cart/",
        "/guard/proof/",
        "/guard/appeal/",
        "/account/login/",
        "/account/signup/",
        "/api/v1/products/",
        f"/api/v1/carts/{shop.cart}/",
        f"/orders/{shop.order}/",
        f"/pay/sandbox/{shop.payment}/",
        "/robots.txt",
    ):
        stranger = Client(raise_request_exception=False, headers=HEADERS[headers])
        assert stranger.get(path).status_code == 200, path
        assert stranger.post("/cart/add/", {"variant": "x"}).status_code == 422
    assert everything() == before


@pytest.mark.parametrize("host", ["evil.example", "a b", "\0", "x" * 10_240, "[::1", "127.0.0.1:x", "\xff"])
@pytest.mark.parametrize("path", ["/", "/account/login/", "/api/v1/products/", "/checkout/"])
def test_a_host_that_is_not_ours_is_refused(shop: Shop, host: str, path: str) -> None:
    answer = Client(raise_request_exception=False, headers={"Host": host}).get(path)
    assert answer.status_code == 400
    assert host not in answer.content.decode()


CONTENT_TYPES = (
    *(
        f"text/plain; charset={name}"
        for name in ("base64", "zip", "hex", "rot13", "undefined", "idna", "never", "utf-16", "x" * 10_240)
    ),
    "text/plain; charset*=utf-8''%00",
    "text/plain; charset*=never''x",
    "\xff\xfe; \xff",
    ";",
    ";;charset",
    "application/json; charset=base64",
)


@pytest.fixture
def _one_connection(shop: Shop) -> Iterator[None]:
    """Keep the test's connection, which requests by the entrance would close, and the test client connects anew."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.usefixtures("_one_connection")
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("kind", CONTENT_TYPES, ids=lambda kind: ascii(kind[:40]))
def test_the_entrance_stands_whatever_the_content_type(shop: Shop, kind: str, method: str) -> None:
    for path in ("/", "/search/", "/cart/add/", "/api/v1/keys/proof/", "/api/v1/checkout/", "/guard/proof/"):
        assert status_by_wsgi(path, query="q=%ff", kind=kind, method=method, body=b'{"a": "b"}') < 500


def status_by_wsgi(path: str, *, query: str, kind: str, method: str, body: bytes) -> int:
    """Call the very entrance that the web server calls; Django's test client has one of its own."""
    environ: dict[str, object] = {
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "REQUEST_METHOD": method,
        "REMOTE_ADDR": "203.0.113.9",
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        "HTTP_HOST": "testserver",
    }
    setup_testing_defaults(environ)  # type: ignore[arg-type]  # what an environ is
    statuses: list[str] = []
    answer = application(environ, lambda status, headers, *_: statuses.append(status))
    b"".join(answer)
    answer.close()
    return int(statuses[0].split()[0])

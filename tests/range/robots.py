"""A search engine's crawler among the people: it is a stranger until its host name was looked up, then reads freely.

Beside it its control: the same crawler where nobody answers for its address, which stays what it says it is.
"""

import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlsplit

import httpx

from botguard.models import Visit
from checkout.models import Order
from tests.journeys.no_script import Page
from tests.range.attackers.scrapers import CRAWLER, LOCATION
from tests.range.names import GOOGLEBOT, UNASKED
from tests.range.record import REFUSALS
from tests.range.relay import Relays
from tests.range.shopper import PERSON

STANDS = {"crawler-claim": "claimed", "crawler-impostor": "fake", "crawler-verified": "verified"}
MAIL = "googlebot@example.net"
READS, READS_A_SECOND = 600, 8
KNOWN_SECONDS, PAUSE_SECONDS = 90, 3.0
LISTS = ("/robots.txt", "/sitemap.xml", "/api/v1/products/", "/api/v1/categories/")


@dataclass(slots=True, kw_only=True)
class Robot:
    """A crawler's visit: what it was held for, in turn, and what it got."""

    kind: str
    address: str
    expected: tuple[str, ...]  # what it should be held for
    held_for: list[str] = field(default_factory=list)
    seconds_to_proof: float | None = None
    pages: int = 0
    refused: int = 0  # while reading, after the proof if there is one
    refused_before: int = 0
    shut: list[int] = field(default_factory=list)  # the answers where it has no business
    orders: int = 0
    trouble: list[str] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        """Tell whether it was treated as it should be."""
        return (
            tuple(self.held_for) == self.expected
            and not (self.refused or self.orders or self.trouble)
            and bool(self.shut)
            and set(self.shut) == {403}
        )


def visits() -> tuple[Robot, ...]:
    """Return the visits of one that is proved, and of one that is not."""
    return (
        Robot(kind="Googlebot, its name leads back", address=GOOGLEBOT, expected=("claimed", "verified")),
        Robot(kind="Googlebot, nobody answers for its name", address=UNASKED, expected=("claimed",)),
    )


def read(relays: Relays, robot: Robot) -> Robot:
    """Let a crawler come, read, and try what is not for crawlers."""
    none = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    url = relays.url(robot.address)
    with httpx.Client(base_url=url, headers=CRAWLER, timeout=30, cookies=none) as client:
        try:
            products = _until_known(client, robot)
            if "verified" in robot.held_for:
                _read_all(client, robot, products)
            _try_to_buy(client, robot, products)
        except (httpx.HTTPError, LookupError) as error:
            robot.trouble.append(f"{type(error).__name__}: {error}")
    robot.orders = Order.objects.filter(email=MAIL).count()
    return robot


def _until_known(client: httpx.Client, robot: Robot) -> list[str]:
    """Read a page every few seconds until the shop has made up its mind, and return the products' addresses."""
    products: list[str] = []
    began, seen = time.monotonic(), 0.0
    while time.monotonic() - began < KNOWN_SECONDS:
        if not products:
            products = [path for path in _listed(client, "/sitemap-products.xml") if path.startswith("/p/")]
        path = products[robot.pages % len(products)] if products else "/"
        answer = client.get(path)
        robot.pages += answer.status_code == 200
        robot.refused_before += answer.status_code in REFUSALS
        time.sleep(PAUSE_SECONDS)
        seen = _follow(robot, since=seen)
        if set(robot.held_for) & {"verified", "fake"}:
            robot.seconds_to_proof = time.monotonic() - began
            break
    if "verified" not in robot.expected:
        robot.refused, robot.refused_before = robot.refused_before, 0
    return products


def _follow(robot: Robot, *, since: float) -> float:
    """Read from the shop's own record what the crawler was held for, and return how far that was."""
    for visit in Visit.objects.filter(address=robot.address):
        for step in visit.steps:
            if float(step["at"]) > since:
                since = float(step["at"])
                states = [STANDS[code] for code in str(step["codes"]).split() if code in STANDS]
                robot.held_for += [state for state in states if state not in robot.held_for]
    return since


def _read_all(client: httpx.Client, robot: Robot, products: list[str]) -> None:
    """Read what crawlers are for, faster than any person may."""
    for path in (*LISTS, *_listed(client, "/sitemap-categories.xml"), *products[:READS]):
        answer = client.get(path)
        robot.pages += answer.status_code == 200
        robot.refused += answer.status_code in REFUSALS
        time.sleep(1 / READS_A_SECOND)


def _try_to_buy(client: httpx.Client, robot: Robot, products: list[str]) -> None:
    """Ask for all that leads to an order, and send the order itself."""
    page = client.get(products[0])
    adds = [form for form in Page(page.text).forms if form.action == "/cart/add/"]
    sent = dict(adds[0].values) if adds else {"variant": "1", "quantity": "1"}
    token = {"csrfmiddlewaretoken": sent.get("csrfmiddlewaretoken", "")}
    cookies = "; ".join(f"{name}={value}" for name, value in page.cookies.items())
    headers = {"Origin": str(client.base_url).rstrip("/"), "Cookie": cookies}
    order = {**PERSON, **token, "payment": "cash-on-delivery", "email": MAIL, "name": "G Bot"}
    for method, path, data in (
        ("POST", "/cart/add/", sent),
        ("GET", "/cart/", None),
        ("GET", "/checkout/", None),
        ("POST", "/checkout/", order),
        ("POST", "/api/v1/checkout/", order),
    ):
        robot.shut.append(client.request(method, path, data=data, headers=headers).status_code)
    # Whoever tried a door that is shut may go on reading.
    robot.refused += client.get(products[0]).status_code in REFUSALS


def _listed(client: httpx.Client, path: str) -> list[str]:
    with suppress(httpx.TimeoutException):
        answer = client.get(path)
        if answer.status_code == 200:
            return [urlsplit(found).path for found in LOCATION.findall(answer.text)]
    return []

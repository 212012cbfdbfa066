"""A program that shops by the pages' own forms, as attackers with some patience write it, and simulated people do."""

from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import httpx

from tests.botguard.visitors import posed, solve
from tests.journeys.no_script import Form, Page
from tests.range.attackers.scrapers import HEADERS

PERSON = {
    "phone": "+4930901820",
    "street": "Hauptstr. 1",
    "postcode": "10827",
    "city": "Berlin",
    "country": "DE",
}


class Refused(Exception):
    """The shop showed something else than what was asked for."""


@dataclass(slots=True)
class Shopper:
    """A visitor with cookies. Every answer is kept as `page` and `status`."""

    url: str
    agent: str = HEADERS["User-Agent"]
    status: int = 0
    html: str = ""
    path: str = "/"
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        """Open the connection."""
        headers = {**HEADERS, "User-Agent": self.agent}
        self.http = httpx.Client(base_url=self.url, headers=headers, follow_redirects=True, timeout=20)

    def get(self, path: str) -> str:
        """Open a page, and return it."""
        return self._keep(self.http.get(path))

    def post(self, path: str, sent: dict[str, str]) -> str:
        """Send a form, and return what it led to."""
        return self._keep(self.http.post(path, data=sent, headers={"Origin": self.url}))

    def form(self, action: str) -> Form:
        """Return the form of this page that is sent to an address ending so.

        :raises Refused: when the page has none
        """
        for found in Page(self.html).forms:
            if urlsplit(urljoin(self.path, found.action or self.path)).path.endswith(action):
                return found
        raise Refused(f"{self.status} {self.path} has no form for {action}")

    def send(self, action: str, **typed: str) -> str:
        """Fill in a form of this page, and send it."""
        found = self.form(action)
        return self.post(urljoin(self.path, found.action or self.path), found.values | typed)

    def prove(self) -> None:
        """Do the work that opens the checkout.

        :raises Refused: when no work is asked, or it is not taken
        """
        found = posed(self.get("/guard/proof/?next=/checkout/"))
        # Where a brake holds, a person is asked instead of a machine: a question comes first.
        if "puzzles" not in found:
            raise Refused(f"{self.status}: no work is offered")
        solution = solve(found["challenge"], puzzles=int(found["puzzles"]), bits=int(found["bits"]))
        self.send("/guard/proof/", solution=solution)

    def fill(self, slug: str, *, units: int = 1) -> None:
        """Put a product in the cart.

        :raises Refused: when it cannot be had
        """
        self.get(f"/p/{slug}/")
        self.send("/cart/add/", quantity=str(units))
        if self.status != 200:
            raise Refused(f"{self.status} adding {slug}")

    def order(self, *, payment: str, email: str, name: str = "Ada Example") -> str:
        """Place an order and return the path it led to.

        :raises Refused: when there is no checkout to be had, or it is not accepted
        """
        self.get("/checkout/")
        if 'action="/guard/' in self.html:
            self.prove()
            self.get("/checkout/")
        self.send("/checkout/", payment=payment, email=email, name=name, **PERSON)
        if self.path.endswith("/checkout/"):
            raise Refused(f"{self.status}: the order is not accepted")
        return self.path

    def _keep(self, answer: httpx.Response) -> str:
        self.status, self.html, self.path = answer.status_code, answer.text, answer.url.path
        return self.html

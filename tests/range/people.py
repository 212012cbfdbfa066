"""People, simulated at their own pace: what a browser sends and loads, where people click, and how long they look.

How far people browse follows the measured sessions of the Online Shoppers Purchasing Intention data (UCI, CC BY 4.0:
a median of 18 pages, log-normal, and an order at the end of 15 %), cut at thirty pages to end in time. They are
in more of a hurry than those were, whose median was 31 seconds a page: here it is six, which is harder on the guard.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import httpx

from tests.botguard.visitors import answers, posed, solve
from tests.journeys.no_script import Form, Page
from tests.range.attackers.scrapers import HEADERS, PRODUCT_LINK
from tests.range.relay import Relays
from tests.range.shopper import PERSON

AGENTS = (
    ("Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0", True),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", True),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 "
     "Safari/605.1.15", True),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 "
     "Mobile/15E148 Safari/604.1", True),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 15_8 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6 "
     "Mobile/15E148 Safari/604.1", False),
    ("Lynx/2.9.0dev.12 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.7.9", False),
)  # fmt: skip
LANGUAGES = (
    "en-GB,en;q=0.7",
    "de-DE,de;q=0.9,en;q=0.6",
    "bg-BG,bg;q=0.8",
    "en-US,en;q=0.5",
    "fr-FR,fr;q=0.8,en;q=0.5",
)
CATEGORY_LINK = re.compile(r'href="(/c/[a-z0-9-]+/)"')
ASSET = re.compile(r'(?:href|src)="(/(?:static|guard)/[^"]+\.(?:css|js|gif|png|svg|webp)[^"]*)"')
SEARCHES = ("lamp", "rug", "vase", "oak", "blue bowl", "linen", "wool", "lmap")
# The seconds after which a question may be answered, and one for the page.
PATIENCE = 11


@dataclass(slots=True, kw_only=True)
class Visit:
    """One person's visit, and how the shop treated it."""

    kind: str
    address: str
    pages: int = 0
    challenges: int = 0
    refusals: int = 0
    has_ordered: bool = False
    wanted_to_order: bool = False
    trouble: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Person:
    """Somebody at a browser."""

    url: str
    visit: Visit
    dice: Random
    haste: float  # 1 is an ordinary person; nobody is quicker than a tenth of a second
    http: httpx.AsyncClient = field(init=False)
    loaded: set[str] = field(default_factory=set)
    html: str = ""
    path: str = "/"
    status: int = 0
    has_styles: bool = True

    def __post_init__(self) -> None:
        """Open the browser."""
        agent, has_metadata = self.dice.choices(AGENTS, weights=(24, 24, 20, 24, 6, 2))[0]
        kept = {name: text for name, text in HEADERS.items() if has_metadata or not name.startswith("Sec-")}
        headers = {**kept, "User-Agent": agent, "Accept-Language": self.dice.choice(LANGUAGES)}
        self.has_styles = not agent.startswith("Lynx")
        self.http = httpx.AsyncClient(base_url=self.url, headers=headers, follow_redirects=True, timeout=30)

    async def look(self) -> None:
        """Read for a while: mostly seconds, sometimes minutes, sometimes a glance."""
        await asyncio.sleep(min(self.haste * self.dice.lognormvariate(1.7, 0.9) + 0.5, 20))

    async def open(self, path: str, sent: dict[str, str] | None = None) -> None:
        """Open a page, with what browsers load beside it; take a challenge as it comes."""
        self._keep(await self._ask(path, sent))
        if self.is_challenged:
            self.visit.challenges += 1
            await self._solve(path)
            if sent is None:
                self._keep(await self._ask(path, None))
        elif self.status in (403, 429, 503):
            self.visit.refusals += 1
            self.visit.trouble.append(f"{self.status} {path}")

    async def _open_tab(self, path: str) -> None:
        """Open a page beside this one, and leave it at that, whatever it is."""
        answer = await self._ask(path, None)
        if answer.status_code in (401, 403, 429, 503):
            is_challenge = 'action="/guard/' in answer.text
            self.visit.challenges += is_challenge
            self.visit.refusals += not is_challenge
            self.visit.trouble.append(f"{answer.status_code} in a tab")

    async def _ask(self, path: str, sent: dict[str, str] | None) -> httpx.Response:
        self.visit.pages += 1
        if sent is None:
            return await self.http.get(path)
        return await self.http.post(path, data=sent, headers={"Origin": self.url})

    def _keep(self, answer: httpx.Response) -> None:
        self.html, self.path, self.status = answer.text, answer.url.path, answer.status_code

    @property
    def is_challenged(self) -> bool:
        """Tell whether this page asks to prove something."""
        return 'action="/guard/' in self.html and (
            self.path.startswith("/guard/") or self.status in (401, 403, 429)
        )

    async def _solve(self, path: str) -> None:
        found = posed(self.html)
        if "challenge" not in found:
            self.visit.refusals += 1
            self.visit.trouble.append(f"{self.status} {path}: nothing to solve")
            return
        form = next(each for each in Page(self.html).forms if "challenge" in each.values)
        if "puzzles" in found:
            work = asyncio.to_thread(
                solve, found["challenge"], puzzles=int(found["puzzles"]), bits=int(found["bits"])
            )
            typed = {"solution": await work}
        else:
            await asyncio.sleep(PATIENCE + 5 * self.dice.random())
            typed = {"answer": answers(found["challenge"])[0]}
        self._keep(await self._ask(form.action, form.values | typed))

    async def load(self) -> None:
        """Load what the page links to, once, as a browser's cache does."""
        if not self.has_styles:
            return
        for asset in dict.fromkeys(ASSET.findall(self.html)):
            if asset not in self.loaded:
                self.loaded.add(asset)
                await self.http.get(
                    asset,
                    headers={"Accept": "*/*", "Sec-Fetch-Dest": "style", "Sec-Fetch-Mode": "no-cors"},
                )

    def form(self, action: str) -> Form | None:
        """Return the form of this page sent to an address."""
        return next((each for each in Page(self.html).forms if (each.action or self.path) == action), None)

    async def browse(self) -> None:
        """Wander: lists, products, back again, a reload, a search, several tabs at once."""
        await self.open("/")
        await self.load()
        pages = min(3 + int(self.dice.lognormvariate(2.8, 1.2)), 30)
        shelf: list[str] = []
        while self.visit.pages < pages:
            await self.look()
            products, shelves = PRODUCT_LINK.findall(self.html), CATEGORY_LINK.findall(self.html)
            shelf = products or shelf
            chance = self.dice.random()
            if chance < 0.05:
                await self.open(self.path)  # a reload
            elif chance < 0.12:
                await self.open("/search/?q=" + self.dice.choice(SEARCHES).replace(" ", "+"))
            elif chance < 0.16 and shelf:
                await asyncio.gather(
                    *(self._open_tab(path) for path in self.dice.sample(shelf, min(5, len(shelf))))
                )
            elif chance < 0.7 and shelf:
                await self.open(self.dice.choice(shelf))
            elif shelves:
                await self.open(self.dice.choice(shelves))
            else:
                await self.open("/")
            await self.load()

    async def buy(self) -> None:
        """Put something in the cart and order it, cash on delivery."""
        self.visit.wanted_to_order = True
        for _ in range(5):
            await self.open("/search/?q=" + self.dice.choice(SEARCHES[:6]).replace(" ", "+"))
            await self.look()
            links = PRODUCT_LINK.findall(self.html)
            if not links:
                continue
            await self.open(self.dice.choice(links))
            await self.look()
            if (form := self.form("/cart/add/")) and form.values.get("variant"):
                await self.open("/cart/add/", form.values)
                break
        await self.look()
        await self.open("/checkout/")
        await self.load()
        for _ in range(3):
            await self.look()
        if (form := self.form("/checkout/")) is None:
            self.visit.trouble.append(f"no checkout at {self.path} ({self.status})")
            return
        name = f"{self.dice.choice(('Ana', 'Ben', 'Cleo', 'Dan'))} Range{self.dice.randrange(10_000)}"
        typed = {"email": f"{name.replace(' ', '.').lower()}@example.com", "name": name, **PERSON}
        await self.open("/checkout/", form.values | typed | {"payment": "cash-on-delivery"})
        self.visit.has_ordered = "/received/" in self.path
        if not self.visit.has_ordered:
            self.visit.trouble.append(f"not ordered: {self.path} ({self.status})")


async def crowd(
    relays: Relays, *, people: int, seconds: int, seed: int, done: Callable[[], object]
) -> list[Visit]:
    """Let people come over some time; two in five of them share one address, as behind a carrier's NAT.

    Whoever is not done after three times as long is sent home, and says so.
    """
    dice = Random(seed)  # noqa: S311 # the same crowd each time
    visits = [
        Visit(kind="behind the NAT", address="127.0.99.1")
        if number % 5 < 2
        else Visit(kind="at home", address=f"127.0.{100 + number // 200}.{number % 200 + 1}")
        for number in range(people)
    ]

    async def come(visit: Visit, chance: Random) -> None:
        await asyncio.sleep(chance.uniform(0, seconds * 0.6))
        person = Person(relays.url(visit.address), visit, chance, haste=1.0)
        try:
            await person.browse()
            if chance.random() < 1 / 6:
                await person.buy()
        except httpx.HTTPError as error:
            visit.trouble.append(f"{type(error).__name__}: {error}")
        except asyncio.CancelledError:
            visit.trouble.append("not done in time")
        finally:
            await person.http.aclose()
            done()

    coming = [asyncio.create_task(come(visit, Random(dice.random()))) for visit in visits]  # noqa: S311
    late = (await asyncio.wait(coming, timeout=3 * seconds))[1] if coming else ()
    for each in late:
        each.cancel()
    await asyncio.gather(*late)
    return visits

"""Visits to the demo shop, click by click: people who buy or only look, and programs. Simulated."""

from collections.abc import Iterator, Sequence

from botguard.engine.walk import Click, Walk
from demo.engine.dice import Dice
from demo.engine.history import BROWSER, HOURS
from demo.engine.people import FAR_LINE, RENTED_SERVER, DemoNetwork, address, shopper

DAY = 86_400
# How people get to what they look at, and what they type.
LISTS = ("/", "/", "/c/lighting/", "/c/kitchen/", "/c/textiles/", "/c/seating/", "/c/storage/")
SEARCHES = ("/search/?q=lamp", "/search/?q=mug", "/search/?q=oak", "/search/?q=linen")
TO_ORDER = ("/cart/", "/checkout/")
TRAPS = ("/collections/archive/", "/collections/wholesale-list/")
SCANNED = (
    "/.env",
    "/wp-login.php",
    "/.git/config",
    "/phpmyadmin/index.php",
    "/xmlrpc.php",
    "/actuator/health",
)
LANGUAGES = "en-GB,en;q=0.8"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def shopping(dice: Dice, *, seconds: float, pages: int, products: Sequence[str]) -> tuple[Click, ...]:
    """Draw the clicks of somebody who buys: so many pages in so many seconds, the last of them the checkout."""
    return _clicks(dice, (*_looks(dice, max(1, pages - len(TO_ORDER)), products), *TO_ORDER), seconds=seconds)


def lookers(dice: Dice, *, count: int, days: int, products: Sequence[str]) -> Iterator[Walk]:
    """Draw people who look around and buy nothing, by the hour of the day."""
    for _ in range(count):
        pages = 3 + int(dice.random() ** 2 * 26)
        hour = dice.choices(range(24), weights=HOURS)[0]
        age = dice.randrange(0, days) * DAY + (24 - hour) * 3_600 - dice.random() * 3_600
        # Some open five in tabs and read them later, some look at each for a minute.
        seconds = pages * (3 + dice.random() ** 2 * 60)
        yield Walk(
            age_seconds=age + seconds,
            address=shopper(dice).address,
            clicks=_clicks(dice, _looks(dice, pages, products), seconds=seconds),
            agent=BROWSER,
            languages=LANGUAGES,
            key=_key(dice),
            has_styles=dice.random() < 0.96,
        )


def programs(dice: Dice, *, count: int, days: int, products: Sequence[str]) -> Iterator[Walk]:
    """Draw programs that keep their key: most give themselves away in the end, one in five never does."""
    kinds = (_spider, _spider, _spider, _scanner, _impostor)
    for number in range(count):
        network = dice.choice((RENTED_SERVER, RENTED_SERVER, FAR_LINE))
        age = (0.05 + dice.random() * days) * DAY
        yield kinds[number % len(kinds)](dice, network, age, products, number % 15 < 3)


def _spider(dice: Dice, network: DemoNetwork, age: float, products: Sequence[str], is_careful: bool) -> Walk:
    """One product after the other at an even pace, faster or slower, until a link that no person sees."""
    pages = 12 + int(dice.random() * 40)
    gap = 1.3 + dice.random() ** 2 * 16
    first = dice.randrange(0, len(products))
    paths = [products[(first + step) % len(products)] for step in range(pages)]
    if not is_careful:
        paths.append(dice.choice(TRAPS))
    spread = 0.05 + dice.random() * 1.8
    at, clicks = 0.0, []
    for path in paths:
        clicks.append(Click(after=at, path=path))
        at += gap * (1 + spread * (dice.random() - 0.5))
    return Walk(
        age_seconds=age,
        address=address(dice, network),
        clicks=tuple(clicks),
        agent=BROWSER,
        languages="" if dice.random() < 0.5 else "en-US,en;q=0.9",
        key=_key(dice),
        has_styles=dice.random() < 0.7,
    )


def _scanner(dice: Dice, network: DemoNetwork, age: float, products: Sequence[str], is_careful: bool) -> Walk:
    """A look at the shop, then at what careless shops leave lying about."""
    paths = ["/c/lighting/", "/about/", "/", *SCANNED]
    gap = 0.3 + dice.random() * 2
    clicks = [
        Click(
            after=place * gap * (0.9 + dice.random() * 0.2), path=path, status=404 if path in SCANNED else 200
        )
        for place, path in enumerate(paths)
    ]
    return Walk(
        age_seconds=age,
        address=address(dice, network),
        clicks=tuple(sorted(clicks, key=lambda click: click.after)),
        agent=BROWSER,
        languages=LANGUAGES,
        key=_key(dice),
        has_styles=False,
    )


def _impostor(
    dice: Dice, network: DemoNetwork, age: float, products: Sequence[str], is_careful: bool
) -> Walk:
    """Somebody's program under the name of a search engine."""
    gap = 0.8 + dice.random() * 3
    paths = [dice.choice(products) for _ in range(10 + int(dice.random() * 30))]
    return Walk(
        age_seconds=age,
        address=address(dice, RENTED_SERVER),
        clicks=tuple(
            Click(after=place * gap + dice.random() * 0.2, path=path) for place, path in enumerate(paths)
        ),
        agent=GOOGLEBOT,
        languages="",
        key=_key(dice),
        has_styles=False,
    )


def _looks(dice: Dice, pages: int, products: Sequence[str]) -> tuple[str, ...]:
    found = []
    for _ in range(pages):
        kind = dice.random()
        found.append(dice.choice(products) if kind < 0.5 else dice.choice(SEARCHES if kind < 0.6 else LISTS))
    return tuple(found)


def _clicks(dice: Dice, paths: Sequence[str], *, seconds: float) -> tuple[Click, ...]:
    """Spread pages over a time as people do: some at once, some after a long look."""
    gaps = [0.05 + dice.random() ** 3 for _ in paths]
    unit = seconds / sum(gaps)
    at, found = 0.0, []
    for path, gap in zip(paths, gaps, strict=True):
        found.append(Click(after=at, path=path))
        at += gap * unit
    return tuple(found)


def _key(dice: Dice) -> bytes:
    return bytes(dice.randrange(0, 256) for _ in range(16))

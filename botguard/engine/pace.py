"""Signals of speed and breadth: how fast, how many different products, how many keys thrown away."""

from collections.abc import Iterable

from botguard.engine.facts import History, RequestFacts
from scorecard import Card, Evidence

YOUNG_SECONDS = 120
# Behind a carrier or a relay so many people come from one address as elsewhere from as many addresses.
CROWD = 4
# A neighbourhood that reads less than this in an hour is not worth a thought.
MANY_PAGES = 600


def pace(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Pages of one key over four windows; only the heaviest counts, for they count the same clicks."""
    if not facts.has_own_count:
        return None
    return _heaviest(
        card,
        (
            ("pace-second", history.pages_1, "{} pages within a second"),
            ("pace-ten-seconds", history.pages_10, "{} pages in ten seconds"),
            ("pace-minute", history.pages_60, "{} pages in a minute"),
            ("pace-ten-minutes", history.pages_600, "{} pages in ten minutes"),
        ),
    )


def breadth(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Different products of one key, in a minute and in an hour."""
    if not facts.has_own_count:
        return None
    return _heaviest(
        card,
        (
            ("breadth-minute", history.products_60, "{} products within a minute"),
            ("breadth-hour", history.products_3600, "{} products within an hour"),
        ),
    )


def slow_breadth(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """A neighbourhood in which nearly every page read is another product: many slow hands that share one list."""
    pages = history.network_pages_3600
    if not facts.is_product or facts.is_crowded or pages < MANY_PAGES:
        return None
    share = min(100, 100 * history.network_products_3600 // pages)
    points = card.weight("breadth-network", share)
    sentence = f"{share} % of {pages} pages read in the neighbourhood in an hour were different products"
    return Evidence(code="breadth-network", points=points, sentence=sentence) if points else None


def requests(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Requests of any kind in a minute."""
    return _heaviest(card, (("request-rate", history.requests_60, "{} requests in a minute"),))


def keyless(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Pages asked for without a key: every first visit is one, so a shared address may have many."""
    if facts.has_own_count:
        return None
    share = CROWD if facts.is_crowded else 1
    pages, products = history.pages_60 // share, history.products_60 // share
    return _heaviest(
        card,
        (
            ("keyless-minute", pages, "{} pages without a key from this address in a minute"),
            ("keyless-breadth", products, "{} products without a key from this address in a minute"),
        ),
    )


def dropping(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Keys cut for one address or neighbourhood, held against the keyless and the newest keys only."""
    if facts.has_own_count and facts.key is not None and now - facts.key.born_at >= YOUNG_SECONDS:
        return None
    share = CROWD if facts.is_crowded else 1
    here, around = history.keys_600 // share, history.network_keys_600 // share
    return _heaviest(
        card,
        (
            ("key-dropping", here, "{} keys given to this address in ten minutes"),
            ("key-dropping-network", around, "{} keys given to this network in ten minutes"),
        ),
    )


def _heaviest(card: Card, readings: Iterable[tuple[str, int, str]]) -> Evidence | None:
    heaviest = None
    for code, value, sentence in readings:
        points = card.weight(code, value)
        if points and (heaviest is None or points > heaviest.points):
            heaviest = Evidence(code=code, points=points, sentence=sentence.format(value))
    return heaviest

"""Signals of the way through the shop: what a visit opened before it wants to order, and how long it took to."""

from botguard.engine.facts import History, RequestFacts
from botguard.engine.pace import CROWD
from botguard.engine.ring import ENTRY
from botguard.engine.version import browser
from scorecard import Card, Evidence

ORDERING = frozenset({"checkout", "pay"})
QUICK_MS = 2_000
# What somebody who fetches styles may read in ten minutes.
PAGES_A_VISIT = 60


def search_cost(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Searches and filters, the dearest pages there are, over a minute and ten; only the heavier counts."""
    if not facts.is_search or not facts.has_own_count:
        return None
    found = [
        Evidence(code=code, points=points, sentence=sentence)
        for code, value, sentence in (
            ("search-minute", history.searches_60, f"{history.searches_60} searches in a minute"),
            ("search-ten-minutes", history.searches_600, f"{history.searches_600} searches in ten minutes"),
        )
        if (points := card.weight(code, value))
    ]
    return max(found, key=lambda each: each.points, default=None)


def assets(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """A browser that reads page after page and never fetches a style: only tightens what the rest may weigh."""
    if not facts.has_own_count or not _is_bare(facts, history):
        return None
    points = card.weight("assets-none", history.pages)
    sentence = f"{history.pages} pages and never a style sheet"
    return Evidence(code="assets-none", points=points, sentence=sentence) if points else None


def bare_address(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """An address that reads far more than those of its visitors do who fetch styles; held against the others only.

    A crowd behind one address fetches styles with every visit; parallel robots behind one do not.
    """
    if not _is_bare(facts, history):
        return None
    share = CROWD if facts.is_crowded else 1
    dressed = PAGES_A_VISIT * history.noted.get("assets-home", 0)
    found = [
        Evidence(
            code=code,
            points=points,
            sentence=f"{pages} pages from this address {when}, and hardly a style sheet",
        )
        for code, pages, when in (
            ("address-bare-minute", history.home_pages_60, "in a minute"),
            ("address-bare", history.home_pages_600, "in ten minutes"),
        )
        if (points := card.weight(code, max(0, pages - dressed) // share))
    ]
    return max(found, key=lambda each: each.points, default=None)


def bare_network(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """A neighbourhood that reads far more than its visitors do who fetch styles: slow hands at many addresses.

    Held against visitors who had a page before and fetched nothing with it, so that a newcomer to such a neighbourhood
    is let be; and not where carriers put crowds.
    """
    if facts.is_crowded or history.pages < 2 or not _is_bare(facts, history):
        return None
    others = history.network_pages_3600 - history.pages
    undressed = others - PAGES_A_VISIT * history.noted.get("assets-network", 0)
    points = card.weight("network-bare", max(0, undressed))
    sentence = f"{others} pages of others around here in an hour, and hardly a style sheet"
    return Evidence(code="network-bare", points=points, sentence=sentence) if points else None


def _is_bare(facts: RequestFacts, history: History) -> bool:
    """Tell whether a browser of today has fetched no style so far."""
    is_silent = not history.noted.get("assets-seen") and facts.agent_class == "browser"
    return is_silent and browser(facts.agent).is_modern


def skipped_steps(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """An order of a visit that opened nothing before; who left a full cart yesterday opens the checkout first."""
    if facts.room not in ORDERING or facts.method != "POST" or facts.is_api or not facts.has_own_count:
        return None
    if history.is_store_away or history.pages > 2:
        return None
    return Evidence(
        code="funnel-short", points=card.weight("funnel-short"), sentence="Orders without having looked"
    )


def quick_form(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """A checkout sent faster than it can be read; browsers that fill forms by themselves still need a click."""
    if facts.room not in ORDERING or facts.method != "POST" or not facts.is_opened or not facts.has_own_count:
        return None
    if len(history.ring) < 2 * ENTRY.size:
        return None
    elapsed = ENTRY.unpack_from(history.ring)[0]
    points = card.weight("form-quick", max(0, QUICK_MS - elapsed))
    sentence = f"The form was sent after {elapsed / 1000:.1f} s"
    return Evidence(code="form-quick", points=points, sentence=sentence) if points else None

"""Signals of conduct: what views reported of a visit, its address's neighbourhood and the shop.

Where many ordinary people share an address, what others did there is no evidence: those counts are left out.
"""

from collections.abc import Iterable

from botguard.engine.facts import History, RequestFacts
from scorecard import Card, Evidence

# A key that has been around for so long is not held to what the whole shop suffers.
KNOWN_SECONDS = 600


def decoy(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """A form field that no person sees, filled in; password managers fill it, too, so that it is weight only."""
    return _heaviest(card, history, (("decoy-field", "forms sent with a hidden field filled in"),))


def failures(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Pages that do not exist, forms that make no sense, doors that stay shut; only the heaviest counts."""
    return _heaviest(
        card,
        history,
        (
            ("missing-page", "pages asked for that do not exist"),
            ("invalid-form", "forms sent that could not be read"),
            ("denied-page", "pages asked for that are not theirs"),
            ("csrf-failure", "forms sent without their token"),
        ),
    )


def coupon_guesses(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Coupon codes that do not exist: tries of the visit, different codes of the neighbourhood."""
    rows = (("coupon-guess", "coupon codes tried that do not exist"),)
    around = (("coupons-network", "different coupon codes tried from the neighbourhood"),)
    return _heaviest(card, history, rows if facts.is_crowded else rows + around)


def sign_in_failures(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Wrong passwords of the visit."""
    return _heaviest(card, history, (("sign-in-failure", "failed sign-ins"),))


def emails(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Different e-mail addresses given at the checkout or at sign-up."""
    rows = (("emails", "different e-mail addresses given on one visit"),)
    around = (("emails-network", "different e-mail addresses given from the neighbourhood"),)
    return _heaviest(card, history, rows if facts.is_crowded else rows + around)


def accounts(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Different accounts signed in to or made; a family at one computer has a few."""
    rows = (("accounts", "different accounts used on one visit"),)
    around = (("accounts-network", "different accounts used from the neighbourhood"),)
    return _heaviest(card, history, rows if facts.is_crowded else rows + around)


def cards(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Different cards tried; stolen numbers are tried by the dozen."""
    rows = (("cards", "different cards tried on one visit"),)
    around = (("cards-network", "different cards tried from the neighbourhood"),)
    return _heaviest(card, history, rows if facts.is_crowded else rows + around)


def declines(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Payments refused: of the visit, of the neighbourhood, and, held against newcomers who pay, of the shop."""
    rows = [("declines", "payments refused on one visit")]
    if not facts.is_crowded:
        rows.append(("declines-network", "payments refused in the neighbourhood"))
    is_known = facts.key is not None and now - facts.key.born_at >= KNOWN_SECONDS
    if facts.room in ("checkout", "pay") and not is_known:
        rows.append(("declines-shop", "payments refused in the shop"))
    return _heaviest(card, history, rows)


def holds(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Stock held by orders that were never paid, less those that were."""
    found = []
    for code, held, kept, where in (
        ("holds", "holds", "holds-paid", "on one visit"),
        ("holds-network", "holds-network", "holds-paid-network", "in the neighbourhood"),
    ):
        number = history.noted.get(held, 0) - history.noted.get(kept, 0)
        if (code == "holds" or not facts.is_crowded) and (points := card.weight(code, number)):
            found.append(Evidence(code=code, points=points, sentence=f"{number} orders left unpaid {where}"))
    return max(found, key=lambda each: each.points, default=None)


def carts(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Different carts opened, asked for or guessed at by programs: a program that shops has one for each shopper."""
    rows = (("carts", "different carts used by one program"),)
    around = (("carts-home", "different carts used by programs at the address"),)
    return _heaviest(card, history, rows if facts.is_crowded else rows + around)


def _heaviest(card: Card, history: History, rows: Iterable[tuple[str, str]]) -> Evidence | None:
    if not history.noted:
        return None
    found = [
        Evidence(code=code, points=points, sentence=f"{number} {what}")
        for code, what in rows
        if (number := history.noted.get(code, 0)) and (points := card.weight(code, number))
    ]
    return max(found, key=lambda each: each.points, default=None)

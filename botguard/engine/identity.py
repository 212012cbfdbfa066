"""Signals of identity: who a program proved to be, merely says it is, or says falsely."""

from botguard.engine.crawler import FAKE, REFUSE, SHOP, Bot
from botguard.engine.facts import History, RequestFacts
from botguard.engine.room import CLOSED_TO_CRAWLERS
from scorecard import Card, Evidence

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
PROOFS = {
    "range": "The address lies in the range that {} publishes",
    "host-name": "The address has a host name of {}, which leads back to it",
    "signature": "Signed by {}",
}


def bot(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """A program by its proof: verified, claimed, or claimed and false."""
    known = facts.bot
    if known.is_partner:
        if facts.room in known.rooms:
            return _evidence(card, "partner-key", f"Signed with the partner key {known.name}")
        return _evidence(card, "partner-room", f"The partner key {known.name} does not open this room")
    if known.is_verified:
        return (
            _evidence(card, "crawler-verified", PROOFS[known.proof].format(known.name))
            if _is_free(facts)
            else None
        )
    if known.state == FAKE:
        return _evidence(card, "crawler-impostor", _false(known))
    if facts.agent_class == "crawler":
        return _evidence(card, "crawler-claim", "Calls itself a crawler, which nothing proves")
    return None


def unwelcome(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """A kind of program that the merchant shut out; its own word for it is enough."""
    if facts.bot.state != "none" and facts.bot.permission == REFUSE:
        return _evidence(
            card,
            "crawler-unwelcome",
            f"The shop is closed to this kind of program: {facts.bot.crawler_class}",
        )
    return None


def crawler_room(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Crawlers, good ones too, stay out of carts, checkout and accounts, and only read."""
    known = facts.bot
    if known.is_partner or (known.is_verified and known.permission == SHOP):
        return None
    if not known.is_verified and facts.agent_class != "crawler":
        return None
    if facts.room in CLOSED_TO_CRAWLERS or (known.is_verified and facts.method not in SAFE_METHODS):
        return _evidence(card, "crawler-room", "Crawlers have no business in this room")
    return None


def _is_free(facts: RequestFacts) -> bool:
    """Tell whether a proved program is where its proof speaks for it; elsewhere it is judged like anybody."""
    return facts.room not in CLOSED_TO_CRAWLERS or facts.bot.opens(facts.room)


def _false(known: Bot) -> str:
    if known.problem:
        return f"Signed as {known.name or 'somebody'} with a key that is not theirs"
    return f"Claims to be {known.name} from an address that is not theirs"


def _evidence(card: Card, code: str, sentence: str) -> Evidence:
    return Evidence(code=code, points=card.weight(code), sentence=sentence)

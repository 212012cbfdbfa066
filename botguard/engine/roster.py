"""The roster of signals: which there are, and what must be there before any of a group has something to say.

Most signals are silent about most requests. Asking each of them costs more than all that speak, so that they are
grouped by what they read, and a group is asked only where that is there.
"""

from collections.abc import Callable

from botguard.engine import (
    coherence,
    conduct,
    evidence,
    funnel,
    guise,
    identity,
    pace,
    rhythm,
    standing,
    trial,
)
from botguard.engine.crawler import NOBODY
from botguard.engine.facts import History, RequestFacts
from botguard.engine.ring import ENTRY
from botguard.engine.tier import NO_RECORD
from scorecard import Card, Evidence

type Signal = Callable[[RequestFacts, History, Card, float], Evidence | None]
type Question = Callable[[RequestFacts, History], bool]

# What every browser's visit reports, and no signal reads but those of visits that do not.
ORDINARY = {"assets-seen", "assets-home", "assets-network"}
STRANGE_KEYS = frozenset({"forged", "revoked", "moved", "foreign"})
# From so many pages on the last ones can have an order, and from more a rhythm.
LEAST_RING = 8 * ENTRY.size

type Roster = tuple[tuple[Question, tuple[Signal, ...]], ...]

# Of every visit.
USUAL: Roster = (
    (lambda facts, history: True, (pace.requests, standing.network, standing.proof)),
    (lambda facts, history: facts.has_own_count, (pace.pace, pace.breadth, standing.key_age)),
    (lambda facts, history: bool(history.keys_600 or history.network_keys_600), (pace.dropping,)),
    (lambda facts, history: not facts.has_own_count, (pace.keyless,)),
    (lambda facts, history: history.network_pages_3600 >= pace.MANY_PAGES, (pace.slow_breadth,)),
    (
        lambda facts, history: len(history.ring) >= LEAST_RING,
        (rhythm.regularity, rhythm.haste, rhythm.walk),
    ),
    (lambda facts, history: facts.is_search, (funnel.search_cost,)),
    (lambda facts, history: facts.room in funnel.ORDERING, (funnel.skipped_steps, funnel.quick_form)),
    (
        lambda facts, history: "assets-seen" not in history.noted,
        (funnel.assets, funnel.bare_address, funnel.bare_network),
    ),
    (
        lambda facts, history: not history.noted.keys() <= ORDINARY,
        (
            evidence.browser,
            trial.tries,
            trial.likeness,
            conduct.decoy,
            conduct.failures,
            conduct.coupon_guesses,
            conduct.sign_in_failures,
            conduct.emails,
            conduct.accounts,
            conduct.cards,
            conduct.declines,
            conduct.holds,
            conduct.carts,
        ),
    ),
)
# Of what nearly nobody is: one question tells that none of these needs to be asked.
UNUSUAL: Roster = (
    (
        lambda facts, history: facts.agent_class != "browser" or facts.bot is not NOBODY,
        (guise.agent, identity.bot, identity.unwelcome, identity.crawler_room),
    ),
    (
        lambda facts, history: bool(facts.oddities),
        (coherence.missing, coherence.contradiction, coherence.version, coherence.language),
    ),
    (
        lambda facts, history: (
            facts.key_state in STRANGE_KEYS
            or bool(facts.revocation or history.revocation or history.is_revoked)
        ),
        (standing.key, trial.borrowed),
    ),
    (
        lambda facts, history: facts.tier != "ordinary" or facts.around is not NO_RECORD,
        (standing.account, standing.orders_around),
    ),
    (lambda facts, history: facts.is_trap or facts.is_scan, (standing.trap, standing.scanner)),
    (
        lambda facts, history: bool(history.banned_for or facts.measures),
        (standing.ban, standing.rule),
    ),
)
SIGNALS: tuple[Signal, ...] = tuple(signal for _, signals in USUAL + UNUSUAL for signal in signals)


def speak(facts: RequestFacts, history: History, card: Card, *, now: float) -> list[Evidence]:
    """Return what every signal that has something to say says."""
    roster = USUAL + UNUSUAL if _is_unusual(facts, history) else USUAL
    return [
        said
        for may_speak, signals in roster
        if may_speak(facts, history)
        for signal in signals
        if (said := signal(facts, history, card, now)) is not None
    ]


def _is_unusual(facts: RequestFacts, history: History) -> bool:
    """Tell whether any of the unusual signals may have something to read."""
    return bool(
        facts.agent_class != "browser"
        or facts.oddities
        or facts.key_state in STRANGE_KEYS
        or facts.tier != "ordinary"
        or facts.is_trap
        or facts.is_scan
        or facts.measures
        or facts.revocation
        or history.revocation
        or history.is_revoked
        or history.banned_for
        or facts.bot is not NOBODY
        or facts.around is not NO_RECORD
    )

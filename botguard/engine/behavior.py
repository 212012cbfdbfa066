"""Behaviour as a scorecard: which signals are of how a visit moves, what a stored visit's readings are, and the sum.

The weights of these signals in the policy are hand-set: the cold start. Weights fitted on a shop's own labelled visits
can take their place, code by code; everything else the guard weighs stays as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from botguard.engine.policy import Policy
from botguard.engine.rhythm import LEAST_GAPS, LONGEST_GAP_MS, SHORT_MS, evenness_of
from botguard.engine.ring import LENGTH
from botguard.engine.trail import Step
from scorecard import Band, Card

# Of each group the engine takes the heaviest only, for its signals count the same clicks.
GROUPS: tuple[tuple[str, ...], ...] = (
    ("pace-second", "pace-ten-seconds", "pace-minute", "pace-ten-minutes"),
    ("breadth-minute", "breadth-hour"),
    ("search-minute", "search-ten-minutes"),
    ("missing-page", "invalid-form", "denied-page", "csrf-failure"),
    ("request-rate",),
    ("gaps-regular",),
    ("gaps-short",),
    ("assets-none",),
)
CODES = tuple(code for group in GROUPS for code in group)
# Where a visit's row keeps each reading. Only visits with a key of their own are read: who has none is counted with
# everybody at the address, and nobody buys without one, so that a fit would learn nothing but that.
PLACES = {
    "pace-second": "pages_1",
    "pace-ten-seconds": "pages_10",
    "pace-minute": "pages_60",
    "pace-ten-minutes": "pages_600",
    "breadth-minute": "products_60",
    "breadth-hour": "products_3600",
    "search-minute": "searches_60",
    "search-ten-minutes": "searches_600",
    "missing-page": "missing-page",
    "invalid-form": "invalid-form",
    "denied-page": "denied-page",
    "csrf-failure": "csrf-failure",
    "request-rate": "requests_60",
    "gaps-regular": "gaps-regular",
    "gaps-short": "gaps-short",
}
# What tells a bot for certain; none of it is a reading above, so that a fit cannot learn its own labels.
TRAPS = ("trap-hit", "scanner-path")
FAKES = ("crawler-impostor",)
BOT_CODES = TRAPS + FAKES
# A single wrong address is not scanning yet.
LEAST_SCANS = 3
# What a learned weight may be at most. A few dozen cases can look as if nobody honest ever did a thing, and no such
# thing may ask people for a proof by itself.
MOST_LEARNED = 120
# Fewer pages show no behaviour.
LEAST_PAGES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A labelled visit: its readings, and the network it came from, whose visits are kept together."""

    values: Mapping[str, float]
    is_bot: bool
    network: str


def readings(peaks: Mapping[str, int], *, agent_class: str) -> dict[str, float]:
    """Return what the behaviour signals read of a stored visit with a key: the highest of each that is not 0."""
    found = {code: float(peaks[place]) for code, place in PLACES.items() if peaks.get(place)}
    if agent_class == "browser" and not peaks.get("assets-seen") and peaks.get("pages"):
        found["assets-none"] = float(peaks["pages"])
    return found


def is_bot(codes: Mapping[str, int]) -> bool:
    """Tell whether a visit's reasons show a bot for certain: a trap, scanning, or a name that is not its own."""
    return (
        bool(codes.get("trap-hit"))
        or codes.get("scanner-path", 0) >= LEAST_SCANS
        or any(map(codes.get, FAKES))
    )


def rhythm(steps: Sequence[Step]) -> dict[str, int]:
    """Return how even and how short the pauses of a trail's last pages are, as the signals of rhythm read them."""
    pages = [step for step in steps if step.method in ("GET", "HEAD")][-LENGTH:]
    gaps = [
        round(1000 * (after.at - before.at))
        for before, after in pairwise(pages)
        if after.path != before.path and 0 <= after.at - before.at < LONGEST_GAP_MS / 1000
    ]
    if len(gaps) < LEAST_GAPS:
        return {}
    return {
        "gaps-regular": evenness_of(gaps),
        "gaps-short": 100 * sum(gap < SHORT_MS for gap in gaps) // len(gaps),
    }


def total(card: Card, values: Mapping[str, float | None]) -> int:
    """Return a card's prior and what the readings weigh, of each group the heaviest, as the engine does."""
    return card.prior + sum(
        max((card.weight(code, values.get(code) or 0) for code in group if code in card.bands), default=0)
        for group in GROUPS
    )


def merged(hand: Card, learned: Card, *, highest: Mapping[str, float]) -> Card:
    """Return the hand-set behaviour bands with learned ones in their place.

    Where no person was ever seen (above `highest`), a hand-set limit stays: a fit knows nothing of it, and may only be
    stricter there. Nowhere does a learned weight exceed `MOST_LEARNED`.
    """
    bands = {code: hand.bands[code] for code in CODES if code in hand.bands}
    for code, rows in learned.bands.items():
        seen = highest.get(code, 0)
        edges = sorted({band.least for band in (*rows, *hand.bands[code])})
        by_fit = [(edge, min(learned.weight(code, edge), MOST_LEARNED)) for edge in edges]
        bands[code] = _joined(
            (edge, points if edge <= seen else max(points, hand.weight(code, edge)))
            for edge, points in by_fit
        )
    return Card(prior=hand.prior, bands=bands)


def adapted(policy: Policy, bands: Mapping[str, tuple[Band, ...]]) -> Policy:
    """Return a policy whose behaviour signals weigh as given; codes that are none any more are left out."""
    known = {code: rows for code, rows in bands.items() if code in CODES and code in policy.card.bands}
    return replace(policy, card=replace(policy.card, bands={**policy.card.bands, **known}))


def behavior_of(card: Card) -> Card:
    """Return the part of a card that is of behaviour."""
    return Card(prior=card.prior, bands={code: card.bands[code] for code in CODES if code in card.bands})


def _joined(rows: Iterable[tuple[float, int]]) -> tuple[Band, ...]:
    """Return bands without those that weigh what the one before them does."""
    found: list[Band] = []
    for least, points in rows:
        if points != (found[-1].points if found else 0) or not found:
            found.append(Band(least=least, points=points))
    return tuple(found)

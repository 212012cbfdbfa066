"""Learn what signals weigh from orders whose end is known: readings, features, splits, and what a fit may change."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zlib import crc32

from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History
from antifraud.engine.signal import SIGNALS, Missing, Reading
from scorecard import Band, Card
from scorecard.band import Feature, quantile_edges
from scorecard.metrics import Metrics

type Row = Mapping[str, float | None]

BANDS = 5
# Fewer orders than this with anything to say of a signal, and its hand-set weight stays.
LEAST_SEEN = 30
# A factor sixteen: a few dozen orders can look as if nobody honest ever did a thing. Hand-set weights may be heavier.
MOST_LEARNED = 120
# Their sentences are true of any value, so that their lower values may weigh, too.
WHOLE_RANGE = frozenset({"amount-outlier", "quantity-outlier"})
TRAINED_SHARE = 0.7
TAIL = (0.9, 0.95, 0.98, 0.99)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One order whose end is known: what its signals read, and under which name its person's orders go together."""

    values: Row
    is_bad: bool
    placed_at: datetime
    known_at: datetime
    group: str
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Cases to learn from, and cases to try on."""

    name: str
    taught: tuple[Case, ...]
    tried: tuple[Case, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How weights in force, and learned ones, do on orders that neither learning nor its time had seen."""

    name: str
    taught: int
    tried: int
    bad: int
    live: Metrics
    learned: Metrics | None


def readings(facts: OrderFacts, history: History) -> dict[str, float | None]:
    """Return what every signal reads off an order; None where it could not be asked, or had nothing to tell."""
    found: dict[str, float | None] = {}
    for signal in SIGNALS:
        match signal.read(facts, history):
            case Reading(value, _):
                found[signal.code] = float(value)
            case Missing() | None:
                found[signal.code] = None
    return found


def features_of(rows: Sequence[Row], *, hand: Card) -> tuple[Feature, ...]:
    """Return the features worth fitting, with the trends that their hand-set bands declare.

    Bands that only rise, or only fall, may do nothing else once learned. A signal whose first band speaks the loudest
    (a young account) falls from there, and who has no such thing is put at what everybody's value weighs.
    """
    found = []
    for code, bands in hand.bands.items():
        values = [value for row in rows if (value := row.get(code)) is not None]
        if sum(hand_speaks(code, value, hand=hand) for value in values) < LEAST_SEEN or len(set(values)) < 1:
            continue
        feature = _feature(code, bands, values)
        if feature.edges:
            found.append(feature)
    return tuple(found)


def hand_speaks(code: str, value: float, *, hand: Card) -> bool:
    """Return whether a value lies where its signal has something to say."""
    return code in WHOLE_RANGE or value >= hand.bands[code][0].least


def _feature(code: str, bands: Sequence[Band], values: Sequence[float]) -> Feature:
    edges = {band.least for band in bands}
    least = min(edges)
    if len(bands) > 1:
        spoken = values if code in WHOLE_RANGE else [value for value in values if value >= least]
        edges |= {*quantile_edges(spoken, most=BANDS), *_tail(spoken)}
    points = [band.points for band in bands]
    if points[0] > 0 and len(points) > 1 and points == sorted(points, reverse=True):
        return Feature(code=code, edges=tuple(sorted(edges - {least})), trend="falling", floor=least)
    if points[0] >= 0 and points == sorted(points):
        return Feature(code=code, edges=tuple(sorted(edges)), trend="rising")
    if points[0] <= 0 and points == sorted(points, reverse=True):
        return Feature(code=code, edges=tuple(sorted(edges)), trend="falling")
    return Feature(code=code, edges=tuple(sorted(edges)))


def _tail(values: Sequence[float]) -> Iterator[float]:
    # Where one good order in a hundred is the limit, the last sixth in one band would be too coarse.
    ranked = sorted(values)
    if len(ranked) >= LEAST_SEEN * 100:
        yield from (ranked[int(len(ranked) * share)] for share in TAIL)


def merged(hand: Card, learned: Card, *, cases: Sequence[Case]) -> Card:
    """Return the hand-set card with learned bands in their place, under the learned prior.

    Where no good order was ever seen, a hand-set weight stays or grows: a fit knows nothing of what it has not seen.
    """
    bands = dict(hand.bands)
    for code, rows in learned.bands.items():
        by_hand = hand.bands[code]
        most = max(MOST_LEARNED, *(abs(band.points) for band in by_hand))
        seen = max((case.values.get(code) or 0.0 for case in cases if not case.is_bad), default=0.0)
        edges = sorted({band.least for band in (*rows, *by_hand)})
        weights = []
        for edge in edges:
            points = max(-most, min(most, learned.weight(code, edge)))
            weights.append((edge, points if edge <= seen else max(points, hand.weight(code, edge))))
        bands[code] = tuple(_joined(weights))
    return Card(prior=learned.prior, bands=bands)


def adapted(hand: Card, learned: Card) -> Card:
    """Return a card that weighs as learned; codes that this release does not know are left out."""
    known = {code: bands for code, bands in learned.bands.items() if code in hand.bands}
    return replace(hand, prior=learned.prior, bands={**hand.bands, **known})


def total(card: Card, row: Row) -> int:
    """Return what an order's readings weigh, prior and all; lists are not among them."""
    return card.total({code: value for code, value in row.items() if code in card.bands})


def by_time(cases: Sequence[Case]) -> Split:
    """Split at a moment: learn only from what was placed, and known, before it; try on what was placed after."""
    ranked = sorted(cases, key=lambda case: case.placed_at)
    if not ranked:
        return Split(name="time", taught=(), tried=())
    cut = ranked[int(len(ranked) * TRAINED_SHARE)].placed_at
    return Split(
        name="time",
        taught=tuple(case for case in ranked if case.placed_at < cut and case.known_at <= cut),
        tried=tuple(case for case in ranked if case.placed_at >= cut),
    )


def by_chance(cases: Sequence[Case]) -> Split:
    """Split by a checksum of the person, so that nobody's orders are on both sides; the same cases split alike."""
    places = [crc32(case.group.encode()) % 1000 < TRAINED_SHARE * 1000 for case in cases]
    return Split(
        name="random",
        taught=tuple(case for case, inside in zip(cases, places, strict=True) if inside),
        tried=tuple(case for case, inside in zip(cases, places, strict=True) if not inside),
    )


def _joined(weights: Sequence[tuple[float, int]]) -> Iterator[Band]:
    last: int | None = None
    for least, points in weights:
        if points != last:
            yield Band(least=least, points=points)
        last = points

"""Learn what signals weigh from orders whose end is known: readings, features, splits, and what a fit may change."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zlib import crc32

from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History
from antifraud.engine.signal import SIGNALS, Missing, Reading
from scorecard import Band, Card, points, probability
from scorecard.band import Feature, band_of, quantile_edges
from scorecard.metrics import Metrics, interval

type Row = Mapping[str, float | None]

BANDS = 5
# Fewer orders than this with anything to say of a signal, and its hand-set weight stays.
LEAST_SEEN = 30
# As heavy as an entry of a list: whatever the orders say, no signal says more.
MOST_LEARNED = 300
# Their sentences are true of any value, so that their lower values may weigh, too.
WHOLE_RANGE = frozenset({"amount-outlier", "quantity-outlier"})
LARGEST_PRIOR = 1_000
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
    """Return the hand-set card with learned bands in their place, none heavier than its own orders can bear out.

    Where no good order was ever seen, a hand-set weight stays or grows: a fit knows nothing of what it has not seen.
    The prior is set so that the card says of all these cases together what was so.
    """
    bands = dict(hand.bands)
    for code, rows in learned.bands.items():
        by_hand = hand.bands[code]
        heaviest = max(abs(band.points) for band in by_hand)
        seen = max((case.values.get(code) or 0.0 for case in cases if not case.is_bad), default=0.0)
        edges = sorted({band.least for band in (*rows, *by_hand)})
        weights = []
        for edge, (low, high) in zip(edges, _borne_out(code, edges, cases=cases), strict=True):
            weight = max(min(low, -heaviest), min(max(high, heaviest), learned.weight(code, edge)))
            weights.append((edge, weight if edge <= seen else max(weight, hand.weight(code, edge))))
        bands[code] = tuple(_joined(weights))
    card = Card(prior=learned.prior, bands=bands)
    return replace(card, prior=_prior(card, cases))


def _borne_out(code: str, edges: Sequence[float], *, cases: Sequence[Case]) -> tuple[tuple[int, int], ...]:
    """Return for every edge how light, and how heavy, it may weigh.

    That is how many times more often bad orders reach it than good ones do, or stay below the next, or the other way
    round: by the ends of both shares' 95 % intervals that make least of it. A few dozen orders bear out little,
    thousands much. What an edge bears out, one further out does too, though fewer get there.
    """
    seen = Counter((band_of(case.values.get(code), edges), case.is_bad) for case in cases)
    bad = sum(case.is_bad for case in cases)
    found = [(0, 0)] * len(edges)
    upwards = [*range(len(edges), 0, -1)]
    for outward in (upwards, upwards[::-1]):
        reached = {True: 0, False: 0}
        limits = []
        for band in outward:
            for is_bad in reached:
                reached[is_bad] += seen[band, is_bad]
            limits.append(_limits(reached[True], bad, reached[False], len(cases) - bad))
        # From the inside out: the furthest band, of which the fewest are known, has all the others to lean on.
        light = heavy = 0
        for band, (lightest, heaviest) in zip(reversed(outward), reversed(limits), strict=True):
            light, heavy = min(light, lightest), max(heavy, heaviest)
            found[band - 1] = min(found[band - 1][0], light), max(found[band - 1][1], heavy)
    return tuple(found)


def _limits(bad_here: int, bad: int, good_here: int, good: int) -> tuple[int, int]:
    of_bad, of_good = interval(bad_here, bad), interval(good_here, good)
    heaviest = points(of_bad[0] / of_good[1]) if of_bad[0] else 0
    lightest = -points(of_good[0] / of_bad[1]) if of_good[0] else 0
    return max(-MOST_LEARNED, lightest), min(MOST_LEARNED, heaviest)


def _prior(card: Card, cases: Sequence[Case]) -> int:
    """Return the prior under which the sum of what is said of cases is the number of bad ones."""
    weights = Counter(total(replace(card, prior=0), case.values) for case in cases)

    def said(prior: int) -> float:
        return sum(count * probability(prior + weight) for weight, count in weights.items())

    priors = range(-LARGEST_PRIOR, LARGEST_PRIOR)
    return bisect_left(priors, float(sum(case.is_bad for case in cases)), key=said) - LARGEST_PRIOR


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
    for least, weight in weights:
        if weight != last:
            yield Band(least=least, points=weight)
        last = weight

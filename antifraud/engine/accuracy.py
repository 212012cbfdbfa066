"""Say how right the first judgements were, by what became known of their orders."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from scorecard.metrics import interval

LEVELS = ("red", "amber", "grey", "green")  # from the worst down


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One order: how it was first judged, and what it turned out to be; None is not known yet."""

    level: str
    would: str  # what enforcing does, also while only observing
    recommendation: str
    amount_minor: int
    currency: str
    is_bad: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRow:
    """Orders of one level; precision with its 95 % interval, and the share of all bad ones at it or worse."""

    level: str
    orders: int
    bad: int
    good: int
    unknown: int
    precision: float | None
    low: float | None
    high: float | None
    recall: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """How right a period's first judgements were."""

    orders: int
    bad: int
    good: int
    levels: tuple[LevelRow, ...]
    stopped_good: int  # good orders that were, or would have been, held or silently cancelled
    missed_bad: int  # bad orders that were, or would have been, let through
    held_minor: tuple[tuple[str, int], ...]  # of good orders really held or cancelled, by currency
    held_good: int

    @property
    def false_per_thousand(self) -> float | None:
        """Return how many of a thousand good orders were stopped."""
        return 1000 * self.stopped_good / self.good if self.good else None


def accuracy_of(judged: Sequence[Judged]) -> Accuracy:
    """Count judgements against outcomes."""
    known = [each for each in judged if each.is_bad is not None]
    bad = [each for each in known if each.is_bad]
    good = [each for each in known if not each.is_bad]
    money: Counter[str] = Counter()
    held = [each for each in good if each.recommendation != "clear"]
    for each in held:
        money[each.currency] += each.amount_minor
    return Accuracy(
        orders=len(judged),
        bad=len(bad),
        good=len(good),
        levels=tuple(_level(level, judged, all_bad=bad) for level in LEVELS),
        stopped_good=sum(each.would != "clear" for each in good),
        missed_bad=sum(each.would == "clear" for each in bad),
        held_minor=tuple(sorted(money.items())),
        held_good=len(held),
    )


def _level(level: str, judged: Sequence[Judged], *, all_bad: Sequence[Judged]) -> LevelRow:
    mine = [each for each in judged if each.level == level]
    bad = sum(each.is_bad is True for each in mine)
    good = sum(each.is_bad is False for each in mine)
    low, high = interval(bad, bad + good) if bad + good else (None, None)
    worse = LEVELS[: LEVELS.index(level) + 1]
    caught = sum(each.level in worse for each in all_bad)
    return LevelRow(
        level=level,
        orders=len(mine),
        bad=bad,
        good=good,
        unknown=len(mine) - bad - good,
        precision=bad / (bad + good) if bad + good else None,
        low=low,
        high=high,
        recall=caught / len(all_bad) if all_bad else None,
    )

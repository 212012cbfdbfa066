"""Add up what a rule would have done to past orders."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal  # JSON, as it was stored

from antifraud.engine.outcome import MATURE_AFTER, Label
from antifraud.engine.rule.evaluate import Answer
from scorecard.metrics import interval

type Fate = Literal["bad", "good", "unknown", "recent"]

EXAMPLES = 10
# A rule that meets more of the good orders than this needs a reason to be armed.
MOST_GOOD_SHARE = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One past order, what became of it, and what the rule says of it."""

    reference: str
    placed_at: datetime
    amount_minor: int
    currency: str
    customer: str  # by which one buyer's orders are known as theirs; empty: nobody knows
    label: Label | None
    answer: Answer
    others: int = 0  # rules in force that meet it too


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An order that the rule would have met."""

    reference: str
    placed_at: datetime
    amount_minor: int
    currency: str
    fate: Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a rule would have done. Money is minor units by currency; shares are of one."""

    orders: int
    without_facts: int  # past orders that were never assessed
    unanswered: int  # a fact was missing
    hits: Mapping[str, int]  # by fate
    bad_orders: int  # of all, met or not
    good_orders: int
    saved: Mapping[str, int]
    lost: Mapping[str, int]
    customers: int
    good_customers: int
    caught_already: int  # hits that rules in force meet too
    first_orders: int  # bad hits that were the buyer's first order
    precision: float | None  # of the hits whose end is known
    precision_low: float
    precision_high: float
    examples: tuple[Example, ...]

    @property
    def hit(self) -> int:
        """Return how many orders the rule meets."""
        return sum(self.hits.values())

    @property
    def good_share(self) -> float:
        """Return which share of all good orders the rule meets."""
        return self.hits.get("good", 0) / self.good_orders if self.good_orders else 0.0

    @property
    def recall(self) -> float | None:
        """Return which share of all bad orders the rule meets."""
        return self.hits.get("bad", 0) / self.bad_orders if self.bad_orders else None

    @property
    def needs_reason(self) -> bool:
        """Return whether arming it asks for a typed reason."""
        return self.good_share > MOST_GOOD_SHARE


@dataclass(slots=True)
class Tally:
    """Counts, order by order, the oldest first."""

    now: datetime
    orders: int = 0
    without_facts: int = 0
    unanswered: int = 0
    bad_orders: int = 0
    good_orders: int = 0
    caught_already: int = 0
    first_orders: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    saved: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    touched_good: set[str] = field(default_factory=set)
    examples: dict[str, list[Example]] = field(default_factory=dict)

    def add(self, case: Case) -> None:
        """Count one order."""
        self.orders += 1
        fate = fate_of(case.label, placed_at=case.placed_at, now=self.now)
        self.bad_orders += fate == "bad"
        self.good_orders += fate == "good"
        is_first = case.customer not in self.seen
        if case.customer:
            self.seen.add(case.customer)
        if case.answer == Answer.UNKNOWN:
            self.unanswered += 1
        elif case.answer == Answer.YES:
            self._hit(case, fate, is_first=is_first)

    def result(self) -> Result:
        """Return what was counted."""
        bad, known = self.hits["bad"], self.hits["bad"] + self.hits["good"]
        low, high = interval(bad, known) if known else (0.0, 1.0)
        return Result(
            orders=self.orders,
            without_facts=self.without_facts,
            unanswered=self.unanswered,
            hits=dict(self.hits),
            bad_orders=self.bad_orders,
            good_orders=self.good_orders,
            saved=dict(self.saved),
            lost=dict(self.lost),
            customers=len(self.touched),
            good_customers=len(self.touched_good),
            caught_already=self.caught_already,
            first_orders=self.first_orders,
            precision=bad / known if known else None,
            precision_low=low,
            precision_high=high,
            examples=self._examples(),
        )

    def _hit(self, case: Case, fate: Fate, *, is_first: bool) -> None:
        self.hits[fate] += 1
        self.caught_already += case.others > 0
        self.touched.add(case.customer or case.reference)
        if fate == "bad":
            self.saved[case.currency] += case.amount_minor
            self.first_orders += is_first
        elif fate == "good":
            self.lost[case.currency] += case.amount_minor
            self.touched_good.add(case.customer or case.reference)
        kept = self.examples.setdefault(fate, [])
        kept.append(
            Example(
                reference=case.reference,
                placed_at=case.placed_at,
                amount_minor=case.amount_minor,
                currency=case.currency,
                fate=fate,
            )
        )
        del kept[:-EXAMPLES]  # the latest are the ones somebody remembers

    def _examples(self) -> tuple[Example, ...]:
        """Return ten orders, the good ones first: they are what a rule costs. No kind crowds out another."""
        queues = [
            list(reversed(self.examples.get(fate, []))) for fate in ("good", "bad", "recent", "unknown")
        ]
        chosen: list[Example] = []
        while len(chosen) < EXAMPLES and any(queues):
            chosen += [queue.pop(0) for queue in queues if queue]
        return tuple(chosen[:EXAMPLES])


def fate_of(label: Label | None, *, placed_at: datetime, now: datetime) -> Fate:
    """Return what became of an order; without a label it is too recent for thirty days, and unknown after."""
    if label is not None:
        return "bad" if label.is_bad else "good"
    return "recent" if now - placed_at < MATURE_AFTER + timedelta(days=14) else "unknown"


def result_to_json(result: Result) -> dict[str, Any]:
    """Return a result as JSON can hold it."""
    stored = asdict(result)
    for example in stored["examples"]:
        example["placed_at"] = example["placed_at"].isoformat()
    stored["examples"] = list(stored["examples"])
    return stored


def result_from_json(stored: Mapping[str, Any]) -> Result:
    """Return a stored result."""
    examples = tuple(
        Example(**{**each, "placed_at": datetime.fromisoformat(each["placed_at"])})
        for each in stored["examples"]
    )
    return Result(**{**stored, "examples": examples})

"""Values: one judgement of one order, as it is stored and shown to staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History
from antifraud.engine.rule.verdict import RuleMatch
from scorecard import Evidence, Unchecked

type Level = Literal["green", "amber", "red", "grey"]
type Recommendation = Literal["clear", "hold", "shadow-cancel"]
type Effect = Literal["block", "allow"]
type Mode = Literal["off", "observe", "enforce"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMatch:
    """A live list entry that an order matches."""

    entry_id: int
    subject: str
    value: str
    reason: str
    effect: Effect
    author: str = ""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided and why. `would` is what enforcing recommends; while observing, `recommendation` is clear."""

    level: Level
    prior: int
    total: int
    score: int
    evidence: tuple[Evidence, ...]
    unchecked: tuple[Unchecked, ...]
    recommendation: Recommendation
    would: Recommendation
    sentence: str
    asks_confirmation: bool = False  # held until the shopper says that the order is meant


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentView:
    """One stored assessment: prior plus the points of all evidence is exactly `total`, in centibans."""

    id: int
    reference: str
    level: Level
    prior: int
    total: int
    score: int  # 0-100, the display of the total
    evidence: tuple[Evidence, ...]
    unchecked: tuple[Unchecked, ...]
    matched: tuple[ListMatch, ...]
    recommendation: Recommendation
    would: Recommendation
    sentence: str
    mode: Mode
    versions: Mapping[str, str]
    facts: OrderFacts
    history: History
    duration_us: int
    assessed_at: datetime
    rules: tuple[RuleMatch, ...] = ()
    asks_confirmation: bool = False
    cause: str = ""  # of antifraud.engine.cause; empty: older than causes are written down

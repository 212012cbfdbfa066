"""Values: one judgement, told to the person it hit."""

from dataclasses import dataclass
from datetime import datetime

from antifraud.engine.assessment import Level, Mode, Recommendation
from antifraud.engine.explanation.datum import Datum
from scorecard import Evidence

LEVELS: dict[Level, str] = {
    "green": "Nothing that worries",
    "amber": "Worth a look",
    "red": "Likely fraud",
    "grey": "Not evaluated",
}
STEPS: dict[Recommendation, str] = {
    "clear": "the order goes its way",
    "hold": "a person looks at the order before it is sent",
    "shadow-cancel": "the order is cancelled, and the shopper is not told",
}
PROCEDURE = (
    "Every order is looked at once by a program, whatever it is paid with and however it was placed, within seconds "
    "of being placed; and again when something new is known of it, or when somebody asks.",
    "The program asks a fixed list of questions of the order. Each answer that tells something makes fraud more or "
    "less likely by a fixed factor, written down beforehand. The factors are multiplied with a starting value, and "
    "that is all: the same facts always come to the same result.",
    "A question that cannot be answered counts neither for nor against.",
    "No order is refused for its score. From a certain score on, a person decides.",
    "Every order is also compared with lists and rules that people of the shop wrote. Whether one of them fitted is "
    "told by a person of the shop, who has to weigh whether it may be told.",
    "Networks and countries are looked up in files the shop holds. Nothing is sent to anybody, and nobody else's "
    "opinion is asked.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a judgement comes to: how the order looks, and what becomes of it."""

    level: Level
    would: Recommendation
    asks_confirmation: bool = False

    @property
    def words(self) -> str:
        """Return the result as a sentence."""
        step = (
            "the shopper is asked whether they meant the order"
            if self.asks_confirmation
            else STEPS[self.would]
        )
        return f"{LEVELS[self.level]}: {step}."


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What one change would have come to, everything else as it was."""

    sentence: str
    score: int
    result: Result
    is_change: bool  # whether another result would have come of it


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTold:
    """One rule of the shop that fitted an order, or could not be asked: what it is, and what it changed."""

    sentence: str  # its name, its mode, what it does and why
    condition: str  # what it asks, in words; empty when it reads otherwise by now
    effect: str  # what would have become of the order without it


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One judgement, told to the person it hit. Points are centibans; start plus reasons is the total, exactly."""

    reference: str
    assessed_at: datetime
    is_full: bool
    mode: Mode
    start: int
    total: int
    score: int
    result: Result
    against: tuple[Evidence, ...]
    in_favour: tuple[Evidence, ...]
    unchecked: tuple[str, ...]
    data: tuple[Datum, ...]
    what_if: tuple[WhatIf, ...]
    least: str  # the fewest reasons that had to be absent for another result; empty where there was nothing to change
    is_by_todays_policy: bool  # whether weights and levels are still those it was judged by
    lists: tuple[str, ...] = ()  # only in full explanations, as are all below
    rules: tuple[RuleTold, ...] = ()
    decision: str = ""
    is_by_todays_rules: bool = True  # whether the rules in force are still those it was judged by
    procedure: tuple[str, ...] = PROCEDURE

    @property
    def sentence(self) -> str:
        """Return the result in words, and whether anything was to come of it."""
        match self.mode:
            case "off":
                return "The checks were switched off."
            case "observe":
                return f"The checks only watched. They said: {self.result.words}"
        return self.result.words

"""Values: an order of before, as another shop's file or another year tells it."""

from dataclasses import dataclass
from datetime import datetime

from antifraud.engine.facts import OrderFacts
from antifraud.engine.outcome import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class PastOrder:
    """An order of before and, if it is known, what became of it and since when that was known."""

    facts: OrderFacts
    outcome: Outcome | None = None
    known_at: datetime | None = None

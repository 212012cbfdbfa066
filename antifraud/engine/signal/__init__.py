"""Signals: questions about an order, in the order they are asked. Each is pure, and blind to what it weighs.

To add one: a function beside its kind, its place in that kind's tuple, its weight in policy.toml, its line in
docs/signals-orders.md, its rows in tests/antifraud/engine.
"""

from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History
from antifraud.engine.listed import LIST_CODES
from antifraud.engine.signal.contact import CONTACT
from antifraud.engine.signal.delivery import DELIVERY
from antifraud.engine.signal.network import NETWORK
from antifraud.engine.signal.purchase import PURCHASE
from antifraud.engine.signal.reading import Finding, Missing, Reading, Signal
from antifraud.engine.signal.visit import VISIT
from scorecard import Card, Evidence, Unchecked

SIGNALS: tuple[Signal, ...] = NETWORK + VISIT + CONTACT + DELIVERY + PURCHASE
CODES = frozenset(signal.code for signal in SIGNALS) | LIST_CODES

__all__ = ["CODES", "SIGNALS", "Finding", "Missing", "Reading", "Signal", "judge"]


def judge(signal: Signal, facts: OrderFacts, history: History, *, card: Card) -> Evidence | Unchecked | None:
    """Ask one question and weigh the answer; what weighs nothing is not told."""
    match signal.read(facts, history):
        case Missing(sentence):
            return Unchecked(code=signal.code, sentence=sentence)
        case Reading(value, sentence):
            points = card.weight(signal.code, value)
            return Evidence(code=signal.code, points=points, sentence=sentence) if points else None
    return None

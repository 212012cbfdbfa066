"""Bring an order into the form that rules read: the one that an assessment keeps."""

from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History
from antifraud.engine.rule.fact import Stored
from antifraud.engine.stored import facts_to_json, history_to_json


def stored_form(facts: OrderFacts, history: History) -> Stored:
    """Return an order in the form that an assessment keeps."""
    return {"facts": facts_to_json(facts), "history": history_to_json(history)}

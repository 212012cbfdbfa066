"""Rows: lists and their hits, past orders as antifraud knows them, what became of them, and assessments."""

from antifraud.models.assessment import Assessment, FittedCard, Notice
from antifraud.models.listing import ListEntry, ListEntryQuerySet, ListHit
from antifraud.models.record import OUTCOMES, OrderOutcome, OrderRecord
from antifraud.models.rule import RULE_ACTIONS, Backtest, Rule, RuleHit, RuleQuerySet, RuleSnooze

__all__ = [
    "OUTCOMES",
    "RULE_ACTIONS",
    "Assessment",
    "Backtest",
    "FittedCard",
    "ListEntry",
    "ListEntryQuerySet",
    "ListHit",
    "Notice",
    "OrderOutcome",
    "OrderRecord",
    "Rule",
    "RuleHit",
    "RuleQuerySet",
    "RuleSnooze",
]

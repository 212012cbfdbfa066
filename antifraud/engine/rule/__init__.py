"""Merchants' rules: CEL over named facts, checked, put in words, and asked.

To add a fact: its line in fact.py; docs/rules.md and the editor follow (`manage.py describe_facts`).
"""

from antifraud.engine.rule.check import Rule, read_rule
from antifraud.engine.rule.doubt import doubts
from antifraud.engine.rule.evaluate import Answer, Question, question
from antifraud.engine.rule.fact import FACTS, Fact, Kind, read_facts
from antifraud.engine.rule.grammar import Problem, UnusableRule
from antifraud.engine.rule.verdict import LiveRule, RuleAction, RuleMatch, ask_rules, strongest
from antifraud.engine.rule.words import in_words

__all__ = [
    "FACTS",
    "Answer",
    "Fact",
    "Kind",
    "LiveRule",
    "Problem",
    "Question",
    "Rule",
    "RuleAction",
    "RuleMatch",
    "UnusableRule",
    "ask_rules",
    "doubts",
    "in_words",
    "question",
    "read_facts",
    "read_rule",
    "strongest",
]

"""Doubt a sound rule: it may be kept, but a part of it can never be so."""

from collections.abc import Iterator

from antifraud.engine.rule.check import Rule, parts_of
from antifraud.engine.rule.fact import FACTS
from antifraud.engine.rule.grammar import Problem, located
from antifraud.engine.rule.tree import Binary, Literal, Name, Node

TURNED = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "==": "=="}


def doubts(rule: Rule) -> tuple[Problem, ...]:
    """Return where a rule asks for more than a fact can count, each with its line and column."""
    return tuple(located(rule.text, node.at, message) for node, message in _found(rule.tree))


def _found(node: Node) -> Iterator[tuple[Node, str]]:
    match node:
        case Binary(operator=sign, left=Name() as fact, right=Literal() as value) if sign in TURNED:
            yield from _beyond(fact, sign, value)
        case Binary(operator=sign, left=Literal() as value, right=Name() as fact) if sign in TURNED:
            yield from _beyond(fact, TURNED[sign], value)
    for part in parts_of(node):
        yield from _found(part)


def _beyond(fact: Name, sign: str, literal: Literal) -> Iterator[tuple[Node, str]]:
    """Doubt `fact sign value` where the fact's highest number does not reach it."""
    most, value = FACTS[fact.name].most, literal.value
    if most is None or not isinstance(value, (int, float)):
        return
    if (sign == ">" and value >= most) or (sign in (">=", "==") and value > most):
        yield literal, f"{fact.name} is told apart up to {most} only: this is never so."
    elif (sign == "<" and value > most) or (sign == "<=" and value >= most):
        yield literal, f"{fact.name} is told apart up to {most} only: this is always so."

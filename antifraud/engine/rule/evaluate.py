"""Ask a rule about an order, by CEL: yes, no, or unknown where a fact is missing that the answer hangs on."""

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

import cel

from antifraud.engine.rule.check import Rule, read_rule
from antifraud.engine.rule.fact import Value
from antifraud.engine.rule.tree import Binary, Call, Choice, Listing, Literal, Name, Node, Unary

# What CEL raises where a fact is missing, and where 0 is divided by 0.
UNANSWERED = (KeyError, RuntimeError, TypeError, ZeroDivisionError, OverflowError, ValueError)


class Answer(StrEnum):
    """What a rule says of an order. The values are stored and never change."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Question:
    """A rule ready to be asked many times."""

    __slots__ = ("_places", "_program", "rule")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self._program = cel.compile(as_cel(rule.tree))
        self._places = tuple((name, *name.split(".", 1)) for name in rule.names)

    def ask(self, known: Mapping[str, Value]) -> Answer:
        """Return the answer; `known` holds facts by name, and what is missing there is not known."""
        facts: dict[str, dict[str, Value]] = {}
        for name, root, leaf in self._places:
            group = facts.setdefault(root, {})
            if name in known:
                group[leaf] = known[name]
        try:
            return Answer.YES if self._program.execute(facts) else Answer.NO
        except UNANSWERED:
            return Answer.UNKNOWN

    def missing(self, known: Mapping[str, Value]) -> tuple[str, ...]:
        """Return the facts that the rule names and nobody knows."""
        return tuple(name for name in self.rule.names if name not in known)


@lru_cache(maxsize=512)
def question(text: str) -> Question:
    """Return a rule ready to be asked.

    :raises UnusableRule: when it is not sound
    """
    return Question(read_rule(text))


def as_cel(node: Node) -> str:
    """Return a rule as CEL computes it: every number a double, since CEL does not mix whole numbers with others."""
    match node:
        case Literal(value=bool() as flag):
            return "true" if flag else "false"
        case Literal(value=str() as text):
            return json.dumps(text, ensure_ascii=False)
        case Literal(value=number):
            return repr(float(number))
        case Name():
            return node.name
        case Listing():
            return f"[{', '.join(as_cel(item) for item in node.items)}]"
        case Unary():
            return f"{node.operator}({as_cel(node.operand)})"
        case Binary():
            return f"({as_cel(node.left)} {node.operator} {as_cel(node.right)})"
        case Choice():
            return f"({as_cel(node.condition)} ? {as_cel(node.yes)} : {as_cel(node.no)})"
        case Call(function="size"):
            return f"double(size({as_cel(node.arguments[0])}))"
        case Call(function="has"):
            return f"has({as_cel(node.arguments[0])})"
        case Call():
            receiver, argument = (as_cel(each) for each in node.arguments)
            return f"({receiver}).{node.function}({argument})"
    raise TypeError(f"not a part of a rule: {node!r}")

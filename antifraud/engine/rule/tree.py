"""Values: the parts of a rule that was read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part of a rule; `at` is where it begins, in characters."""

    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal(Node):
    """A value written out."""

    value: float | str | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(Node):
    """A fact's name."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Node):
    """Values in brackets."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Node):
    """A function of its arguments; of `x.contains(y)` the first is x."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unary(Node):
    """`!` or `-` before something."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Binary(Node):
    """Two things and an operator between them."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Node):
    """`condition ? yes : no`."""

    condition: Node
    yes: Node
    no: Node

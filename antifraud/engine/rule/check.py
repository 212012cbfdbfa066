"""Check a rule before it is kept: known names, fitting kinds, an answer of yes or no."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from antifraud.engine.rule.fact import FACTS, Kind
from antifraud.engine.rule.grammar import Problem, UnusableRule, located, parse
from antifraud.engine.rule.tree import Binary, Call, Choice, Listing, Literal, Name, Node, Unary

COMPARED = frozenset({"<", "<=", ">", ">="})
EQUAL = frozenset({"==", "!="})
JOINED = frozenset({"&&", "||"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule that is sound: what it says, and the facts it asks for, in the order of the alphabet."""

    text: str
    tree: Node
    names: tuple[str, ...]


def read_rule(text: str, *, is_at_checkout: bool = False) -> Rule:
    """Return a rule; one for the checkout page may ask only for what that page knows.

    :raises UnusableRule: with every problem, each with its line and column
    """
    tree = parse(text)
    checker = _Checker(text, is_at_checkout=is_at_checkout)
    kind = checker.kind(tree)
    if kind not in {Kind.FLAG, None} and not checker.problems:
        checker.say(tree, "A rule must answer yes or no, as in order.amount > 100.")
    if checker.problems:
        raise UnusableRule(*checker.problems)
    return Rule(text=text, tree=tree, names=tuple(sorted(set(_names(tree)))))


def suggestion(name: str) -> str:
    """Return ` Did you mean …?` for a name that is not known, or nothing."""
    root, _, leaf = name.rpartition(".")
    # A right end under a wrong beginning comes first: adress.country, ip.orders_1h, orders_1h.
    roots = [fact.rpartition(".")[0] for fact in FACTS if fact.rpartition(".")[2] == leaf]
    if roots:
        return f" Did you mean {(get_close_matches(root, roots, n=1) or roots)[0]}.{leaf}?"
    close = get_close_matches(name, list(FACTS), n=1)
    return f" Did you mean {close[0]}?" if close else ""


class _Checker:
    """Tell the kind of every part; None where it is wrong already."""

    def __init__(self, text: str, *, is_at_checkout: bool) -> None:
        self.text = text
        self.is_at_checkout = is_at_checkout
        self.problems: list[Problem] = []

    def say(self, node: Node, message: str) -> None:
        self.problems.append(located(self.text, node.at, message))

    def kind(self, node: Node) -> Kind | None:
        match node:
            case Literal(value=bool()):
                return Kind.FLAG
            case Literal(value=str()):
                return Kind.TEXT
            case Literal():
                return Kind.NUMBER
            case Name():
                return self.of_name(node)
            case Unary(operator="!"):
                self.wants(node.operand, Kind.FLAG, "! turns a yes or no around")
                return Kind.FLAG
            case Unary():
                self.wants(node.operand, Kind.NUMBER, "- stands before a number")
                return Kind.NUMBER
            case Binary():
                return self.of_pair(node)
            case Choice():
                self.wants(node.condition, Kind.FLAG, "Before ? stands a yes or no")
                return self.same(node.yes, node.no, "Both sides of : must be of one kind")
            case Call():
                return self.of_call(node)
            case Listing():
                self.say(node, "A list stands only after in.")
        return None

    def of_name(self, node: Name) -> Kind | None:
        fact = FACTS.get(node.name)
        if fact is None:
            self.say(node, f"There is no fact {node.name}.{suggestion(node.name)}")
            return None
        if self.is_at_checkout and not fact.is_at_checkout:
            self.say(node, f"The checkout page does not know {node.name}: there is no order yet.")
        return fact.kind

    def of_pair(self, node: Binary) -> Kind | None:
        sign = node.operator
        if sign in JOINED:
            for side in (node.left, node.right):
                self.wants(side, Kind.FLAG, f"{sign} joins answers of yes or no")
            return Kind.FLAG
        if sign == "in":
            self.among(node)
            return Kind.FLAG
        if sign in EQUAL:
            self.same(node.left, node.right, f"{sign} compares things of one kind")
            return Kind.FLAG
        if sign in COMPARED:
            for side in (node.left, node.right):
                self.wants(side, Kind.NUMBER, f"{sign} compares numbers")
            return Kind.FLAG
        for side in (node.left, node.right):
            self.wants(side, Kind.NUMBER, f"{sign} reckons with numbers")
        return Kind.NUMBER

    def of_call(self, node: Call) -> Kind:
        match node.function:
            case "has":
                if not isinstance(node.arguments[0], Name):
                    self.say(node, "has asks whether a fact is known, as in has(email.domain).")
                else:
                    self.kind(node.arguments[0])
                return Kind.FLAG
            case "size":
                self.wants(node.arguments[0], Kind.TEXT, "size counts the letters of a text")
                return Kind.NUMBER
        for argument in node.arguments:
            self.wants(argument, Kind.TEXT, f"{node.function} looks into a text")
        return Kind.FLAG

    def among(self, node: Binary) -> None:
        if not isinstance(node.right, Listing) or not node.right.items:
            self.say(node.right, 'After in stands a list, as in delivery.country in ["RO", "BG"].')
            self.kind(node.left)
            return
        wanted = self.kind(node.left)
        for item in node.right.items:
            if wanted is not None:
                self.wants(item, wanted, "A list holds things of the kind before in")
            else:
                self.kind(item)

    def same(self, left: Node, right: Node, why: str) -> Kind | None:
        first, second = self.kind(left), self.kind(right)
        if first is not None and second is not None and first != second:
            self.say(right, f"{why}, not {first} and {second}.")
            return None
        return first or second

    def wants(self, node: Node, wanted: Kind, why: str) -> None:
        found = self.kind(node)
        if found is not None and found != wanted:
            self.say(node, f"{why}; this is a {found}.")


def parts_of(node: Node) -> tuple[Node, ...]:
    """Return what a part of a rule is made of."""
    match node:
        case Listing():
            return node.items
        case Call():
            return node.arguments
        case Unary():
            return (node.operand,)
        case Binary():
            return (node.left, node.right)
        case Choice():
            return (node.condition, node.yes, node.no)
    return ()


def _names(node: Node) -> Iterator[str]:
    if isinstance(node, Name):
        yield node.name
    for part in parts_of(node):
        yield from _names(part)

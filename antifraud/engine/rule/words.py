"""Put a rule in plain English."""

from antifraud.engine.rule.fact import FACTS, Kind
from antifraud.engine.rule.tree import Binary, Call, Choice, Listing, Literal, Name, Node, Unary

COMPARISONS = {
    "==": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
    "in": "is one of",
}
LOOKS = {"contains": "contains", "startsWith": "begins with", "endsWith": "ends with"}
DENIED = {
    "contains": "does not contain",
    "startsWith": "does not begin with",
    "endsWith": "does not end with",
}
OPPOSITES = {
    "==": "!=",
    "!=": "==",
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
}
SUMS = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}


def in_words(tree: Node) -> str:
    """Return a sound rule as a sentence's condition: “the order's total is more than 100, and …”."""
    return _clause(tree)


def _clause(node: Node) -> str:
    """Return a part that answers yes or no."""
    match node:
        case Name():
            return FACTS[node.name].noun
        case Literal():
            return "always" if node.value else "never"
        case Unary():
            return _denied(node.operand)
        case Binary(operator="&&"):
            return " and ".join(_joined(part, within="&&") for part in _chain(node))
        case Binary(operator="||"):
            return "either " + ", or ".join(_joined(part, within="||") for part in _chain(node))
        case Binary(operator="in"):
            return f"{_phrase(node.left)} is one of {_phrase(node.right)}"
        case Binary():
            return _compared(node, COMPARISONS[node.operator])
        case Choice():
            return (
                f"(if {_clause(node.condition)}, then {_clause(node.yes)}, and otherwise {_clause(node.no)})"
            )
        case Call(function="has"):
            return f"{_noun(node.arguments[0])} is known"
        case Call():
            return f"{_phrase(node.arguments[0])} {LOOKS[node.function]} {_phrase(node.arguments[1])}"
    return _phrase(node)


def _denied(node: Node) -> str:
    match node:
        case Unary(operator="!"):
            return _clause(node.operand)
        case Binary(operator="in"):
            return f"{_phrase(node.left)} is none of {_phrase(node.right)}"
        case Binary(operator=operator) if operator in OPPOSITES:
            return _compared(node, COMPARISONS[OPPOSITES[operator]])
        case Call(function="has"):
            return f"{_noun(node.arguments[0])} is not known"
        case Call(function=function) if function in DENIED:
            return f"{_phrase(node.arguments[0])} {DENIED[function]} {_phrase(node.arguments[1])}"
    return f"it is not so that {_joined(node, within='!')}"


def _compared(node: Binary, verb: str) -> str:
    if _is_flag(node.left) and isinstance(node.right, Literal):
        says_yes = bool(node.right.value) == (verb == "is")
        return _clause(node.left) if says_yes else _denied(node.left)
    return f"{_phrase(node.left)} {verb} {_phrase(node.right)}"


def _is_flag(node: Node) -> bool:
    return (isinstance(node, Name) and FACTS[node.name].kind == Kind.FLAG) or (
        isinstance(node, Call) and node.function != "size"
    )


def _joined(node: Node, *, within: str) -> str:
    is_joint = isinstance(node, Binary) and node.operator in {"&&", "||"} and node.operator != within
    return f"({_clause(node)})" if is_joint else _clause(node)


def _chain(node: Binary) -> list[Node]:
    parts: list[Node] = []
    rest: Node = node
    while isinstance(rest, Binary) and rest.operator == node.operator:
        parts.append(rest.right)
        rest = rest.left
    return [rest, *reversed(parts)]


def _noun(node: Node) -> str:
    """Return a fact as a thing."""
    if isinstance(node, Name):
        fact = FACTS[node.name]
        return f"whether {fact.noun}" if fact.kind == Kind.FLAG else fact.noun
    return _phrase(node)


def _phrase(node: Node) -> str:
    """Return a part that is a thing, not an answer."""
    match node:
        case Literal(value=bool() as flag):
            return "yes" if flag else "no"
        case Literal(value=str() as text):
            return f"“{text}”" if text else "empty"
        case Literal(value=number):
            return f"{number:,.10g}"
        case Name():
            return _noun(node)
        case Listing():
            items = [_phrase(item) for item in node.items]
            return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
        case Call(function="size"):
            return f"the length of {_phrase(node.arguments[0])}"
        case Unary(operator="-"):
            return f"minus {_phrase(node.operand)}"
        case Binary(operator=operator) if operator in SUMS:
            return f"{_summed(node.left)} {SUMS[operator]} {_summed(node.right)}"
        case Choice():
            yes, no = _phrase(node.yes), _phrase(node.no)
            return f"({yes} if {_clause(node.condition)}, and otherwise {no})"
    return f"({_clause(node)})"


def _summed(node: Node) -> str:
    return f"({_phrase(node)})" if isinstance(node, Binary) else _phrase(node)

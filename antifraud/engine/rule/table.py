"""Write down every fact as docs/rules.md shows it."""

from antifraud.engine.rule.fact import FACTS, Kind, Value


def facts_table() -> str:
    """Return the table of facts in Markdown, one line a fact."""
    lines = ["| name | what it is | kind | unit | example | at the checkout |", "|---|---|---|---|---|---|"]
    lines += [
        f"| `{fact.name}` | {fact.noun} | {fact.kind} | {fact.unit} | `{_shown(fact.example, fact.kind)}` "
        f"| {'yes' if fact.is_at_checkout else ''} |"
        for fact in FACTS.values()
    ]
    return "\n".join(lines) + "\n"


def _shown(example: Value, kind: Kind) -> str:
    match kind:
        case Kind.FLAG:
            return "true" if example else "false"
        case Kind.TEXT:
            return f'"{example}"'
    return f"{example:g}"

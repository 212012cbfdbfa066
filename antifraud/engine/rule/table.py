"""Write down every fact as docs/rules.md shows it."""

from antifraud.engine.rule.fact import FACTS


def facts_table() -> str:
    """Return the table of facts in Markdown, one line a fact."""
    lines = ["| name | what it is | kind | unit | example | at the checkout |", "|---|---|---|---|---|---|"]
    lines += [
        f"| `{fact.name}` | {fact.noun} | {fact.kind} | {fact.unit} | `{fact.written_example}` "
        f"| {'yes' if fact.is_at_checkout else ''} |"
        for fact in FACTS.values()
    ]
    return "\n".join(lines) + "\n"

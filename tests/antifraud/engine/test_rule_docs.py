"""The documentation of facts is the table that rules are checked against."""

from pathlib import Path

from antifraud.engine.rule.table import facts_table

DOCS = Path(__file__).resolve().parents[3] / "docs" / "rules.md"


def test_docs_hold_every_fact_as_it_is() -> None:
    assert DOCS.read_text().endswith(facts_table())

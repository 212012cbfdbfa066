"""Try a rule on the orders of before, by the facts and the history that were seen when each was first judged.

Nothing of what was learned later is read but the outcome. Facts come in columns, only those that the rule names: whole
assessments of a hundred thousand orders would take a minute to parse.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import batched
from typing import Any  # JSON, as it was stored

from django.db import connection

from antifraud.engine.backtest import Case, Result, Tally, result_from_json
from antifraud.engine.outcome import Outcome, label_of
from antifraud.engine.rule import FACTS, Answer, Question, RuleAction, UnusableRule, question
from antifraud.engine.rule.fact import Fact, Path, Value
from antifraud.models import Backtest, OrderRecord, Rule

BATCH = 5_000
RAISING = (RuleAction.SHADOW_CANCEL, RuleAction.HOLD, RuleAction.REQUIRE_CONFIRMATION)

type Progress = Callable[[int, int], None]

# The first judgement of an order is the one that a rule would have had a word in. A count that is left out is nothing,
# but in judgements from before cards were counted it is one that was not counted yet.
COLUMNS = """
    SELECT record.id, record.reference, record.placed_at, record.amount_minor, record.currency,
        coalesce(nullif(record.email_key, ''), record.phone), first.known
    FROM antifraud_orderrecord record
    LEFT JOIN LATERAL (
        SELECT jsonb_build_array({columns})::text AS known
        FROM (
            SELECT facts, history, CASE WHEN jsonb_exists(history, 'card') THEN '0'::jsonb END AS nothing
            FROM antifraud_assessment WHERE reference = record.reference ORDER BY id LIMIT 1
        ) judged
    ) first ON true
    WHERE record.id = ANY(%(ids)s) ORDER BY record.placed_at, record.id"""

OUTCOMES = "SELECT record_id, outcome, known_at FROM antifraud_orderoutcome WHERE record_id = ANY(%(ids)s)"


def backtest(
    text: str,
    *,
    since: datetime,
    now: datetime,
    except_rule: int | None = None,
    progress: Progress = lambda done, total: None,
) -> Result:
    """Return what a rule would have done to the orders placed since; `progress` hears of each few thousand.

    :raises UnusableRule: when the rule is not sound
    """
    asked = question(text)
    others = _others(except_rule, now=now)
    ids = list(
        OrderRecord.objects.filter(placed_at__gte=since, placed_at__lte=now)
        .order_by("placed_at", "pk")
        .values_list("pk", flat=True)
    )
    tally, done = Tally(now=now), 0
    progress(0, len(ids))
    for batch in batched(ids, BATCH, strict=False):
        tally.without_facts += _count(asked, others, batch, tally)
        done += len(batch)
        progress(done, len(ids))
    return tally.result()


def result_of(row: Backtest) -> Result | None:
    """Return what a stored backtest found, if it has finished."""
    return result_from_json(row.result) if row.result is not None else None


def find(backtest_id: int) -> Backtest | None:
    """Return one backtest."""
    return Backtest.objects.filter(pk=backtest_id).first()


def latest_backtest(text: str) -> Backtest | None:
    """Return the latest backtest of a rule's text, under way or done."""
    return Backtest.objects.filter(text=text).order_by("-asked_at", "-pk").first()


def _others(except_rule: int | None, *, now: datetime) -> list[Question]:
    rows = Rule.objects.live(now).filter(mode="enforce", action__in=[str(each) for each in RAISING])
    if except_rule is not None:
        rows = rows.exclude(pk=except_rule)
    found = []
    for text in rows.values_list("text", flat=True):
        try:
            found.append(question(text))
        except UnusableRule:
            continue  # its facts are gone since: it catches nothing
    return found


def _count(asked: Question, others: Sequence[Question], ids: Sequence[int], tally: Tally) -> int:
    """Count a batch, and return how many orders in it have no facts."""
    outcomes: dict[int, list[tuple[Outcome, datetime]]] = {}
    for record_id, outcome, known_at in _rows(OUTCOMES, ids):
        outcomes.setdefault(record_id, []).append((Outcome(outcome), known_at))
    rows = _columns(asked.rule.names, ids)
    answers = {row[0]: asked.ask(known) for row, known in rows}
    caught = _caught(others, [record_id for record_id, answer in answers.items() if answer == Answer.YES])
    for (record_id, reference, placed_at, amount_minor, currency, customer), _ in rows:
        tally.add(
            Case(
                reference=reference,
                placed_at=placed_at,
                amount_minor=amount_minor,
                currency=currency,
                customer=customer,
                label=label_of(outcomes.get(record_id, ()), now=tally.now),
                answer=answers[record_id],
                others=caught.get(record_id, 0),
            )
        )
    return len(ids) - len(rows)


def _caught(others: Sequence[Question], ids: Sequence[int]) -> dict[int, int]:
    if not others or not ids:
        return {}
    names = tuple(sorted({name for other in others for name in other.rule.names}))
    return {
        row[0]: sum(other.ask(known) == Answer.YES for other in others) for row, known in _columns(names, ids)
    }


def _columns(names: tuple[str, ...], ids: Sequence[int]) -> list[tuple[tuple[Any, ...], Mapping[str, Value]]]:
    """Return each order that was ever judged, with what was known of the named facts."""
    facts = [FACTS[name] for name in names]
    columns = ", ".join(_column(fact, path) for fact in facts for path in fact.paths) or "NULL"
    # Names of columns come from the table of facts alone, never from what somebody typed.
    rows = [row for row in _rows(COLUMNS.format(columns=columns), ids) if row[6] is not None]
    stored = json.loads(f"[{','.join(row[6] for row in rows)}]")
    return [(row[:6], _known(facts, values)) for row, values in zip(rows, stored, strict=True)]


def _rows(query: str, ids: Sequence[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"ids": list(ids)})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _known(facts: Iterable[Fact], values: Sequence[Any]) -> dict[str, Value]:
    known, at = {}, 0
    for fact in facts:
        value = fact.read(*values[at : at + len(fact.paths)])
        at += len(fact.paths)
        if value is not None:
            known[fact.name] = value
    return known


def _column(fact: Fact, path: Path) -> str:
    inner = f"{path[0]}#>'{{{','.join(path[1:])}}}'"
    if not fact.is_count or path[0] == "facts":
        return inner
    parent = f"{path[0]}#>'{{{','.join(path[1:-1])}}}'"
    return f"CASE WHEN jsonb_typeof({parent}) = 'object' THEN coalesce({inner}, nothing) END"

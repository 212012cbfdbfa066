"""Read what became of orders: labels as of a time, and the cases that weights are learned from."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import batched

from antifraud.engine.learning import Case, readings
from antifraud.engine.outcome import Label, Outcome, label_of
from antifraud.engine.stored import facts_from_json, history_from_json
from antifraud.models import Assessment, OrderOutcome

BATCH = 2_000
MOST_CASES = 50_000


def labels_of(references: Sequence[str], *, now: datetime) -> dict[str, Label]:
    """Return what orders have turned out to be by now; those of which nothing lasting is known are left out."""
    known: dict[str, list[tuple[Outcome, datetime]]] = defaultdict(list)
    for batch in batched(sorted(set(references)), BATCH, strict=False):
        rows = OrderOutcome.objects.filter(record__reference__in=batch, known_at__lte=now)
        for reference, outcome, at in rows.values_list("record__reference", "outcome", "known_at"):
            known[reference].append((Outcome(outcome), at))
    labels = ((reference, label_of(words, now=now)) for reference, words in known.items())
    return {reference: label for reference, label in labels if label is not None}


def cases(*, since: datetime, now: datetime) -> Iterator[Case]:
    """Yield the latest orders whose end is known, as they stood when they were first judged.

    Evidence that has expired teaches nothing and is left out.
    """
    placed = OrderOutcome.objects.filter(record__placed_at__gte=since, record__placed_at__lte=now)
    rows = placed.order_by("-record__placed_at", "-record_id").values_list(
        "record__reference", "record__email_key"
    )
    groups = dict(rows[: MOST_CASES * 2])
    labels = labels_of(list(groups), now=now)
    for batch in batched(list(labels)[:MOST_CASES], BATCH, strict=False):
        # The first judgement: what came later (a refused parcel, a failed card) is no help while deciding.
        first = Assessment.objects.filter(reference__in=batch, truncated_at=None).order_by("reference", "id")
        found = first.distinct("reference").values_list("reference", "facts", "history")
        for reference, stored_facts, stored_history in found:
            facts = facts_from_json(stored_facts)
            yield Case(
                values=readings(facts, history_from_json(stored_history)),
                is_bad=labels[reference].is_bad,
                placed_at=facts.placed_at,
                known_at=labels[reference].known_at,
                group=groups[reference] or reference,
                reference=reference,
            )

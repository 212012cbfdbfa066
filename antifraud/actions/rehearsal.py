"""Play past orders through the signals without writing a row: history is read from temporary tables.

Tables of the same names are made for one transaction. PostgreSQL looks there first, so that the very queries that judge
live orders see the file's past and nothing of the shop's; whatever happens, the tables end with the transaction.
"""

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from antifraud.actions.backlog import import_history, seen_then
from antifraud.engine.learning import Case, readings
from antifraud.engine.outcome import MATURE_AFTER, label_of
from antifraud.engine.past import PastOrder
from antifraud.engine.subject import email_key
from antifraud.models import OrderOutcome, OrderRecord

SHADOWED = (OrderRecord, OrderOutcome)


@contextmanager
def stage() -> Iterator[None]:
    """Give this connection an empty history of its own, for one transaction."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            for model in SHADOWED:
                name = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(
                    f"CREATE TEMPORARY TABLE {name} (LIKE public.{name} INCLUDING ALL) ON COMMIT DROP"
                )
        yield
        with connection.cursor() as cursor:
            # Inside a longer transaction (a test's) the commit is far: end them here.
            for model in SHADOWED:
                cursor.execute(f"DROP TABLE pg_temp.{connection.ops.quote_name(model._meta.db_table)}")


def rehearse(orders: Iterable[PastOrder], again: Iterable[PastOrder]) -> Generator[Case]:
    """Yield the labelled ones of some orders as cases, each with the history it had when it was placed.

    The same orders are asked for twice, first as everybody's past and then one by one, so that a file larger than
    memory can be streamed both times. Read it to its end: the tables stand until then.
    """
    with stage():
        import_history(orders)
        with connection.cursor() as cursor:
            for model in SHADOWED:  # nothing analyses temporary tables by itself
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
        for order in again:
            case = _case(order)
            if case is not None:
                yield case


def _case(order: PastOrder) -> Case | None:
    if order.outcome is None or order.known_at is None:
        return None
    label = label_of([(order.outcome, order.known_at)], now=order.known_at + MATURE_AFTER)
    if label is None:
        return None
    facts, history = seen_then(order.facts)
    return Case(
        values=readings(facts, history),
        is_bad=label.is_bad,
        placed_at=facts.placed_at,
        known_at=label.known_at,
        group=email_key(facts.email) or facts.card or facts.reference,
        reference=facts.reference,
    )

"""Put a list of up to a million lines in force at once, all or none of it.

The lines are copied into a temporary table that goes with the transaction, so that memory does not grow with them, and
PostgreSQL tells what is new. Other changes of the lists wait while it is put in force, not while it is read.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from antifraud.actions.blocklist import lock_lists
from antifraud.engine.assessment import Effect
from antifraud.engine.listing import Line
from antifraud.engine.sweep import Listed, Sweep, swept

MOST = 1_000_000
INSERTED_AT_ONCE = 20_000

CLEAR = "DROP TABLE IF EXISTS staged_list, staged_entry"
STAGE = """
    CREATE TEMPORARY TABLE staged_list (
        line integer, subject text, value text, reason text, note text, expires_at timestamptz
    ) ON COMMIT DROP"""
COPY = "COPY staged_list (line, subject, value, reason, note, expires_at) FROM STDIN"
# The first line that says a value counts, as in a paste.
FIRST = """
    CREATE TEMPORARY TABLE staged_entry ON COMMIT DROP AS
    SELECT DISTINCT ON (subject, value) * FROM staged_list ORDER BY subject, value, line"""
SAME = """entry.effect = %(effect)s AND entry.subject = staged.subject AND entry.value = staged.value
        AND entry.ended_at IS NULL"""
# What has run out but was not swept yet makes room for its successor.
MAKE_ROOM = f"""
    UPDATE antifraud_listentry entry SET ended_at = %(now)s FROM staged_entry staged
    WHERE {SAME} AND entry.expires_at <= %(now)s"""  # noqa: S608  # no value is put in
PROLONG = f"""
    UPDATE antifraud_listentry entry SET expires_at = staged.expires_at FROM staged_entry staged
    WHERE {SAME} AND entry.expires_at IS NOT NULL
        AND (staged.expires_at IS NULL OR staged.expires_at > entry.expires_at)"""  # noqa: S608
FORGET_KNOWN = f"""
    DELETE FROM staged_entry staged USING antifraud_listentry entry WHERE {SAME}"""  # noqa: S608
INSERT = """
    INSERT INTO antifraud_listentry
        (effect, subject, value, reason, note, author_id, created_at, expires_at, hits)
    SELECT %(effect)s, subject, value, reason, note, %(author)s, %(now)s, expires_at, 0
    FROM staged_entry WHERE line > %(after)s AND line <= %(until)s ORDER BY line"""
NETWORKS = """
    SELECT value, line FROM (
        SELECT value, line FROM staged_entry WHERE subject IN ('address', 'cidr')
        UNION ALL
        SELECT value, 0 FROM antifraud_listentry WHERE ended_at IS NULL AND subject IN ('address', 'cidr')
            AND effect = %(effect)s AND (expires_at IS NULL OR expires_at > %(now)s)
    ) networks ORDER BY value::inet, line"""


class TooManyLines(ValueError):
    """A list of more than a million lines; the message says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What became of a long list."""

    added: int
    prolonged: int
    known: int
    repeated: int


def stage(lines: Iterable[Line], *, reason: str, note: str, expires_at: datetime | None) -> int:
    """Copy good lines into a table that goes with the caller's transaction, and return how many there were.

    What a line says of its own reason, note and end counts before what is said for all.

    :raises TooManyLines: over a million
    """
    count = 0
    with connection.cursor() as cursor:
        cursor.execute(CLEAR)
        cursor.execute(STAGE)
        with cursor.copy(COPY) as copy:
            for line in lines:
                count += 1
                if count > MOST:
                    raise TooManyLines(f"A list holds at most {MOST:,} lines.")
                ends_at = None if line.is_for_ever else line.ends_at or expires_at
                copy.write_row(
                    (line.number, line.subject, line.value, line.reason or reason, line.note or note, ends_at)
                )
        cursor.execute(FIRST)
        cursor.execute("ANALYZE staged_entry")
    return count


def staged_overlaps(*, effect: Effect, now: datetime) -> Sweep:
    """Return how the staged networks overlap with each other and with the entries of the same list in force."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(NETWORKS, {"effect": effect, "now": now})
        rows = iter(lambda: cursor.fetchmany(5_000), [])
        return swept(Listed(value=value, line=line) for batch in rows for value, line in batch)


def bring_in(
    *,
    effect: Effect,
    author_id: int | None,
    now: datetime,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Brought:
    """Put what was staged in force, in the caller's transaction; told of progress, in entries done and in all.

    What is on the list already stays as it is, but lives as long as the longer of the two wishes.
    """
    lock_lists()
    given = {"effect": effect, "now": now, "author": author_id}
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM staged_list), count(*), max(line) FROM staged_entry")
        lines, entries, last = cursor.fetchone()
        cursor.execute(MAKE_ROOM, given)
        cursor.execute(PROLONG, given)
        prolonged = cursor.rowcount
        cursor.execute(FORGET_KNOWN, given)
        known = cursor.rowcount
        cursor.execute("CREATE INDEX ON staged_entry (line)")
        added = 0
        for after in range(0, last or 0, INSERTED_AT_ONCE):
            cursor.execute(INSERT, {**given, "after": after, "until": after + INSERTED_AT_ONCE})
            added += cursor.rowcount
            progress(added, entries - known)
    return Brought(added=added, prolonged=prolonged, known=known - prolonged, repeated=lines - entries)

"""Put things on the lists and take them off. Who did it is written to the audit trail by the caller."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from django.db import connection, transaction

from antifraud.engine.assessment import Effect
from antifraud.engine.listing import Line, parse_list
from antifraud.models import ListEntry

# Any number, the same everywhere (the trigger that numbers changes takes it, too).
LIST_LOCK = 7_236_100

type Pair = tuple[str, str]  # a subject and a value
type Status = Literal["wrong", "repeated", "added", "prolonged", "known", "not-saved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockLine:
    """What became of one line: `problem` says why it is wrong, `warning` what is odd about one that was taken."""

    number: int
    text: str
    subject: str
    value: str
    status: Status
    column: int = 1  # the character of a plain line, or the cell of a CSV row
    problem: str = ""
    warning: str = ""
    entry_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockReport:
    """What became of a list, line by line; `is_saved` says whether anything was written."""

    lines: tuple[BlockLine, ...]
    is_saved: bool

    def having(self, status: Status) -> tuple[BlockLine, ...]:
        """Return the lines with one status."""
        return tuple(line for line in self.lines if line.status == status)


def block(
    values: str | Sequence[str],
    *,
    reason: str,
    author_id: int | None,
    expires_at: datetime | None,
    now: datetime,
    effect: Effect = "block",
    note: str = "",
    own_address: str | None = None,
    is_partial: bool = False,
) -> BlockReport:
    """Put values on the block list (or the allow list) and report on every line.

    When any line is wrong nothing is saved, unless `is_partial` asks for the good ones. A value that is on the list
    already stays as it is, but lives as long as the longer of the two wishes. Of a CSV file, what a row says of its
    own reason, note and end counts before what is said for all.

    :raises PasteTooLong: over a million characters or 20,000 lines
    :raises ValueError: when the entries would have ended before they began
    """
    if expires_at is not None and expires_at <= now:
        raise ValueError("A list entry must end after it begins.")
    parsed = parse_list(values, own_address=own_address, effect=effect, now=now)
    unique = _first_of_each(parsed)
    is_saved = bool(unique) and (is_partial or not any(line.problem for line in parsed))
    told: dict[Pair, tuple[Status, int | None]] = {}
    if is_saved:
        wanted = ListEntry(
            effect=effect,
            reason=reason,
            note=note,
            author_id=author_id,
            created_at=now,
            expires_at=expires_at,
        )
        told = _save(unique, wanted, now=now)
    return BlockReport(lines=tuple(_told(line, unique, told) for line in parsed), is_saved=is_saved)


def unblock(entry_id: int, *, now: datetime) -> ListEntry | None:
    """End an entry and return it; None when there is none in force."""
    with transaction.atomic():
        lock_lists()
        entry = ListEntry.objects.live(now).select_for_update().filter(pk=entry_id).first()
        if entry is not None:
            entry.ended_at = now
            entry.save(update_fields=["ended_at"])
        return entry


def _first_of_each(lines: Sequence[Line]) -> dict[Pair, Line]:
    """Return each good value with the line that says it first."""
    found: dict[Pair, Line] = {}
    for line in lines:
        if not line.problem:
            found.setdefault((line.subject, line.value), line)
    return found


def _save(
    unique: dict[Pair, Line], wanted: ListEntry, *, now: datetime
) -> dict[Pair, tuple[Status, int | None]]:
    with transaction.atomic():
        lock_lists()
        same = ListEntry.objects.filter(
            effect=wanted.effect, value__in=[value for _, value in unique], ended_at=None
        )
        # What has run out but was not swept yet makes room for its successor.
        same.filter(expires_at__lte=now).update(ended_at=now)
        known = {(entry.subject, entry.value): entry for entry in same}
        told: dict[Pair, tuple[Status, int | None]] = {}
        longer = []
        for pair, entry in known.items():
            wish = _end(unique[pair], wanted) if pair in unique else entry.expires_at
            is_longer = _outlives(wish, entry.expires_at)
            told[pair] = ("prolonged" if is_longer else "known", entry.pk)
            if is_longer:
                entry.expires_at = wish
                longer.append(entry)
        ListEntry.objects.bulk_update(longer, ["expires_at"], batch_size=2000)
        fresh = [_made(line, wanted) for pair, line in unique.items() if pair not in known]
        for entry in ListEntry.objects.bulk_create(fresh, batch_size=2000):
            told[entry.subject, entry.value] = ("added", entry.pk)
    return told


def _made(line: Line, wanted: ListEntry) -> ListEntry:
    return ListEntry(
        effect=wanted.effect,
        subject=line.subject,
        value=line.value,
        reason=line.reason or wanted.reason,
        note=line.note or wanted.note,
        author_id=wanted.author_id,
        created_at=wanted.created_at,
        expires_at=_end(line, wanted),
    )


def _end(line: Line, wanted: ListEntry) -> datetime | None:
    return None if line.is_for_ever else line.ends_at or wanted.expires_at


def _told(
    line: Line,
    unique: dict[Pair, Line],
    told: dict[Pair, tuple[Status, int | None]],
) -> BlockLine:
    row = BlockLine(
        number=line.number,
        text=line.text,
        subject=line.subject,
        value=line.value,
        column=line.column,
        status="wrong",
        problem=line.problem,
        warning=line.warning,
    )
    if line.problem:
        return row
    pair = (line.subject, line.value)
    status, entry_id = told.get(pair, ("not-saved", None))
    first = unique[pair].number
    if first != line.number:
        return replace(row, status="repeated", entry_id=entry_id, warning=f"The same as line {first}.")
    return replace(row, status=status, entry_id=entry_id)


def _outlives(wish: datetime | None, current: datetime | None) -> bool:
    return current is not None and (wish is None or wish > current)


def lock_lists() -> None:
    """Let changes of the lists wait for each other until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LIST_LOCK])

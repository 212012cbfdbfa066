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

type Status = Literal["wrong", "repeated", "added", "prolonged", "known", "not-saved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockLine:
    """What became of one line: `problem` says why it is wrong, `warning` what is odd about one that was taken."""

    number: int
    text: str
    subject: str
    value: str
    status: Status
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
    already stays as it is, but lives as long as the longer of the two wishes.

    :raises PasteTooLong: over a million characters or 20,000 lines
    :raises ValueError: when the entries would have ended before they began
    """
    if expires_at is not None and expires_at <= now:
        raise ValueError("A list entry must end after it begins.")
    parsed = parse_list(values, own_address=own_address)
    unique = _first_of_each(parsed)
    is_saved = bool(unique) and (is_partial or not any(line.problem for line in parsed))
    told: dict[tuple[str, str], tuple[Status, int | None]] = {}
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


def _first_of_each(lines: Sequence[Line]) -> dict[tuple[str, str], int]:
    """Return each good value with the number of the line that says it first."""
    found: dict[tuple[str, str], int] = {}
    for line in lines:
        if not line.problem:
            found.setdefault((line.subject, line.value), line.number)
    return found


def _save(
    unique: dict[tuple[str, str], int], wanted: ListEntry, *, now: datetime
) -> dict[tuple[str, str], tuple[Status, int | None]]:
    with transaction.atomic():
        lock_lists()
        same = ListEntry.objects.filter(
            effect=wanted.effect, value__in=[value for _, value in unique], ended_at=None
        )
        # What has run out but was not swept yet makes room for its successor.
        same.filter(expires_at__lte=now).update(ended_at=now)
        known = {(entry.subject, entry.value): entry for entry in same}
        told: dict[tuple[str, str], tuple[Status, int | None]] = {}
        longer = []
        for pair, entry in known.items():
            is_longer = _outlives(wanted.expires_at, entry.expires_at)
            told[pair] = ("prolonged" if is_longer else "known", entry.pk)
            if is_longer and pair in unique:
                longer.append(entry.pk)
        ListEntry.objects.filter(pk__in=longer).update(expires_at=wanted.expires_at)
        fresh = [_copy(wanted, subject, value) for subject, value in unique if (subject, value) not in known]
        for entry in ListEntry.objects.bulk_create(fresh, batch_size=2000):
            told[entry.subject, entry.value] = ("added", entry.pk)
    return told


def _copy(wanted: ListEntry, subject: str, value: str) -> ListEntry:
    return ListEntry(
        effect=wanted.effect,
        subject=subject,
        value=value,
        reason=wanted.reason,
        note=wanted.note,
        author_id=wanted.author_id,
        created_at=wanted.created_at,
        expires_at=wanted.expires_at,
    )


def _told(
    line: Line,
    unique: dict[tuple[str, str], int],
    told: dict[tuple[str, str], tuple[Status, int | None]],
) -> BlockLine:
    row = BlockLine(
        number=line.number,
        text=line.text,
        subject=line.subject,
        value=line.value,
        status="wrong",
        problem=line.problem,
        warning=line.warning,
    )
    if line.problem:
        return row
    pair = (line.subject, line.value)
    status, entry_id = told.get(pair, ("not-saved", None))
    if unique[pair] != line.number:
        return replace(row, status="repeated", entry_id=entry_id, warning=f"The same as line {unique[pair]}.")
    return replace(row, status=status, entry_id=entry_id)


def _outlives(wish: datetime | None, current: datetime | None) -> bool:
    return current is not None and (wish is None or wish > current)


def lock_lists() -> None:
    """Let changes of the lists wait for each other until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LIST_LOCK])

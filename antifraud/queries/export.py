"""Read list entries as rows of a file that can be imported again."""

from collections.abc import Iterator
from datetime import datetime

from antifraud.engine.listing import written
from antifraud.queries import filtered_entries

HEADINGS = ("value", "list", "kind", "reason", "note", "ends", "added", "by", "hits")


def exported(*, now: datetime, effect: str, is_live: bool, search: str) -> Iterator[tuple[str, ...]]:
    """Return the headings and every entry, newest first, a few at a time."""
    yield HEADINGS
    rows = filtered_entries(now=now, effect=effect, search=search, is_live=is_live).select_related("author")
    for row in rows.order_by("-created_at", "-pk").iterator(chunk_size=1000):
        yield (
            written(row.subject, row.value),
            row.effect,
            row.subject,
            row.reason,
            row.note,
            row.expires_at.isoformat() if row.expires_at else "never",
            row.created_at.isoformat(),
            row.author.get_username() if row.author else "",
            str(row.hits),
        )

"""Change the terms of a list entry, and never over somebody else's change."""

from datetime import datetime

from django.db import transaction

from antifraud.actions.blocklist import lock_lists
from antifraud.engine.amendment import Changes, Terms, changes
from antifraud.models import ListEntry


class Outdated(Exception):
    """The entry was changed by somebody else in the meantime; `terms` are those it has now."""

    def __init__(self, terms: Terms) -> None:
        super().__init__("Somebody else changed this entry in the meantime.")
        self.terms = terms


def amend(entry_id: int, *, to: Terms, seen: str, now: datetime) -> tuple[ListEntry, Changes] | None:
    """Give an entry in force other terms, and return it with what changed; None when it is not in force.

    `seen` is the mark of the terms somebody saw when they decided.

    :raises Outdated: when they are not the terms it has
    :raises ValueError: when it would have ended already
    """
    if to.expires_at is not None and to.expires_at <= now:
        raise ValueError("A list entry must end in the future.")
    with transaction.atomic():
        lock_lists()
        entry = ListEntry.objects.live(now).select_for_update().filter(pk=entry_id).first()
        if entry is None:
            return None
        current = terms_of(entry)
        if current.mark() != seen:
            raise Outdated(current)
        found = changes(current, to)
        if found:
            entry.reason, entry.note, entry.expires_at = to.reason, to.note, to.expires_at
            entry.save(update_fields=["reason", "note", "expires_at"])
        return entry, found


def terms_of(entry: ListEntry) -> Terms:
    """Return what of an entry may be changed."""
    return Terms(reason=entry.reason, note=entry.note, expires_at=entry.expires_at)

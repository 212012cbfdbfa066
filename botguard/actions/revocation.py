"""Take keys back, whole or room by room, and give them back: at once in Valkey, and lasting in PostgreSQL."""

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.db import transaction

from botguard.counters import store
from botguard.engine import key as keys
from botguard.engine.revocation import ALL, Closure, packed
from botguard.engine.room import ROOMS
from botguard.models import RevokedKey

log = logging.getLogger(__name__)
WHOLE = timedelta(seconds=keys.LIFETIME)
# A key lives on while a room of it is closed, so that this is how long its holder does without.
ROOM = timedelta(hours=1)
LONGEST = timedelta(days=7)


class UnknownRoom(LookupError):
    """The shop has no such room (botguard.engine.room.ROOMS)."""


def revoke(
    key_id: str,
    *,
    reason_code: str,
    now: datetime,
    rooms: Collection[str] = (),
    lasting: timedelta | None = None,
    actor_id: int | None = None,
) -> None:
    """Take a key back, or only some rooms of it: the next request with it is refused there, in any process.

    A whole key is taken for its life, for it cannot be renewed meanwhile; a room for an hour unless `lasting` says
    otherwise (a week at most).

    :raises UnknownRoom: when there is no such room
    """
    if unknown := set(rooms) - set(ROOMS):
        raise UnknownRoom(", ".join(sorted(unknown)))
    until = now + min(lasting or (ROOM if rooms else WHOLE), LONGEST)
    taken = [
        Closure(room=room, until=int(until.timestamp()), reason_code=reason_code)
        for room in sorted(rooms) or (ALL,)
    ]
    # Valkey first: it is what the next request asks, and it must hear even if PostgreSQL does not.
    _append(key_id, "".join(map(packed, taken)), until=until)
    with transaction.atomic():
        for closure in taken:
            RevokedKey.objects.update_or_create(
                key_id=key_id,
                room="" if closure.room == ALL else closure.room,
                defaults={
                    "reason_code": reason_code,
                    "created_at": now,
                    "expires_at": until,
                    "created_by_id": actor_id,
                    "lifted_at": None,
                },
            )


def restore(key_id: str, *, now: datetime, rooms: Collection[str] | None = None) -> int:
    """Give back what was taken of a key, or only some rooms (`""` is the whole), and return how much it was.

    This process's Valkey knows at once, other processes with their next snapshot.
    """
    with transaction.atomic():
        # Two at once must not each write what the other has given back already.
        rows = list(RevokedKey.objects.select_for_update().filter(key_id=key_id).order_by("pk"))
        live = [row for row in rows if row.is_live(now=now)]
        given = [row for row in live if rooms is None or row.room in rooms]
        RevokedKey.objects.filter(pk__in=[row.pk for row in given]).update(lifted_at=now)
        _rewrite(key_id, [row for row in live if row not in given])
    return len(given)


def _append(key_id: str, text: str, *, until: datetime) -> None:
    name, at = store.revoked_name(key_id), int(until.timestamp())

    def write() -> None:
        pipeline = store.client().pipeline(transaction=True)
        pipeline.append(name, text)
        # What was taken before may last longer.
        pipeline.expireat(name, at, nx=True)
        pipeline.expireat(name, at, gt=True)
        pipeline.execute()

    _tell(write)


def _rewrite(key_id: str, rows: Collection[RevokedKey]) -> None:
    name = store.revoked_name(key_id)
    text = "".join(
        packed(
            Closure(room=row.room or ALL, until=int(row.expires_at.timestamp()), reason_code=row.reason_code)
        )
        for row in rows
    )

    def write() -> None:
        if rows:
            last = max(row.expires_at for row in rows)
            store.client().set(name, text, exat=int(last.timestamp()))
        else:
            store.client().delete(name)

    _tell(write)


def _tell(write: Callable[[], None]) -> None:
    try:
        store.ask(write)
    except store.StoreAway:
        # The rows reach every process with its next snapshot; what is given back ends there by itself.
        log.warning("guard-revocation-not-in-store")

"""Keep this process's snapshot fresh and hand over its journal, in a thread of its own.

It starts with the process's first judged request, so that a server that forks workers after loading the application
gives each of them one. Until its first read, some milliseconds later, only the bans and revocations in Valkey hold.
"""

import logging
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from threading import Event, Thread

from django.db import DatabaseError, connections

from botguard import conf, counters
from botguard.actions.errand import hand_over
from botguard.actions.rule import add_up_hits
from botguard.counters import store
from botguard.queries import register, snapshot

log = logging.getLogger(__name__)
REFRESH_SECONDS = 5.0
# How long to let the others have the interpreter, now and then while a long list is built.
REST_SECONDS = 0.0005
_is_started = False


def ensure(clock: Callable[[], datetime]) -> None:
    """Start the thread unless this process has one; `clock` tells it the time."""
    global _is_started
    if _is_started or not conf.watches():
        return
    # Two first requests at once may start two threads; both only read, and the second changes nothing.
    _is_started = True
    Thread(target=_run, args=(clock,), name="guard-watch", daemon=True).start()


def look(*, now: datetime) -> None:
    """Read the snapshot once and hand over the journal; what is away is tried again the next time."""
    pause = Event()
    try:
        snapshot.refresh(now=now, rest=lambda: pause.wait(REST_SECONDS))
        register.refresh(now=now)
        add_up_hits(now=now)
    except DatabaseError as error:
        log.warning("guard-snapshot-kept", extra={"error": type(error).__name__})
    hand_over(now=now)
    # A store that is away was logged where it failed, and the journal is kept.
    with suppress(store.StoreAway):
        counters.flush()


def _run(clock: Callable[[], datetime]) -> None:
    pause = Event()
    while True:
        try:
            look(now=clock())
        except Exception:
            # Whatever it was, the next look must come.
            log.exception("guard-watch-broken")
        finally:
            # A thread's connection is its own; kept open it would be one more per process for nothing.
            connections.close_all()
        pause.wait(REFRESH_SECONDS)


def _start_anew() -> None:
    global _is_started
    _is_started = False


# A thread does not follow its process into a fork.
os.register_at_fork(after_in_child=_start_anew)

"""Run works at the same moment, each on a connection of its own."""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from django.db import connection, connections

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def all_at_once(works: Sequence[Callable[[], object]]) -> None:
    """Start every work in a thread, together; fail when any fails."""
    start, failures = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()  # so that they meet at the work, not on the way to it
            start.wait()
            work()
        except Exception as error:  # told below
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []

"""A guard that remembers nobody, as at a shop's first request."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import time_machine
from pytest_django import Settings

from botguard import counters
from botguard.counters import proof, store
from botguard.counters.errand import errands
from botguard.queries import register, snapshot


def forget() -> None:
    """Forget all that this process knows of visitors."""
    counters.memory.clear()
    counters.journal.clear()
    proof.spent.clear()
    proof.posed.current = proof.posed.previous = 0
    snapshot.forget()
    register.forget()
    errands.take()
    store.breaker.succeeded()


@contextmanager
def standing_still(settings: Settings, at: float | datetime) -> Iterator[time_machine.Traveller]:
    """Begin with such a guard, which counts by this process's clock; that stands still until it is moved."""
    settings.BOTGUARD_STORE_CLOCK = False
    forget()
    with time_machine.travel(at, tick=False) as clock:
        yield clock
    forget()

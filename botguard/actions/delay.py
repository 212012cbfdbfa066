"""Hold an answer back for a moment, where no proxy can send it slowly; only a few of a process's answers at once."""

import time
from threading import Lock

DELAY_SECONDS = 1.0
_lock = Lock()
_held = 0


def delay(*, most: int, sleep_seconds: float = DELAY_SECONDS) -> bool:
    """Wait unless `most` answers of this process wait already, and return whether it did.

    A waiting answer holds a thread: with room for all, a crawler that is slowed would take the shop down.
    """
    global _held
    with _lock:
        if _held >= most:
            return False
        _held += 1
    try:
        time.sleep(sleep_seconds)
    finally:
        with _lock:
            _held -= 1
    return True

"""What is on the lists, as this process holds it in memory: caught up before it is asked, so never behind.

Every change of the lists has a number, and numbers become visible in their order (a trigger sees to it). Catching up
is one indexed query that mostly finds nothing. A new process learns a long list step by step, a few thousand entries
an order, and the entries themselves are asked until it knows all of it. Only workers and staff's re-assessments get
here: nothing on a shopper's way asks the lists.

After a backup was restored beneath running processes they must be restarted: numbers they know come again.
"""

from threading import Lock

from django.db.models import Max

from antifraud.engine.facts import OrderFacts
from antifraud.engine.register import Register, sought_of
from antifraud.models import ListEntry

# What one step learns: some ten milliseconds.
STEP = 5_000
COLUMNS = ("revision", "effect", "subject", "value", "ended_at")

_lock = Lock()
_register = Register()
_known = 0  # the last change that is in it


def may_match(facts: OrderFacts) -> bool:
    """Return whether an entry may speak of an order; False is certain."""
    with _lock:
        return not _catch_up(STEP) or _register.may_hold(sought_of(facts))


def catch_up() -> int:
    """Learn everything there is to know, however long it takes, and return how many values are listed."""
    with _lock:
        while not _catch_up(STEP):
            pass
        return len(_register)


def forget() -> None:
    """Drop this process's memory, as a new process has none."""
    global _register, _known
    with _lock:
        _register, _known = Register(), 0


def latest_revision() -> int:
    """Return the number of the lists' latest change: two equal numbers are equal lists, but for what ran out."""
    return ListEntry.objects.aggregate(latest=Max("revision"))["latest"] or 0


def _catch_up(most: int) -> bool:
    """Learn at most so many changes; return whether none can be left."""
    global _known
    rows = ListEntry.objects.filter(revision__gt=_known).order_by("revision").values_list(*COLUMNS)[:most]
    count = 0
    for revision, effect, subject, value, ended_at in rows:
        count += 1
        if ended_at is None:
            _register.put(effect, subject, value)
        else:
            _register.drop(effect, subject, value)
        _known = revision
    return count < most

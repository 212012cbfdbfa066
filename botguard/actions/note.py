"""Let views report what happened on a visit."""

from botguard.counters import store
from botguard.engine.facts import NOTES
from botguard.http import Guard

HOUR = 3600


class UnknownNote(LookupError):
    """No signal listens to this code (botguard.engine.facts.NOTES)."""


def note(guard: Guard, code: str) -> bool:
    """Report an event of a visit, such as a coupon that does not exist; return whether it was kept.

    Best effort: with Valkey away it is lost, for it only ever adds weight to other evidence.

    :raises UnknownNote: when no signal listens to the code
    """
    if code not in NOTES:
        raise UnknownNote(code)
    # Not the key that this answer brings along: who throws it away would throw the note away with it.
    name = store.visitor_name(guard.address, guard.counted_by)

    def count() -> None:
        pipeline = store.client().pipeline(transaction=False)
        pipeline.hincrby(name, f"note:{code}", 1)
        pipeline.expire(name, HOUR)
        pipeline.execute()

    try:
        store.ask(count)
    except store.StoreAway:
        return False
    return True

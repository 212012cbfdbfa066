"""Let views report what happened on a visit."""

import hmac

from botguard import conf, counters
from botguard.engine.count import NOTE_CODES
from botguard.http import Guard

# What an answer tells of its visitor. Who was out of turns or offered a challenge was answered by the guard itself.
ANSWERS = {
    400: "invalid-form",
    401: "denied-page",
    403: "denied-page",
    404: "missing-page",
    405: "missing-page",
    410: "missing-page",
    422: "invalid-form",
}


class UnknownNote(LookupError):
    """Nothing counts this code (botguard.engine.count.NOTED)."""


def note(guard: Guard, code: str, value: str = "") -> bool:
    """Report an event of a visit, such as a coupon that does not exist; return whether Valkey kept it.

    Where different values are counted (e-mail addresses, cards), `value` is what differs; a few bits of its keyed hash
    are all that is kept. Best effort: with Valkey away this process alone remembers.

    :raises UnknownNote: when nothing counts the code
    """
    if code not in NOTE_CODES:
        raise UnknownNote(code)
    # Not the key that this answer brings along: who throws it away would throw the note away with it.
    return counters.note(guard.address, key_id=guard.counted_by, code=code, value=_mark(value), now=guard.at)


def note_answer(guard: Guard, status: int) -> bool:
    """Report how a view answered, if that tells anything; return whether it was kept."""
    code = ANSWERS.get(status)
    return code is not None and note(guard, code)


def _mark(value: str) -> int:
    # The oldest secret changes last: a rotation must not make the same value look new.
    purpose = hmac.digest(conf.secrets()[-1].encode(), b"botguard.note", "sha256")
    return int.from_bytes(hmac.digest(purpose, value.encode("utf-8", "replace"), "sha256")[:4])

"""Decide which key an answer brings along."""

from collections.abc import Callable

from botguard.engine import key as keys
from botguard.engine.facts import RequestFacts
from botguard.engine.key import Key


def issue(facts: RequestFacts, *, action: str, dice: Callable[[int], bytes], now: int) -> Key | None:
    """Return the key to set, or None to leave things as they are; `dice` gives so many random bytes.

    Who is kept out gets no new key. A key that changed its network is bound anew without its proof; one that changed
    its browser was copied or the browser was updated, and either way a fresh one does no harm to its owner.
    """
    if action in ("throttle", "refuse") or not facts.is_guarded:
        return None
    if facts.is_due_a_key or facts.key_state == "foreign":
        return keys.cut(dice(16), address=facts.address, agent=facts.agent, now=now)
    if facts.key is None:
        return None
    if facts.key_state == "moved":
        return keys.rebound(facts.key, address=facts.address, agent=facts.agent, now=now)
    return keys.renewed(facts.key, now=now) if facts.key.is_due(now=now) else None

"""Open rooms of keys, for what proves a person elsewhere in the shop."""

from botguard import conf
from botguard.engine import key as keys
from botguard.http import Guard


def open_room(guard: Guard, *, proof: str, now: int) -> str | None:
    """Return a token of the visitor's key with the checkout opened; None when there is no key to open.

    `proof` is "account" for a verified customer who signed in.
    """
    if guard.key is None:
        return None
    key = keys.opened(guard.key, proof=proof, now=now, seconds=conf.policy().proof.opens_seconds)
    return keys.sign(key, secrets=conf.secrets())


def has_proof(guard: Guard) -> bool:
    """Tell whether the visitor's key opens the checkout."""
    return guard.has_proof

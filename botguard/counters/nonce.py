"""Let every signature count once: its nonce is spent by one atomic statement, whichever process sees it."""

from collections import OrderedDict
from hashlib import sha256
from threading import Lock

from botguard.counters import store

MOST_REMEMBERED = 10_000
_lock = Lock()
_spent: OrderedDict[str, None] = OrderedDict()


def spend(signer: str, nonce: str, *, seconds: int, is_safe: bool) -> str:
    """Spend a nonce; return why it does not count: replayed, revoked, or away; nothing when it does.

    With Valkey away this process alone remembers, which is enough for reading and for nothing else. One round trip
    more than an unsigned request has, paid only by signatures that are right.
    """
    name = f"{{guard}}:nonce:{sha256(f'{signer} {nonce}'.encode()).hexdigest()[:40]}"

    def ask() -> tuple[bool, bool]:
        pipeline = store.client().pipeline(transaction=False)
        pipeline.set(name, 1, nx=True, ex=seconds)
        pipeline.exists(revoked_name(signer))
        is_first, is_revoked = pipeline.execute()
        return bool(is_first), bool(is_revoked)

    try:
        is_first, is_revoked = store.ask(ask)
    except store.StoreAway:
        if not is_safe:
            return "away"
        is_first, is_revoked = _is_new(name), False
    if is_revoked:
        return "revoked"
    return "" if is_first else "replayed"


def revoke(signer: str, *, seconds: int) -> None:
    """Tell every process at once that a key signs no more; the register follows within seconds.

    :raises StoreAway: when Valkey is away; the register alone tells then
    """
    store.ask(lambda: store.client().set(revoked_name(signer), 1, ex=seconds))


def revoked_name(signer: str) -> str:
    """Return where the end of a key is kept."""
    return f"{{guard}}:signer-revoked:{signer}"


def _is_new(name: str) -> bool:
    with _lock:
        if name in _spent:
            return False
        _spent[name] = None
        if len(_spent) > MOST_REMEMBERED:
            _spent.popitem(last=False)
    return True

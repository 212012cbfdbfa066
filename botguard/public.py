"""What the rooms above may read of the guard that its rows do not say."""

from botguard.counters import store
from botguard.counters.row import key_row
from botguard.engine.key import Key

__all__ = ["Key", "KeyUnknown", "shown_key"]


class KeyUnknown(LookupError):
    """No key of this name was used in the last hour, or nobody can be asked now."""


def shown_key(key_id: str) -> Key:
    """Return a key as it was last shown: its rooms, its proof, its network and browser, its times.

    :raises KeyUnknown: when it was not used for an hour, or Valkey is away
    """
    try:
        found = key_row(key_id)
    except store.StoreAway as error:
        raise KeyUnknown(key_id) from error
    if found is None:
        raise KeyUnknown(key_id)
    return found

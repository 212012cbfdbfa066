"""Read what the store keeps of a key. Nothing on a request's way asks for this; staff's pages do."""

from botguard.counters import store
from botguard.engine import key as keys
from botguard.engine.key import Key

# The row is the script's own; only the key's part of it is anybody else's business. In hexadecimals, for the client
# reads texts.
READ = """
local row = redis.call('GET', KEYS[1])
local key = row and cmsgpack.unpack(row).k or ''
return (string.gsub(key, '.', function(byte) return string.format('%02x', string.byte(byte)) end))
"""


def key_row(key_id: str) -> Key | None:
    """Return a key as it was last shown, with its rooms, its network and browser and its times.

    None is a key that was not used for an hour.

    :raises StoreAway: when Valkey is away
    """
    name = f"{store.PREFIX}visitor:{key_id}"
    text = store.ask(lambda: store.client().eval(READ, 1, name))
    return keys.unpacked(bytes.fromhex(str(text)))

"""Read the visitor's address off a request: the only reader of what proxies say."""

from collections.abc import Sequence
from functools import lru_cache

from django.http import HttpRequest

from botguard.engine.address import Address, Network
from botguard.engine.address import client_address as walk

# Longer than honest chains, which are remembered.
MOST_REMEMBERED = 200


def client_address(request: HttpRequest, *, trusted: Sequence[Network]) -> Address:
    """Return the address of the visitor, believing only proxies we trust."""
    meta = request.META
    remote, forwarded = str(meta.get("REMOTE_ADDR", "")), str(meta.get("HTTP_X_FORWARDED_FOR", ""))
    if len(forwarded) > MOST_REMEMBERED:
        return walk(remote, forwarded, trusted=trusted)
    return _walk(remote, forwarded, tuple(trusted) if forwarded else ())


@lru_cache(maxsize=16_384)
def _walk(remote: str, forwarded: str, trusted: tuple[Network, ...]) -> Address:
    return walk(remote, forwarded, trusted=trusted)

"""Read the visitor's address off a request: the only reader of what proxies say."""

from collections.abc import Sequence

from django.http import HttpRequest

from botguard.engine.address import Address, Network
from botguard.engine.address import client_address as walk


def client_address(request: HttpRequest, *, trusted: Sequence[Network]) -> Address:
    """Return the address of the visitor, believing only proxies we trust."""
    meta = request.META
    return walk(str(meta.get("REMOTE_ADDR", "")), str(meta.get("HTTP_X_FORWARDED_FOR", "")), trusted=trusted)

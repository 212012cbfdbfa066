"""Read the keys that robots publish: over TLS, from public addresses only, without redirects, a bounded answer.

A name is resolved once and the connection goes to what it gave, so that a second answer cannot lead into the house.
"""

import json
import ssl
import time
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from socket import SOCK_STREAM, gaierror, getaddrinfo
from urllib.parse import urlsplit

import httpx

from botguard.engine.address import Address, unmapped
from botguard.engine.botauth import CARD, KEY_SET, BadPublication, checked_url, read_card
from botguard.engine.directory import Published, Reading, read_published
from botguard.engine.signature import Answer, Message

MOST_BYTES = 65_536
TIMEOUT_SECONDS = 5.0
TLS = 443


class DirectoryAway(Exception):
    """A directory could not be read; the text says why, for staff."""


def is_public(address: Address) -> bool:
    """Tell whether an address is one of the open internet's, and not of this house or its neighbours."""
    plain = unmapped(address)
    inner = getattr(plain, "sixtofour", None) or getattr(plain, "teredo", None)
    return plain.is_global and not plain.is_multicast and not plain.is_reserved and not inner


class Reader:
    """Reads JSON by https; tests give it a certificate and a port of their own, and let it reach this machine."""

    def __init__(
        self,
        *,
        allows: Callable[[Address], bool] = is_public,
        context: ssl.SSLContext | None = None,
        port: int = TLS,
    ) -> None:
        self._allows = allows
        self._context = context
        self._port = port

    def read(self, url: str) -> Published:
        """Return what an address publishes, with what of the answer may be signed.

        :raises BadPublication: when the address or its answer cannot be used
        :raises DirectoryAway: when it does not answer, or must not be asked
        """
        parts = urlsplit(checked_url(url))
        host = parts.hostname or ""
        pinned = self._pinned(host)
        where = f"[{pinned}]" if pinned.version == 6 else str(pinned)
        target = httpx.URL(
            f"https://{where}:{self._port}{parts.path or '/'}", query=parts.query.encode() or None
        )
        fields, body = self._answer(target, host)
        try:
            content: object = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise BadPublication("the answer is not JSON") from error
        asked = Message(
            method="GET", scheme="https", authority=host, path=parts.path or "/", query=parts.query, fields={}
        )
        return Published(content=content, body=body, answer=Answer(asked=asked, status=200, fields=fields))

    def _answer(self, target: httpx.URL, host: str) -> tuple[Mapping[str, str], bytes]:
        # A slow drip must not hold a worker longer than the whole may take.
        until = time.monotonic() + TIMEOUT_SECONDS
        body = b""
        try:
            with (
                httpx.Client(
                    verify=self._context or ssl.create_default_context(),
                    timeout=TIMEOUT_SECONDS,
                    follow_redirects=False,
                    trust_env=False,
                ) as client,
                client.stream(
                    "GET",
                    target,
                    headers={"Host": host, "Accept": "application/json", "Accept-Encoding": "identity"},
                    extensions={"sni_hostname": host},
                ) as response,
            ):
                if response.status_code != 200:
                    raise DirectoryAway(f"answered {response.status_code}")
                for part in response.iter_raw(8_192):
                    body += part
                    if len(body) > MOST_BYTES:
                        raise BadPublication("the answer is longer than 64 KiB")
                    if time.monotonic() > until:
                        raise DirectoryAway("answered too slowly")
                # Headers of the same name are joined, as their signatures have them.
                fields = {name.lower(): value for name, value in response.headers.items()}
        except httpx.HTTPError as error:
            raise DirectoryAway(type(error).__name__) from error
        return fields, body

    def _pinned(self, host: str) -> Address:
        try:
            found = getaddrinfo(host, self._port, type=SOCK_STREAM)
        except (gaierror, UnicodeError) as error:
            raise DirectoryAway("the name leads nowhere") from error
        addresses = [ip_address(str(each[4][0]).partition("%")[0]) for each in found]
        # One address of the house among them is reason enough to ask none.
        if not addresses or not all(self._allows(address) for address in addresses):
            raise DirectoryAway("the name leads to an address that is not public")
        return addresses[0]


def read_keys(url: str, *, form: str, reader: Reader, now: int) -> Reading:
    """Return the keys behind an address: a directory or key set, or a card, which may lead on once.

    What lies where directories have their place counts by its keys' own signatures alone.

    :raises BadPublication: when they cannot be used
    :raises DirectoryAway: when they cannot be read
    """
    published = reader.read(url)
    if form == CARD:
        found = read_card(published.content, url=url)
        if not isinstance(found, str):
            return Reading(keys=found, left_out={})
        url, form, published = found, KEY_SET, reader.read(found)
    return read_published(published, url=url, form=form, now=now)

"""Web Bot Auth: how automated visitors sign requests, and where their keys are published.

By draft-meunier-web-bot-auth-architecture and draft-meunier-webbotauth-registry: a signature tagged `web-bot-auth`
covers the host, and the Signature-Agent header names a directory of keys, a key set, or a card that leads to one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from botguard.engine.jwk import UnusableKey, read_key, thumbprint
from botguard.engine.signature import Signature, Window
from botguard.engine.structured import Item, Malformed, Token, parse_dictionary, parse_item

TAG = "web-bot-auth"
WELL_KNOWN = "/.well-known/http-message-signatures-directory"
DIRECTORY, KEY_SET, CARD = "directory", "jwks_uri", "cimd"
FORMS = (DIRECTORY, KEY_SET, CARD)
MOST_KEYS = 50
LONGEST_URL = 500
# Longer than a request is ever under way, shorter than the drafts' day: this long a nonce must be remembered.
WINDOW = Window(longest=3_600)


class BadPublication(ValueError):
    """A directory, card or registry that cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """Where a signer says its keys are: under which label, at which address, in which form."""

    label: str
    url: str
    form: str = DIRECTORY

    @property
    def source(self) -> str:
        """Return the address to read."""
        return self.url.rstrip("/") + WELL_KNOWN if self.form == DIRECTORY else self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedKey:
    """A key of a directory, by its thumbprint; usable between two times when it names them."""

    id: str
    jwk: Mapping[str, str]
    from_at: int | None = None
    until_at: int | None = None


def parse_agents(header: str) -> tuple[Agent, ...]:
    """Read Signature-Agent: a dictionary of addresses, or a single one as the first drafts had it.

    :raises Malformed: when it is neither
    """
    if header.lstrip(" \t").startswith('"'):
        return (_agent("", parse_item(header)),)
    members = parse_dictionary(header)
    return tuple(_agent(label, member) for label, member in members.items() if isinstance(member, Item))


def agent_of(signature: Signature, agents: Sequence[Agent]) -> Agent | None:
    """Return the agent a signature covers; None when it covers none.

    An address that is not signed says nothing: anybody on the way could have added it.
    """
    for component in signature.components:
        if component.value != "signature-agent":
            continue
        label = component.parameters.get("key", "")
        # The whole header is covered: with a single member, or in its old form, that is the one.
        if label == "" and len(agents) == 1:
            return agents[0]
        return next((each for each in agents if each.label == label), None)
    return None


def coverage_problem(signature: Signature) -> str:
    """Return why a signature is not one of Web Bot Auth: other-tag, no-authority or no-key; nothing when it is."""
    if signature.tag != TAG:
        return "other-tag"
    if not (signature.covers("@authority") or signature.covers("@target-uri")):
        return "no-authority"
    return "" if signature.key_id else "no-key"


def read_key_set(found: object) -> tuple[PublishedKey, ...]:
    """Read a key set; keys of kinds that are not taken are left out.

    :raises BadPublication: when it is not a key set, or none of its keys can be used
    """
    keys = found.get("keys") if isinstance(found, Mapping) else None
    if not isinstance(keys, list):
        raise BadPublication("there is no list of keys")
    read = [key for jwk in keys[:MOST_KEYS] if isinstance(jwk, Mapping) and (key := _published(jwk))]
    if not read:
        raise BadPublication("there is no key of a kind that is taken")
    return tuple(read)


def read_card(card: object, *, url: str) -> str | tuple[PublishedKey, ...]:
    """Return a card's keys, or the address of its key set.

    :raises BadPublication: when the card is another's, has neither, or both
    """
    if not isinstance(card, Mapping):
        raise BadPublication("a card is an object")
    if card.get("client_id") != url:
        raise BadPublication("client_id must match the card URL")
    if "jwks" in card and "jwks_uri" in card:
        raise BadPublication("card must not contain both jwks and jwks_uri")
    if "jwks" in card:
        return read_key_set(card["jwks"])
    address = card.get("jwks_uri")
    if not isinstance(address, str):
        raise BadPublication("the card leads to no keys")
    return checked_url(address)


def checked_url(url: str) -> str:
    """Return an address keys may be read from.

    :raises BadPublication: when it is not plain https to a named host
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadPublication("not an address") from error
    if parts.scheme != "https" or not parts.hostname or len(url) > LONGEST_URL or not url.isascii():
        raise BadPublication("an address begins with https:// and a host")
    if parts.username is not None or parts.fragment or port not in (None, 443) or not url.isprintable():
        raise BadPublication("an address has no user, fragment or port")
    return url


def _agent(label: str, item: Item) -> Agent:
    form = item.parameters.get("type", DIRECTORY)
    form = form.text if isinstance(form, Token) else form
    if not isinstance(item.value, str) or form not in FORMS or len(item.value) > LONGEST_URL:
        raise Malformed("not a signature agent")
    return Agent(label=label, url=item.value, form=str(form))


def _published(jwk: Mapping[str, object]) -> PublishedKey | None:
    try:
        read_key(jwk)
        name = thumbprint(jwk)
    except UnusableKey:
        return None
    kept = {part: str(jwk[part]) for part in ("kty", "crv", "x", "e", "n") if part in jwk}
    return PublishedKey(id=name, jwk=kept, from_at=_time(jwk.get("nbf")), until_at=_time(jwk.get("exp")))


def _time(value: object) -> int | None:
    # Some write milliseconds.
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value // 1_000 if value > 10**11 else value

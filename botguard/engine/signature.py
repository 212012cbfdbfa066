"""Verify HTTP message signatures (RFC 9421): what was signed, by which key, and whether it still counts.

The key decides the algorithm, never the message: a signature that names another one than its key's is wrong. Shared
secrets are not supported, so a public key can never be mistaken for one.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256, sha512

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

from botguard.engine.structured import (
    InnerList,
    Item,
    Malformed,
    Parameters,
    parse_dictionary,
    write,
    write_parameters,
)

type PublicKey = Ed25519PublicKey | RSAPublicKey

ED25519, RSA_PSS = "ed25519", "rsa-pss-sha512"
# More labels than this on one request are noise, and each would cost a look-up.
MOST_SIGNATURES = 4
MOST_COMPONENTS = 16
RSA_BITS = range(2048, 4097)
DIGESTS = {"sha-256": sha256, "sha-512": sha512}


class UnusableKey(ValueError):
    """A key of a kind, a size or a spelling that is not taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The parts of a request that may be signed; `fields` are its headers and have lower-case names."""

    method: str
    scheme: str
    authority: str
    path: str
    query: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature of a message: what it covers, what it says of itself, and its bytes."""

    label: str
    components: tuple[Item, ...]
    parameters: Parameters
    value: bytes

    @property
    def created(self) -> int | None:
        """Return when it was made, in unix seconds."""
        return self._whole("created")

    @property
    def expires(self) -> int | None:
        """Return when it says it ends."""
        return self._whole("expires")

    @property
    def key_id(self) -> str:
        """Return the name of its key."""
        return self._text("keyid")

    @property
    def algorithm(self) -> str:
        """Return the algorithm it names, which need not be its key's."""
        return self._text("alg")

    @property
    def nonce(self) -> str:
        """Return what makes it unlike any other."""
        return self._text("nonce")

    @property
    def tag(self) -> str:
        """Return the protocol it was made for."""
        return self._text("tag")

    def covers(self, *names: str) -> bool:
        """Tell whether all of these components are signed, whole."""
        whole = {each.value for each in self.components if not each.parameters}
        return whole.issuperset(names)

    def _text(self, name: str) -> str:
        value = self.parameters.get(name)
        return value if isinstance(value, str) else ""

    def _whole(self, name: str) -> int | None:
        value = self.parameters.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How old a signature may be, whatever it says of itself, and how far clocks may differ. Seconds."""

    longest: int
    ahead: int = 30


def parse_signatures(input_text: str, signature_text: str) -> tuple[Signature, ...]:
    """Read Signature-Input and Signature together; a label that only one of them has is left out.

    :raises Malformed: when either cannot be read
    """
    values = parse_dictionary(signature_text)
    found: list[Signature] = []
    for label, member in parse_dictionary(input_text).items():
        value = values.get(label)
        if value is None:
            continue
        if (
            not isinstance(member, InnerList)
            or not isinstance(value, Item)
            or not isinstance(value.value, bytes)
        ):
            raise Malformed(f"{label} is no signature")
        names = [write(each) for each in member.items]
        if len(names) > MOST_COMPONENTS or len(names) != len(set(names)):
            raise Malformed("components are too many, or named twice")
        if not all(isinstance(each.value, str) for each in member.items):
            raise Malformed("a component is not a text")
        found.append(
            Signature(label=label, components=member.items, parameters=member.parameters, value=value.value)
        )
    return tuple(found[:MOST_SIGNATURES])


def signature_base(signature: Signature, message: Message) -> bytes:
    """Return the bytes that were signed.

    :raises Malformed: when a component is unknown, or the message does not have it
    """
    lines = [f"{write(each)}: {_value(each, message)}" for each in signature.components]
    covered = " ".join(write(each) for each in signature.components)
    lines.append(f'"@signature-params": ({covered}){write_parameters(signature.parameters)}')
    try:
        return "\n".join(lines).encode("ascii")
    except UnicodeEncodeError as error:
        raise Malformed("not ASCII") from error


def timing_problem(signature: Signature, *, window: Window, now: int) -> str:
    """Return why a signature does not count now: undated, early, expired or stale; nothing when it does.

    A window may be tighter than what the signer asked for: its own `expires` only ever shortens it.
    """
    if signature.created is None:
        return "undated"
    if signature.created > now + window.ahead:
        return "early"
    if signature.expires is not None and signature.expires <= now:
        return "expired"
    return "stale" if now - signature.created > window.longest else ""


def is_signed(signature: Signature, signed: bytes, key: PublicKey) -> bool:
    """Tell whether a key made a signature of these bytes."""
    try:
        if isinstance(key, Ed25519PublicKey):
            if signature.algorithm not in ("", ED25519):
                return False
            key.verify(signature.value, signed)
        else:
            if signature.algorithm not in ("", RSA_PSS):
                return False
            pss = padding.PSS(mgf=padding.MGF1(hashes.SHA512()), salt_length=64)
            key.verify(signature.value, signed, pss, hashes.SHA512())
    except InvalidSignature:
        return False
    return True


def has_digest(header: str, body: bytes) -> bool:
    """Tell whether a Content-Digest (RFC 9530) is that of a body: one known digest at least, and none wrong."""
    try:
        found = parse_dictionary(header)
    except Malformed:
        return False
    known = [(DIGESTS[name], member) for name, member in found.items() if name in DIGESTS]
    return bool(known) and all(
        isinstance(member, Item) and member.value == digest(body).digest() for digest, member in known
    )


def read_key(jwk: Mapping[str, object]) -> PublicKey:
    """Return the public key a JSON Web Key holds: Ed25519, or RSA of 2,048 to 4,096 bits.

    :raises UnusableKey: when it is another, or is misspelt
    """
    kind = (jwk.get("kty"), jwk.get("crv"))
    try:
        if kind == ("OKP", "Ed25519"):
            return Ed25519PublicKey.from_public_bytes(_octets(jwk, "x"))
        if kind == ("RSA", None):
            numbers = RSAPublicNumbers(_number(jwk, "e"), _number(jwk, "n"))
            if numbers.n.bit_length() not in RSA_BITS or numbers.e != 65_537:
                raise UnusableKey("an RSA key of an unusual size or exponent")
            return numbers.public_key()
    except ValueError as error:
        raise UnusableKey(str(error)) from error
    raise UnusableKey("neither Ed25519 nor RSA")


def thumbprint(jwk: Mapping[str, object]) -> str:
    """Return the name every key has by itself (RFC 7638, RFC 8037).

    :raises UnusableKey: when a member it is made of is missing
    """
    names = ("crv", "kty", "x") if jwk.get("kty") == "OKP" else ("e", "kty", "n")
    values = [jwk.get(name) for name in names]
    if not all(isinstance(value, str) and value.isascii() and '"' not in value for value in values):
        raise UnusableKey("a member is missing")
    text = ",".join(f'"{name}":"{value}"' for name, value in zip(names, values, strict=True))
    return urlsafe_b64encode(sha256(f"{{{text}}}".encode()).digest()).rstrip(b"=").decode()


def _value(component: Item, message: Message) -> str:
    name = str(component.value)
    if name.startswith("@"):
        if component.parameters:
            raise Malformed(f"{name} with parameters is not supported")
        return _derived(name, message)
    if name != name.lower() or name not in message.fields:
        raise Malformed(f"{name} is not in the message")
    text = message.fields[name]
    if "\n" in text or "\r" in text:
        raise Malformed(f"{name} has a line break")
    if not component.parameters:
        return text.strip()
    if set(component.parameters) != {"key"}:
        raise Malformed(f"{name}: only the parameter key is supported")
    member = parse_dictionary(text).get(str(component.parameters["key"]))
    if member is None:
        raise Malformed(f"{name} has no such member")
    return write(member)


def _derived(name: str, message: Message) -> str:
    question = f"?{message.query}"
    full = f"{message.path}{question if message.query else ''}"
    known = {
        "@method": message.method,
        "@scheme": message.scheme,
        "@authority": message.authority,
        "@path": message.path,
        "@query": question,
        "@request-target": full,
        "@target-uri": f"{message.scheme}://{message.authority}{full}",
    }
    if name not in known:
        raise Malformed(f"{name} is not supported")
    if "\n" in known[name] or "\r" in known[name]:
        raise Malformed(f"{name} has a line break")
    return known[name]


def _number(jwk: Mapping[str, object], name: str) -> int:
    return int.from_bytes(_octets(jwk, name))


def _octets(jwk: Mapping[str, object], name: str) -> bytes:
    text = jwk.get(name)
    if not isinstance(text, str) or len(text) > 1_024:
        raise UnusableKey(f"{name} is missing")
    try:
        octets = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (Base64Error, UnicodeEncodeError) as error:
        raise UnusableKey(f"{name} is not base64") from error
    # Python skips what is no base64: one key would have many spellings, and as many names.
    if urlsafe_b64encode(octets).rstrip(b"=").decode() != text.rstrip("="):
        raise UnusableKey(f"{name} is spelt in an unusual way")
    return octets

"""Verify HTTP message signatures (RFC 9421): what was signed, by which key, and whether it still counts.

The key decides the algorithm, never the message: a signature that names another one than its key's is wrong. Shared
secrets are not supported, so a public key can never be mistaken for one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256, sha512

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from botguard.engine.jwk import PublicKey
from botguard.engine.structured import (
    MOST_MEMBERS,
    InnerList,
    Item,
    Malformed,
    Parameters,
    parse_dictionary,
    write,
    write_parameters,
)

ED25519, RSA_PSS = "ed25519", "rsa-pss-sha512"
# More labels than this on one request are noise, and each would cost a look-up.
MOST_SIGNATURES = 4
MOST_COMPONENTS = 16
DIGESTS = {"sha-256": sha256, "sha-512": sha512}


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
class Answer:
    """The parts of a response that may be signed: its own, and with `;req` those of the request it answers."""

    asked: Message
    status: int
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

    def covers_asked(self, name: str) -> bool:
        """Tell whether a response's signature covers this component of the request, whole."""
        return any(each.value == name and each.parameters == {"req": True} for each in self.components)

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


def parse_signatures(
    input_text: str, signature_text: str, *, most: int = MOST_SIGNATURES
) -> tuple[Signature, ...]:
    """Read Signature-Input and Signature together; a label that only one of them has is left out.

    :raises Malformed: when either cannot be read
    """
    members = max(most, MOST_MEMBERS)
    values = parse_dictionary(signature_text, most=members)
    found: list[Signature] = []
    for label, member in parse_dictionary(input_text, most=members).items():
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
    return tuple(found[:most])


def signature_base(signature: Signature, message: Message | Answer) -> bytes:
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


def _value(component: Item, message: Message | Answer) -> str:
    name = str(component.value)
    if isinstance(message, Answer) and "req" in component.parameters:
        rest = {key: value for key, value in component.parameters.items() if key != "req"}
        if component.parameters["req"] is not True:
            raise Malformed(f"{name}: req is a flag")
        return _value(Item(name, rest), message.asked)
    if name.startswith("@"):
        if component.parameters:
            raise Malformed(f"{name} with parameters is not supported")
        return _answered(name, message) if isinstance(message, Answer) else _derived(name, message)
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


def _answered(name: str, answer: Answer) -> str:
    if name != "@status":
        raise Malformed(f"a response has no {name} of its own")
    return str(answer.status)


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

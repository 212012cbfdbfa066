"""Which keys of a directory count: those that signed the directory's own answer.

By draft-meunier-http-message-signatures-directory: a directory at its well-known address is signed once by each key it
lists, over the host that was asked. Anybody can copy a list of keys to a place of their own; only who has the private
halves can sign it there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from botguard.engine.botauth import (
    DIRECTORY,
    MOST_KEYS,
    WELL_KNOWN,
    BadPublication,
    PublishedKey,
    read_key_set,
)
from botguard.engine.jwk import read_key
from botguard.engine.signature import (
    Answer,
    Signature,
    Window,
    has_digest,
    is_signed,
    parse_signatures,
    signature_base,
    timing_problem,
)
from botguard.engine.structured import Malformed

TAG = "http-message-signatures-directory"
# A directory may come out of a cache that keeps it for a day; how late a task reads its answer hardly matters.
WINDOW = Window(longest=86_400, ahead=300)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What an address answered: the JSON, the bytes it came in, and what of the answer may be signed."""

    content: object
    body: bytes
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The keys of a directory that count, and why others do not: unsigned, expired … by their thumbprint."""

    keys: tuple[PublishedKey, ...]
    left_out: Mapping[str, str]

    @property
    def problem(self) -> str:
        """Say how many keys are not taken and why; nothing when all are."""
        if not self.left_out:
            return ""
        number, why = len(self.left_out), ", ".join(sorted(set(self.left_out.values())))
        return f"{number} of {number + len(self.keys)} keys not taken: {why}"


def must_vouch(url: str, *, form: str) -> bool:
    """Tell whether keys at an address must sign the answer: where a directory has its place.

    The address says so, never the answer: a copy would only have to leave its signatures out.
    """
    return form == DIRECTORY or urlsplit(url).path == WELL_KNOWN


def read_published(published: Published, *, url: str, form: str, now: int) -> Reading:
    """Return the keys of a directory or a key set.

    :raises BadPublication: when none of them counts
    """
    keys = read_key_set(published.content)
    if not must_vouch(url, form=form):
        return Reading(keys=keys, left_out={})
    return vouched(keys, published, now=now)


def vouched(keys: Sequence[PublishedKey], published: Published, *, now: int) -> Reading:
    """Return the keys that signed the answer they came in.

    :raises BadPublication: when none did
    """
    headers = published.answer.fields
    try:
        signatures = parse_signatures(
            headers.get("signature-input", ""), headers.get("signature", ""), most=MOST_KEYS
        )
    except Malformed as error:
        raise BadPublication("the directory's signatures cannot be read") from error
    problems = {key.id: _problem(key, signatures, published, now=now) for key in keys}
    taken = tuple(key for key in keys if not problems[key.id])
    if not taken:
        raise BadPublication(f"no key signed its directory: {', '.join(sorted(set(problems.values())))}")
    return Reading(keys=taken, left_out={key: problem for key, problem in problems.items() if problem})


def _problem(key: PublishedKey, signatures: Sequence[Signature], published: Published, *, now: int) -> str:
    """Return why a key does not vouch for the answer; nothing when one of its signatures does."""
    found = [
        _signature_problem(key, each, published, now=now)
        for each in signatures
        if each.tag == TAG and each.key_id == key.id
    ]
    if not found:
        return "unsigned"
    return "" if "" in found else found[0]


def _signature_problem(key: PublishedKey, signature: Signature, published: Published, *, now: int) -> str:
    if not signature.covers_asked("@authority"):
        return "no-authority"
    # One that never ends could be shown for ever by whoever saw it once.
    if signature.expires is None:
        return "endless"
    if problem := timing_problem(signature, window=WINDOW, now=now):
        return problem
    try:
        base = signature_base(signature, published.answer)
    except Malformed:
        return "wrong-signature"
    if not is_signed(signature, base, read_key(key.jwk)):
        return "wrong-signature"
    digest = published.answer.fields.get("content-digest", "")
    if signature.covers("content-digest") and not has_digest(digest, published.body):
        return "wrong-digest"
    return ""

"""What this shop knows of those who sign, and whether a signed request is one of theirs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from botguard.engine import botauth
from botguard.engine.crawler import CLAIMED, DEFAULTS, FAKE, NOBODY, PARTNER, READ, VERIFIED, Bot
from botguard.engine.jwk import PublicKey
from botguard.engine.signature import (
    Message,
    Signature,
    Window,
    is_signed,
    parse_signatures,
    signature_base,
    timing_problem,
)
from botguard.engine.structured import Malformed

PARTNER_TAG = "latchkey"
# A partner signs each request for itself: everything that steers it, by a clock that is right, once.
PARTNER_WINDOW = Window(longest=300)
PARTNER_COVERS = (("@method", "@authority", "@path", "@query"), ("@method", "@target-uri"))
NONCE_LENGTHS = range(12, 257)
# Keys are turned over: one we do not know may be new. After a look at the directory it is not.
FRESH_SECONDS = 600
# What is told to a partner whose signature does not count: the standard's way to ask for one.
ACCEPTED = (
    'latchkey=("@method" "@authority" "@path" "@query" "content-digest")'
    f';created;nonce;keyid;tag="{PARTNER_TAG}"'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A key that signs: whose it is, where it was read (nowhere for partners), and until when it counts."""

    key_id: str
    key: PublicKey
    name: str
    crawler_class: str
    source: str = ""
    rooms: frozenset[str] = frozenset()
    from_at: float | None = None
    until_at: float | None = None

    def is_current(self, *, now: float) -> bool:
        """Tell whether the key counts now."""
        return (self.from_at is None or self.from_at <= now) and (
            self.until_at is None or now < self.until_at
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Everything known of robots and partners, as every process holds it in memory."""

    signers: Mapping[str, tuple[Signer, ...]] = field(default_factory=dict)  # by the key's thumbprint
    sources: Mapping[str, float] = field(default_factory=dict)  # directories, and when they were last read
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (address, operator): verified, fake
    permissions: Mapping[str, str] = field(default_factory=dict)

    def permission(self, crawler_class: str) -> str:
        """Return what the merchant lets a class do."""
        return self.permissions.get(crawler_class, DEFAULTS.get(crawler_class, READ))


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who signed a request, what makes the signature single-use, and a directory to look at again."""

    bot: Bot = NOBODY
    nonce: str = ""
    keep_seconds: int = 0  # how long the nonce must be remembered
    has_digest: bool = False  # the body's digest is signed, and the body must fit it
    stale_source: str = ""


def judge_signed(message: Message, *, register: Register, now: int, has_body: bool) -> Signed:
    """Return who signed a request: the first signature that proves somebody, else the first that tries to."""
    headers = message.fields
    try:
        signatures = parse_signatures(headers.get("signature-input", ""), headers.get("signature", ""))
        agents = botauth.parse_agents(headers["signature-agent"]) if "signature-agent" in headers else ()
    except Malformed:
        return Signed(bot=Bot(state=CLAIMED, problem="malformed"))
    tried: list[Signed] = []
    for signature in signatures:
        if signature.tag == PARTNER_TAG:
            found = _partner(signature, message, register=register, now=now, has_body=has_body)
        elif signature.tag == botauth.TAG:
            agent = botauth.agent_of(signature, agents)
            found = _robot(signature, message, agent, register=register, now=now)
        else:
            continue
        if found.bot.is_verified:
            return found
        tried.append(found)
    return tried[0] if tried else Signed()


def _partner(
    signature: Signature, message: Message, *, register: Register, now: int, has_body: bool
) -> Signed:
    signer = next((each for each in register.signers.get(signature.key_id, ()) if not each.source), None)

    def not_taken(problem: str, *, state: str = CLAIMED) -> Signed:
        name, key_id = (signer.name, signer.key_id) if signer else ("", "")
        bot = Bot(state=state, name=name, crawler_class=PARTNER, signer=key_id, problem=problem)
        return Signed(bot=bot)

    if signer is None or not signer.is_current(now=now):
        return not_taken("unknown-key", state=FAKE)
    if not any(signature.covers(*names) for names in PARTNER_COVERS):
        return not_taken("too-little-signed")
    has_digest = signature.covers("content-digest")
    if has_body and not has_digest:
        return not_taken("no-digest")
    if len(signature.nonce) not in NONCE_LENGTHS:
        return not_taken("no-nonce")
    problem = timing_problem(signature, window=PARTNER_WINDOW, now=now)
    if problem:
        return not_taken(problem)
    if not _fits(signature, message, signer):
        return not_taken("wrong-signature", state=FAKE)
    bot = Bot(
        state=VERIFIED,
        name=signer.name,
        crawler_class=PARTNER,
        proof="signature",
        rooms=signer.rooms,
        signer=signer.key_id,
    )
    return Signed(
        bot=bot,
        nonce=signature.nonce,
        keep_seconds=_keep(signature, PARTNER_WINDOW, now),
        has_digest=has_digest,
    )


def _robot(
    signature: Signature, message: Message, agent: botauth.Agent | None, *, register: Register, now: int
) -> Signed:
    source = agent.source if agent else ""
    host = (urlsplit(agent.url).hostname or "") if agent else ""
    known = [
        each
        for each in register.signers.get(signature.key_id, ())
        if each.source and source in ("", each.source)
    ]
    name = known[0].name if known else host
    crawler_class = known[0].crawler_class if known else ""

    def not_taken(problem: str, *, state: str = CLAIMED, stale_source: str = "") -> Signed:
        bot = Bot(state=state, name=name, crawler_class=crawler_class, problem=problem)
        return Signed(bot=bot, stale_source=stale_source)

    problem = botauth.coverage_problem(signature)
    if not problem and agent is None and "signature-agent" in message.fields:
        problem = "agent-not-signed"
    if problem:
        return not_taken(problem)
    if not known:
        read_at = register.sources.get(source)
        if read_at is None:
            return not_taken("unknown-agent")
        if now - read_at < FRESH_SECONDS:
            return not_taken("unknown-key", state=FAKE)
        return not_taken("unknown-key", stale_source=source)
    problem = timing_problem(signature, window=botauth.WINDOW, now=now)
    if problem or not known[0].is_current(now=now):
        return not_taken(problem or "old-key")
    if not _fits(signature, message, known[0]):
        return not_taken("wrong-signature", state=FAKE)
    bot = Bot(
        state=VERIFIED,
        name=name,
        crawler_class=crawler_class,
        proof="signature",
        permission=register.permission(crawler_class),
        signer=known[0].key_id,
    )
    nonce = signature.nonce if len(signature.nonce) in NONCE_LENGTHS else ""
    return Signed(bot=bot, nonce=nonce, keep_seconds=_keep(signature, botauth.WINDOW, now))


def _fits(signature: Signature, message: Message, signer: Signer) -> bool:
    try:
        return is_signed(signature, signature_base(signature, message), signer.key)
    except Malformed:
        return False


def _keep(signature: Signature, window: Window, now: int) -> int:
    """Return for how long a signature could be shown again, and a little more for clocks that differ."""
    until = (signature.created or now) + window.longest
    if signature.expires is not None:
        until = min(until, signature.expires)
    return max(1, until - now + window.ahead)

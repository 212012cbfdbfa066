"""Find out who a program is: by its signature, else by the address its operator publishes or is found under.

Names are looked up and directories are read off the request's way; here only what is known already counts, and what is
not is put on a list of errands.
"""

from collections.abc import Mapping
from dataclasses import replace

from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError

from botguard.collect.agents import claimed, said_class
from botguard.counters import errand, nonce
from botguard.engine.address import Address
from botguard.engine.crawler import CLAIMED, FAKE, NOBODY, Bot, Operator, judge_claim
from botguard.engine.register import Register, judge_signed
from botguard.engine.signature import Message, has_digest

# More than any signer needs: the largest key's signature is 700 characters.
MOST_CHARACTERS = 4_096
# No header can have this name, so nobody but us can have put it there.
MEMO = "botguard.signed"
BODILESS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def bot_of(
    request: HttpRequest,
    *,
    address: Address,
    agent: str,
    agent_class: str,
    range_name: str,
    register: Register,
    now: int,
) -> Bot:
    """Return who asks, where it is a program that says so."""
    bot = signed_bot(request, register=register, now=now)
    if bot.state != "none" and (bot.is_verified or bot.state == FAKE or agent_class != "crawler"):
        return bot
    return said_bot(agent, agent_class=agent_class, address=address, range_name=range_name, register=register)


def said_bot(agent: str, *, agent_class: str, address: Address, range_name: str, register: Register) -> Bot:
    """Return who a program is by what it calls itself and where it comes from; `range_name` is whose range that is."""
    if agent_class != "crawler":
        return NOBODY
    operator = claimed(agent)
    if operator is None:
        crawler_class = said_class(agent)
        return Bot(state=CLAIMED, crawler_class=crawler_class, permission=register.permission(crawler_class))
    return _claimant(operator, address=address, range_name=range_name, register=register)


def signed_bot(request: HttpRequest, *, register: Register, now: int) -> Bot:
    """Return who signed a request; asked again about the same request, return the same, for its nonce is spent."""
    meta = request.META
    if not is_signed(request):
        return NOBODY
    if MEMO not in meta:
        meta[MEMO] = _signed(request, register=register, now=now)
    bot = meta[MEMO]
    return bot if isinstance(bot, Bot) else NOBODY


def is_signed(request: HttpRequest) -> bool:
    """Tell whether a request carries a signature, whatever it is worth."""
    return "HTTP_SIGNATURE_INPUT" in request.META and "HTTP_SIGNATURE" in request.META


def _signed(request: HttpRequest, *, register: Register, now: int) -> Bot:
    headers = _headers(request.META)
    if any(
        len(headers.get(name, "")) > MOST_CHARACTERS
        for name in ("signature", "signature-input", "signature-agent")
    ):
        return Bot(state=CLAIMED, problem="too-long")
    try:
        authority = request.get_host().lower()
    except DisallowedHost:
        return Bot(state=CLAIMED, problem="other-host")
    scheme = request.scheme or "http"
    message = Message(
        method=request.method or "",
        scheme=scheme,
        authority=authority.removesuffix(":443" if scheme == "https" else ":80"),
        path=request.get_full_path().partition("?")[0],
        query=str(request.META.get("QUERY_STRING", "")),
        fields=headers,
    )
    has_body = message.method not in BODILESS or headers.get("content-length", "0") not in ("", "0")
    found = judge_signed(message, register=register, now=now, has_body=has_body)
    if found.stale_source:
        errand.errands.read(found.stale_source)
    bot = found.bot
    if not bot.is_verified:
        return bot
    if found.has_digest and not _is_body_signed(request, headers.get("content-digest", "")):
        return replace(bot, state=FAKE, problem="other-body")
    if not found.nonce:
        return bot
    problem = nonce.spend(
        bot.signer, found.nonce, seconds=found.keep_seconds, is_safe=message.method in BODILESS
    )
    return replace(bot, state=CLAIMED, problem=problem) if problem else replace(bot, is_single_use=True)


def _claimant(operator: Operator, *, address: Address, range_name: str, register: Register) -> Bot:
    place = (address.compressed, operator.name)
    name_state = register.names.get(place, "")
    state, proof = judge_claim(operator, range_name=range_name, name_state=name_state)
    if operator.domains and not name_state and proof != "range":
        errand.errands.resolve(*place)
    return Bot(
        state=state,
        name=operator.name,
        crawler_class=operator.crawler_class,
        proof=proof,
        permission=register.permission(operator.crawler_class),
    )


def _is_body_signed(request: HttpRequest, header: str) -> bool:
    try:
        return has_digest(header, request.body)
    except (RequestDataTooBig, UnreadablePostError):
        return False


def _headers(meta: Mapping[str, object]) -> dict[str, str]:
    """Return headers by their names; where one came twice, the server has joined its values with a comma."""
    found = {
        name[5:].replace("_", "-").lower(): str(value)
        for name, value in meta.items()
        if name.startswith("HTTP_")
    }
    for name in ("content-type", "content-length"):
        value = str(meta.get(name.replace("-", "_").upper()) or "")
        if value:
            found[name] = value
    return found

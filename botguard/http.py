"""What the guard leaves on a request, typed. Everything above reads `request.guard` and never a client header."""

from dataclasses import field, replace
from ipaddress import IPv4Address, IPv6Address
from typing import Protocol, cast

from django.http import HttpRequest

from botguard.engine.key import Key
from scorecard.construction import swift


@swift()
class NetworkFacts:
    """What the shipped files know of an address. None is unknown."""

    country: str | None = None  # ISO 3166 alpha-2
    asn: int | None = None
    organisation: str | None = None
    kind: str = (
        "unknown"  # residential-or-business: "unknown"; else hosting, vpn, tor, relay, crawler, private
    )


@swift()
class VisitFacts:
    """What a visit looked like when it was asked: counters are of the visitor's key and address."""

    key_id: str | None = None  # the visitor's key, random, no personal meaning
    agent: str = ""
    agent_class: str = "unknown"  # browser, tool, headless, crawler, empty, unknown
    languages: str = ""
    first_seen_at: float | None = None  # unix seconds, the key's issue
    pages: int | None = None  # navigations with this key; None when Valkey did not answer
    product_pages: int | None = None
    proof: str | None = None  # how the checkout room was opened: work, patience, account
    trap_hits: int | None = None
    points: int = 0  # the guard's total for the visit, centibans
    codes: tuple[str, ...] = field(default=())


@swift()
class Guard:
    """The guard's view of one request."""

    address: IPv4Address | IPv6Address
    room: str
    network: NetworkFacts
    visit: VisitFacts
    action: str  # allow, slow, challenge, throttle, refuse
    key: Key | None = None  # what the visitor showed, verified and not taken back
    has_proof: bool = False  # the key opens the checkout
    at: float = 0.0  # unix seconds
    is_key_new: bool = False  # cut, renewed or bound anew by this answer
    brought: Key | None = None  # a key that the answer is to bring, instead of the guard's own
    counted_by: str | None = None  # the key that carries the visitor's counts; None: the address does


class GuardedRequest(Protocol):
    """A request that has passed the guard."""

    guard: Guard


def bring_key(request: HttpRequest, key: Key) -> None:
    """Let the answer to a request bring a key."""
    request.guard = replace(guard_of(request), key=key, brought=key)  # type: ignore[attr-defined] # GuardedRequest


def guard_of(request: HttpRequest) -> Guard:
    """Return what the guard knows of a request."""
    return cast(GuardedRequest, request).guard

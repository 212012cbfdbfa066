"""Read a request and what is known of its sender. Client headers are read here and nowhere else."""

from collections.abc import Collection

from django.http import HttpRequest

from botguard import conf
from botguard.collect.byte_range import byte_range
from botguard.collect.came_from import came_from
from botguard.collect.client_address import client_address
from botguard.collect.crawlers import bot_of, is_signed
from botguard.collect.manner import Look, header, look_of
from botguard.collect.network import network_facts, origin
from botguard.collect.place import place_of
from botguard.engine import key as keys
from botguard.engine import revocation
from botguard.engine.address import Address, neighbourhood
from botguard.engine.crawler import NOBODY
from botguard.engine.facts import RequestFacts
from botguard.engine.key import Key
from botguard.engine.tier import NO_RECORD
from botguard.queries import register, snapshot

__all__ = ["byte_range", "came_from", "client_address", "is_same_site", "network_facts", "request_facts"]

KEY_HEADER = "HTTP_LATCHKEY_KEY"
MOST_CHARACTERS = 512


def request_facts(request: HttpRequest, *, now: float) -> RequestFacts:
    """Return everything the guard knows of a request before it asks the counters. No SQL, no network."""
    path, method = request.path, request.method or ""
    policy = conf.policy()
    place = place_of(path, str(request.META.get("QUERY_STRING", "")), paths=policy.paths)
    look = look_of(request, is_api=place.is_api, terms=policy.browsers, now=now)
    address = client_address(request, trusted=conf.trusted_proxies())
    known = origin(address)
    network, seen = known.facts, snapshot.current()
    key, state, taken = _key(request, address=address, agent=look.agent, now=now)
    bot = NOBODY
    if place.is_guarded and (look.agent_class == "crawler" or is_signed(request)):
        bot = bot_of(
            request,
            address=address,
            agent=look.agent,
            agent_class=look.agent_class,
            range_name=known.crawler,
            register=register.current(),
            now=int(now),
        )
    return RequestFacts(
        address=address,
        room=place.room,
        method=method,
        path=path[:200],
        is_guarded=place.is_guarded,
        is_api=place.is_api,
        is_htmx=look.is_htmx,
        agent=look.agent,
        agent_class=look.agent_class,
        languages=look.languages,
        oddities=look.oddities,
        is_navigation=_is_navigation(method, look),
        is_opened=look.is_opened,
        is_search=place.is_search,
        number=place.number,
        is_product=place.is_product and method == "GET",
        is_trap=place.is_trap and look.is_same_site and not look.is_prefetch,
        is_scan=place.is_scan,
        country=network.country,
        asn=network.asn,
        organisation=network.organisation,
        network_kind=network.kind,
        is_crowded=network.kind == "relay" or network.asn in policy.crowds,
        crawler=known.crawler,
        bot=bot,
        key=key,
        key_state=state,
        revocation=taken,
        tier=_tier(key, state, seen.distrusted),
        around=seen.networks.get(neighbourhood(address), NO_RECORD) if seen.networks else NO_RECORD,
        measures=seen.measures(
            address=address, country=network.country, asn=network.asn, agent=look.agent, now=now
        ),
    )


def is_same_site(request: HttpRequest) -> bool:
    """Tell whether a request may come from our own pages: others must not be able to send people into a trap."""
    return header(request, "HTTP_SEC_FETCH_SITE") not in ("cross-site", "same-site")


def _tier(key: Key | None, state: str, distrusted: Collection[bytes]) -> str:
    # Distrust goes with the account, wherever its key is; trust holds only where the key was given.
    if key is None or key.account == keys.NOBODY:
        return "ordinary"
    if key.tier == "distrusted" or key.account in distrusted:
        return "distrusted"
    return key.tier if state == "good" else "ordinary"


def _key(request: HttpRequest, *, address: Address, agent: str, now: float) -> tuple[Key | None, str, str]:
    """Return the key that was shown, its state, and what of it was taken back."""
    token = header(request, KEY_HEADER) or str(request.COOKIES.get(conf.cookie_name(), ""))
    reading = keys.read(token[:MOST_CHARACTERS], secrets=conf.secrets(), now=int(now))
    key = reading.key
    if key is None:
        return None, reading.state, ""
    taken = snapshot.current().revoked.get(key.id, "")
    if revocation.is_all(taken, now=now):
        return key, "revoked", taken
    return key, keys.place(key, address=address, agent=agent), taken


def _is_navigation(method: str, look: Look) -> bool:
    """Tell whether somebody opens a page, or reads on in one, by this; prefetches are none.

    Whatever is read counts, also by scripts (another filter, another page of a list): a header that claims to ask for
    a part only is as easily sent as any other. Of forms, only those that scripts send for parts of pages are none.
    """
    if method not in ("GET", "HEAD", "POST") or look.is_prefetch:
        return False
    return method != "POST" or look.is_opened or look.is_program

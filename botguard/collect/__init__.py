"""Read a request and what is known of its sender. Client headers are read here and nowhere else."""

from django.http import HttpRequest

from botguard import conf
from botguard.collect.agents import agent_class
from botguard.collect.byte_range import byte_range
from botguard.collect.client_address import client_address
from botguard.collect.crawlers import bot_of
from botguard.collect.manner import header, is_opened, is_prefetch, is_script, number_of, oddities_of
from botguard.collect.network import network_facts, origin
from botguard.engine import key as keys
from botguard.engine import revocation
from botguard.engine.crawler import NOBODY
from botguard.engine.facts import RequestFacts
from botguard.queries import register, snapshot

__all__ = ["byte_range", "client_address", "is_same_site", "network_facts", "request_facts"]

KEY_HEADER = "HTTP_LATCHKEY_KEY"
MOST_CHARACTERS = 512
LISTS = ("/c/", "/api/v1/products/")


def request_facts(request: HttpRequest, *, now: float) -> RequestFacts:
    """Return everything the guard knows of a request before it asks the counters. No SQL, no network."""
    path, policy = request.path, conf.policy()
    query = str(request.META.get("QUERY_STRING", ""))
    lowered = path[:200].lower()
    address = client_address(request, trusted=conf.trusted_proxies())
    agent = header(request, "HTTP_USER_AGENT")
    kind = agent_class(agent)
    known = origin(address)
    reading = _key(request, now=now)
    key, state = reading.key, reading.state
    seen = snapshot.current()
    taken = seen.revoked.get(key.id, "") if key is not None else ""
    if key is not None:
        is_revoked = revocation.is_all(taken, now=now)
        state = "revoked" if is_revoked else keys.place(key, address=address, agent=agent)
    room = conf.room(path)
    is_asset = lowered.startswith(policy.paths.assets)
    is_guarded = not (lowered.startswith(conf.unguarded()) or is_asset)
    bot = NOBODY
    if is_guarded:
        bot = bot_of(
            request,
            address=address,
            agent=agent,
            agent_class=kind,
            range_name=known.crawler,
            register=register.current(),
            now=int(now),
        )
    return RequestFacts(
        address=address,
        room=room,
        method=request.method or "",
        path=path[:200],
        is_guarded=is_guarded,
        is_api=path.startswith("/api/"),
        is_htmx=header(request, "HTTP_HX_REQUEST") == "true",
        agent=agent,
        agent_class=kind,
        languages=header(request, "HTTP_ACCEPT_LANGUAGE"),
        oddities=oddities_of(
            request, agent=agent, agent_class=kind, is_api=path.startswith("/api/"), now=now
        ),
        is_navigation=_is_navigation(request, is_browser=kind == "browser"),
        is_opened=is_opened(request),
        is_search=room == "search" or (bool(query) and lowered.startswith(LISTS)),
        number=number_of(path, query),
        is_product=request.method == "GET" and lowered.startswith(policy.paths.products),
        is_trap=lowered.startswith(policy.paths.traps) and is_same_site(request) and not is_prefetch(request),
        is_scan=lowered.startswith(policy.paths.scans),
        country=known.facts.country,
        asn=known.facts.asn,
        organisation=known.facts.organisation,
        network_kind=known.facts.kind,
        is_crowded=known.facts.kind == "relay" or known.facts.asn in policy.crowds,
        crawler=known.crawler,
        bot=bot,
        key=key,
        key_state=state,
        revocation=taken,
        measures=seen.measures(
            address=address, country=known.facts.country, asn=known.facts.asn, agent=agent, now=now
        ),
    )


def is_same_site(request: HttpRequest) -> bool:
    """Tell whether a request may come from our own pages: others must not be able to send people into a trap."""
    return header(request, "HTTP_SEC_FETCH_SITE") not in ("cross-site", "same-site")


def _key(request: HttpRequest, *, now: float) -> keys.Reading:
    token = header(request, KEY_HEADER) or str(request.COOKIES.get(conf.cookie_name(), ""))
    return keys.read(token[:MOST_CHARACTERS], secrets=conf.secrets(), now=int(now))


def _is_navigation(request: HttpRequest, *, is_browser: bool) -> bool:
    """Tell whether somebody opens a page, or reads on in one, by this; prefetches are none.

    Whatever is read counts, also by scripts (another filter, another page of a list): a header that claims to ask for
    a part only is as easily sent as any other. Of forms, only those that scripts send for parts of pages are none.
    """
    if request.method not in ("GET", "HEAD", "POST") or is_prefetch(request):
        return False
    if request.method != "POST" or is_opened(request):
        return True
    is_bare = not header(request, "HTTP_SEC_FETCH_DEST") and not is_script(request)
    return is_bare and not is_browser and "*/*" in header(request, "HTTP_ACCEPT")

"""Read a request and what is known of its sender. Client headers are read here and nowhere else."""

from django.http import HttpRequest

from botguard import conf
from botguard.collect.agents import agent_class, claimed_operator
from botguard.collect.client_address import client_address
from botguard.collect.network import network_facts, origin
from botguard.engine import key as keys
from botguard.engine.agent import sends_fetch_metadata
from botguard.engine.facts import RequestFacts
from botguard.queries import snapshot

__all__ = ["client_address", "is_same_site", "network_facts", "request_facts"]

KEY_HEADER = "HTTP_LATCHKEY_KEY"
MOST_CHARACTERS = 512


def request_facts(request: HttpRequest, *, now: float) -> RequestFacts:
    """Return everything the guard knows of a request before it asks the counters. No SQL, no network."""
    path, policy = request.path, conf.policy()
    lowered = path[:200].lower()
    address = client_address(request, trusted=conf.trusted_proxies())
    agent = _header(request, "HTTP_USER_AGENT")
    kind = agent_class(agent)
    known = origin(address)
    claim = claimed_operator(agent) if kind == "crawler" else ""
    reading = _key(request, now=now)
    key, state = reading.key, reading.state
    seen = snapshot.current()
    if key is not None:
        state = "revoked" if key.id in seen.revoked else keys.place(key, address=address, agent=agent)
    room = conf.room(path)
    is_asset = lowered.startswith(policy.paths.assets)
    return RequestFacts(
        address=address,
        room=room,
        method=request.method or "",
        path=path[:200],
        is_guarded=not (lowered.startswith(conf.unguarded()) or is_asset),
        is_api=path.startswith("/api/"),
        is_htmx=_header(request, "HTTP_HX_REQUEST") == "true",
        agent=agent,
        agent_class=kind,
        languages=_header(request, "HTTP_ACCEPT_LANGUAGE"),
        has_fetch_metadata=bool(_header(request, "HTTP_SEC_FETCH_MODE"))
        or not (sends_fetch_metadata(agent) and _is_trustworthy(request)),
        is_navigation=_is_navigation(request, is_browser=kind == "browser"),
        is_product=request.method == "GET" and lowered.startswith(policy.paths.products),
        is_trap=lowered.startswith(policy.paths.traps)
        and is_same_site(request)
        and not _is_prefetch(request),
        is_scan=lowered.startswith(policy.paths.scans),
        country=known.facts.country,
        asn=known.facts.asn,
        organisation=known.facts.organisation,
        network_kind=known.facts.kind,
        crawler=known.crawler,
        is_verified_crawler=bool(claim) and claim == known.crawler,
        is_impostor=bool(claim) and claim != known.crawler,
        key=key,
        key_state=state,
        measures=seen.measures(
            address=address, country=known.facts.country, asn=known.facts.asn, agent=agent, now=now
        ),
    )


def is_same_site(request: HttpRequest) -> bool:
    """Tell whether a request may come from our own pages: others must not be able to send people into a trap."""
    return _header(request, "HTTP_SEC_FETCH_SITE") not in ("cross-site", "same-site")


def _key(request: HttpRequest, *, now: float) -> keys.Reading:
    token = _header(request, KEY_HEADER) or str(request.COOKIES.get(conf.cookie_name(), ""))
    return keys.read(token[:MOST_CHARACTERS], secrets=conf.secrets(), now=int(now))


def _is_navigation(request: HttpRequest, *, is_browser: bool) -> bool:
    """Tell whether somebody opens a page, or reads on in one, by this; prefetches are none.

    Whatever is read counts, also by scripts (another filter, another page of a list): a header that claims to ask for
    a part only is as easily sent as any other. Of forms, only those that scripts send for parts of pages are none.
    """
    if request.method not in ("GET", "HEAD", "POST") or _is_prefetch(request):
        return False
    if request.method != "POST":
        return True
    destination = _header(request, "HTTP_SEC_FETCH_DEST")
    if destination:
        return destination == "document"
    if _header(request, "HTTP_HX_REQUEST") or _header(request, "HTTP_X_REQUESTED_WITH"):
        return False
    accepted = _header(request, "HTTP_ACCEPT")
    return "text/html" in accepted or ("*/*" in accepted and not is_browser)


def _is_prefetch(request: HttpRequest) -> bool:
    purpose = _header(request, "HTTP_SEC_PURPOSE") or _header(request, "HTTP_PURPOSE")
    return "prefetch" in purpose


def _is_trustworthy(request: HttpRequest) -> bool:
    # Browsers send Sec-Fetch-* over TLS and to this machine, not over plain HTTP elsewhere.
    host = _header(request, "HTTP_HOST").partition(":")[0]
    return request.is_secure() or host == "localhost" or host.startswith("127.")


def _header(request: HttpRequest, name: str) -> str:
    return str(request.META.get(name, ""))[:MOST_CHARACTERS]

"""Read a request's manner: what its browser, not the page or the person, put into the headers."""

import re
from datetime import UTC, datetime
from functools import lru_cache

from django.http import HttpRequest

from botguard import conf
from botguard.engine.address import is_in, parse_address
from botguard.engine.manner import Manner, oddities
from botguard.engine.version import BrowserTerms

# Nothing longer than this is a browser's, and little is kept of whoever tries.
MOST_CHARACTERS = 512
NUMBER = re.compile(r"(\d{1,9})(?!.*\d)")


def header(request: HttpRequest, name: str) -> str:
    """Return a header, cut to what a browser may send."""
    return str(request.META.get(name, ""))[:MOST_CHARACTERS]


def oddities_of(
    request: HttpRequest, *, agent: str, agent_class: str, is_api: bool, now: float
) -> tuple[str, ...]:
    """Return what is odd about a request's headers, remembered per set of headers: a browser repeats its own."""
    if agent_class not in ("browser", "headless"):
        return ()
    manner = Manner(
        agent=agent,
        agent_class=agent_class,
        accept=header(request, "HTTP_ACCEPT"),
        encoding=header(request, "HTTP_ACCEPT_ENCODING"),
        languages=header(request, "HTTP_ACCEPT_LANGUAGE"),
        site=header(request, "HTTP_SEC_FETCH_SITE"),
        mode=header(request, "HTTP_SEC_FETCH_MODE"),
        destination=header(request, "HTTP_SEC_FETCH_DEST"),
        user=header(request, "HTTP_SEC_FETCH_USER"),
        brands=header(request, "HTTP_SEC_CH_UA"),
        mobile=header(request, "HTTP_SEC_CH_UA_MOBILE"),
        platform=header(request, "HTTP_SEC_CH_UA_PLATFORM"),
        is_script=is_script(request),
        is_reading=request.method in ("GET", "HEAD"),
        is_secure=_is_trustworthy(request),
        is_api=is_api,
        tls=_tls(request),
    )
    return _oddities(manner, int(now) // 86_400, conf.policy().browsers)


def is_script(request: HttpRequest) -> bool:
    """Tell whether a request says that a script of a page sent it."""
    # Android's webviews put their program's name into X-Requested-With of every page.
    return (
        bool(header(request, "HTTP_HX_REQUEST"))
        or header(request, "HTTP_X_REQUESTED_WITH") == "XMLHttpRequest"
    )


def is_prefetch(request: HttpRequest) -> bool:
    """Tell whether a browser asks ahead of its person."""
    purpose = header(request, "HTTP_SEC_PURPOSE") or header(request, "HTTP_PURPOSE")
    return "prefetch" in purpose


def is_opened(request: HttpRequest) -> bool:
    """Tell whether a person opens a page by a request: the navigation that browsers name, or what looks like one."""
    if is_prefetch(request) or is_script(request):
        return False
    destination = header(request, "HTTP_SEC_FETCH_DEST")
    return destination == "document" if destination else "text/html" in header(request, "HTTP_ACCEPT")


def number_of(path: str, query: str) -> int:
    """Return the last number of an address, such as the page of a list or an id; -1 if it has none."""
    page = re.search(r"(?:^|&)page=(\d{1,9})(?:&|$)", query[:MOST_CHARACTERS]) if "page=" in query else None
    found = page or NUMBER.search(path[:MOST_CHARACTERS])
    return int(found[1]) if found else -1


@lru_cache(maxsize=2048)
def _oddities(manner: Manner, day: int, terms: BrowserTerms) -> tuple[str, ...]:
    return oddities(manner, terms=terms, today=datetime.fromtimestamp(day * 86_400, UTC).date())


def _tls(request: HttpRequest) -> str:
    """Return the fingerprint of the handshake, which only a proxy of ours can know."""
    name = conf.handshake_header()
    if not name:
        return ""
    peer = parse_address(str(request.META.get("REMOTE_ADDR", "")))
    return header(request, name) if peer and is_in(peer, conf.trusted_proxies()) else ""


def _is_trustworthy(request: HttpRequest) -> bool:
    # Browsers send Sec-Fetch-* over TLS and to this machine, not over plain HTTP elsewhere.
    host = header(request, "HTTP_HOST").partition(":")[0]
    return request.is_secure() or host == "localhost" or host.startswith("127.")

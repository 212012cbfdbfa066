"""Read a request's manner: what its browser, not the page or the person, put into the headers.

A browser repeats its own headers with nearly every request, so everything is found once for a set of them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from django.http import HttpRequest

from botguard import conf
from botguard.collect.agents import agent_class
from botguard.engine.address import is_in, parse_address
from botguard.engine.manner import Manner, oddities
from botguard.engine.version import BrowserTerms

# Nothing longer than this is a browser's, and little is kept of whoever tries.
MOST_CHARACTERS = 512
# All of an ordinary browser's headers together are shorter.
USUAL_CHARACTERS = 1_536


class Headers(NamedTuple):
    """The headers of one request, each cut to what a browser may send."""

    agent: str
    accept: str
    encoding: str
    languages: str
    site: str
    mode: str
    destination: str
    user: str
    brands: str
    mobile: str
    platform: str
    htmx: str
    requested_with: str
    purpose: str
    old_purpose: str


NAMES = (
    *(
        "HTTP_USER_AGENT",
        "HTTP_ACCEPT",
        "HTTP_ACCEPT_ENCODING",
        "HTTP_ACCEPT_LANGUAGE",
        "HTTP_SEC_FETCH_SITE",
    ),
    *("HTTP_SEC_FETCH_MODE", "HTTP_SEC_FETCH_DEST", "HTTP_SEC_FETCH_USER", "HTTP_SEC_CH_UA"),
    *("HTTP_SEC_CH_UA_MOBILE", "HTTP_SEC_CH_UA_PLATFORM", "HTTP_HX_REQUEST", "HTTP_X_REQUESTED_WITH"),
    *("HTTP_SEC_PURPOSE", "HTTP_PURPOSE"),
)
MODE = NAMES.index("HTTP_SEC_FETCH_MODE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a set of headers says by itself."""

    agent: str
    agent_class: str
    languages: str
    is_htmx: bool
    is_prefetch: bool  # a browser asks ahead of its person
    is_opened: bool  # a person opens a page: the navigation that browsers name, or what looks like one
    is_program: bool  # no browser, and asks for anything
    is_same_site: bool  # may come from our own pages
    oddities: tuple[str, ...]


def look_of(request: HttpRequest, *, is_api: bool, terms: BrowserTerms, now: float) -> Look:
    """Return what a request's headers say."""
    shown: tuple[str | None, ...] = tuple(map(request.META.get, NAMES))
    # What is remembered must not grow with what somebody sends.
    if sum(map(len, filter(None, shown))) > USUAL_CHARACTERS:
        shown = tuple((value or "")[:MOST_CHARACTERS] for value in shown)
    return _look(
        shown,
        request.method in ("GET", "HEAD"),
        # Browsers send Sec-Fetch-* over TLS and to this machine, not over plain HTTP elsewhere.
        bool(shown[MODE]) or _is_trustworthy(request),
        is_api,
        _tls(request),
        int(now) // 86_400,
        terms,
    )


def header(request: HttpRequest, name: str) -> str:
    """Return a header, cut to what a browser may send."""
    return str(request.META.get(name, ""))[:MOST_CHARACTERS]


@lru_cache(maxsize=4096)
def _look(
    shown: tuple[str | None, ...],
    is_reading: bool,
    is_secure: bool,
    is_api: bool,
    tls: str,
    day: int,
    terms: BrowserTerms,
) -> Look:
    headers = Headers._make([value or "" for value in shown])
    kind = agent_class(headers.agent)
    # Android's webviews put their program's name into X-Requested-With of every page.
    is_script = bool(headers.htmx) or headers.requested_with == "XMLHttpRequest"
    is_prefetch = "prefetch" in (headers.purpose or headers.old_purpose)
    named = headers.destination == "document" if headers.destination else "text/html" in headers.accept
    manner = Manner(
        agent=headers.agent,
        agent_class=kind,
        accept=headers.accept,
        encoding=headers.encoding,
        languages=headers.languages,
        site=headers.site,
        mode=headers.mode,
        destination=headers.destination,
        user=headers.user,
        brands=headers.brands,
        mobile=headers.mobile,
        platform=headers.platform,
        is_script=is_script,
        is_reading=is_reading,
        is_secure=is_secure,
        is_api=is_api,
        tls=tls,
    )
    is_bare = not headers.destination and not is_script
    return Look(
        agent=headers.agent,
        agent_class=kind,
        languages=headers.languages,
        is_htmx=headers.htmx == "true",
        is_prefetch=is_prefetch,
        is_opened=named and not is_script and not is_prefetch,
        is_program=is_bare and kind != "browser" and "*/*" in headers.accept,
        is_same_site=headers.site not in ("cross-site", "same-site"),
        oddities=oddities(manner, terms=terms, today=datetime.fromtimestamp(day * 86_400, UTC).date()),
    )


def _tls(request: HttpRequest) -> str:
    """Return the fingerprint of the handshake, which only a proxy of ours can know."""
    name = conf.handshake_header()
    if not name:
        return ""
    peer = parse_address(str(request.META.get("REMOTE_ADDR", "")))
    return header(request, name) if peer and is_in(peer, conf.trusted_proxies()) else ""


def _is_trustworthy(request: HttpRequest) -> bool:
    host = header(request, "HTTP_HOST").partition(":")[0]
    return request.is_secure() or host == "localhost" or host.startswith("127.")

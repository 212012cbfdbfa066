"""Whether a request's headers can come from the browser that its agent names.

Every oddity is a code of the policy. They are found once for a set of headers, which a browser repeats with nearly
every request; what they weigh is decided in botguard.engine.coherence.
"""

import re
from dataclasses import dataclass
from datetime import date

from botguard.engine.version import Browser, BrowserTerms, browser, is_impossible, is_stale

SITES = frozenset({"none", "same-origin", "same-site", "cross-site"})
MODES = frozenset({"navigate", "no-cors", "cors", "same-origin", "websocket"})
# What a navigation may load into (Fetch Metadata Request Headers, W3C).
FRAMES = frozenset({"document", "iframe", "frame", "embed", "object", "fencedframe"})
LANGUAGES = re.compile(
    r"^\s*(?:[a-z]{1,8}(?:-[a-z0-9]{1,8})*|\*)(?:\s*;\s*q=[01](?:\.\d{0,4})?)?"
    r"(?:\s*,\s*(?:[a-z]{1,8}(?:-[a-z0-9]{1,8})*|\*)(?:\s*;\s*q=[01](?:\.\d{0,4})?)?)*\s*,?\s*$",
    re.IGNORECASE,
)
BRAND = re.compile(r'"(?:Chromium|Google Chrome)";\s*v="(\d{1,4})')
# Which platforms the hint may name for a system in the agent; a telephone in desktop mode says Linux and means Android.
PLATFORMS = (
    ("Windows", {"Windows"}),
    ("Android", {"Android"}),
    ("CrOS", {"Chrome OS", "Chromium OS"}),
    ("Macintosh", {"macOS"}),
    ("Linux", {"Linux", "Android", "Chrome OS", "Chromium OS"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """The headers of one request that its browser, not the page or the person, chose."""

    agent: str
    agent_class: str = "browser"
    accept: str = ""
    encoding: str = ""
    languages: str = ""
    site: str = ""  # Sec-Fetch-Site, -Mode, -Dest, -User
    mode: str = ""
    destination: str = ""
    user: str = ""
    brands: str = ""  # Sec-CH-UA, -Mobile, -Platform
    mobile: str = ""
    platform: str = ""
    is_script: bool = False  # says that a script of the page sent it
    is_reading: bool = True  # GET or HEAD
    is_secure: bool = False  # a connection over which browsers send Sec-* headers
    is_api: bool = False
    tls: str = ""  # a JA4 fingerprint, from a trusted proxy only


def oddities(manner: Manner, *, terms: BrowserTerms, today: date) -> tuple[str, ...]:
    """Return the codes of everything that does not fit; nothing for programs that say what they are."""
    if manner.agent_class not in ("browser", "headless"):
        return ()
    named = browser(manner.agent)
    found = {
        "fetch-metadata-missing": _lacks_fetch_metadata(manner, named),
        "fetch-metadata-odd": _has_odd_fetch_metadata(manner, named),
        "hints-missing": named.sends_hints and manner.is_secure and bool(manner.mode) and not manner.brands,
        "hints-odd": bool(manner.brands) and _has_odd_hints(manner, named),
        "hints-headless": "Headless" in manner.brands,
        "accept-odd": _has_odd_accept(manner, named),
        "encoding-missing": named.is_modern and "gzip" not in manner.encoding,
        "language-missing": _is_page(manner) and not manner.languages,
        "language-odd": bool(manner.languages) and not LANGUAGES.match(manner.languages),
        "agent-impossible": is_impossible(manner.agent, terms=terms, today=today),
        "agent-stale": is_stale(manner.agent, terms=terms),
        "tls-odd": bool(manner.tls) and _has_odd_tls(manner.tls, named),
    }
    return tuple(code for code, is_found in found.items() if is_found)


def _is_page(manner: Manner) -> bool:
    return manner.is_reading and not manner.is_api and not manner.is_script


def _lacks_fetch_metadata(manner: Manner, named: Browser) -> bool:
    return manner.is_secure and named.sends_fetch_metadata and not manner.mode


def _has_odd_fetch_metadata(manner: Manner, named: Browser) -> bool:
    site, mode, destination, user = manner.site, manner.mode, manner.destination, manner.user
    if not (site or mode or destination or user):
        return False
    if named.never_sends_fetch_metadata:
        return True
    # The three travel together; only the first browsers to have them lacked the destination.
    if not (site and mode) or not (destination or named.major < 80) or (user and user != "?1"):
        return True
    if site not in SITES or mode not in MODES:
        return True
    is_navigation = mode == "navigate"
    if is_navigation and destination and destination not in FRAMES:
        return True
    if not is_navigation and (destination == "document" or user):
        return True
    return is_navigation and manner.is_script


def _has_odd_hints(manner: Manner, named: Browser) -> bool:
    if named.engine != "chromium":
        return named.engine != ""
    if (brand := BRAND.search(manner.brands)) and int(brand[1]) != named.major:
        return True
    if manner.mobile and (manner.mobile == "?1") != ("Mobile" in manner.agent):
        return True
    platform = manner.platform.strip('"')
    fitting = next((names for system, names in PLATFORMS if system in manner.agent), None)
    return bool(platform) and platform != "Unknown" and fitting is not None and platform not in fitting


def _has_odd_accept(manner: Manner, named: Browser) -> bool:
    if not named.is_modern or manner.is_api or not manner.is_reading:
        return False
    # Scripts of a page may ask for anything, but the browsers that say nothing of that are old.
    is_opened = manner.destination == "document" or (
        not manner.destination and manner.is_secure and not manner.is_script and named.sends_fetch_metadata
    )
    return not manner.accept or (is_opened and "text/html" not in manner.accept)


def _has_odd_tls(tls: str, named: Browser) -> bool:
    """Tell whether a browser of today shook hands as none does: below TLS 1.3, or without HTTP/2.

    A JA4 begins "t13d1516h2": the transport, the version, whether a host was named, ciphers, extensions, protocol
    (FoxIO, JA4 technical details). Companies that open their people's traffic make such hands, too.
    """
    head = tls.partition("_")[0]
    is_recent = named.major >= {"chromium": 80, "firefox": 80, "safari": 14}.get(named.engine, 10_000)
    return is_recent and len(head) == 10 and (head[1:3] != "13" or head[8:10] not in ("h2", "h3"))

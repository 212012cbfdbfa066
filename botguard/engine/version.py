"""What browser an agent string names, and whether such a browser can exist.

Agents are frozen and reduced in many ways, and people keep old telephones for a decade. So only what no browser of any
age has ever sent is called impossible, and old means years, on systems where the browser updates itself.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

CHROMIUM = re.compile(r"\bChrom(?:e|ium)/(\d{1,4})")
FIREFOX = re.compile(r"\bFirefox/(\d{1,4})")
SAFARI = re.compile(r"\bVersion/(\d{1,3})(?:\.(\d+))?.* Safari/")
WEBVIEW = re.compile(r"; wv\)|\bVersion/4\.0 Chrome/")
REVISION = re.compile(r"\brv:(\d{1,4})\.0\)")
WINDOWS = re.compile(r"\bWindows NT (\d+\.\d+)")
MAC = re.compile(r"Intel Mac OS X (\d+)[_.](\d+)")
KNOWN_WINDOWS = frozenset({"4.0", "5.0", "5.1", "5.2", "6.0", "6.1", "6.2", "6.3", "6.4", "10.0"})
# Relatives of Firefox that name another version than their engine's.
FIREFOX_RELATIVES = ("SeaMonkey", "Goanna", "Camino", "Waterfox", "Iceweasel", "K-Meleon", "Thunderbird")
# Consoles, programs that carry their own browser, and Microsoft's first Edge, which ended with its Windows.
UPDATED_ELSEWHERE = ("Xbox", "XBOX", "Electron/", "Edge/")
# Firefox 110 to 119 called themselves rv:109.0, lest sites read "rv:11" as Internet Explorer.
FROZEN_REVISION, FROZEN = 109, range(110, 120)
# Apple's and Google's browsers have said "10_15_7" on every newer Mac since about these versions.
FROZEN_MAC_CHROMIUM = 110
LAST_SAFARI_ON_WINDOWS = 5


# Compared by identity, because what headers say is remembered per headers and terms.
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BrowserTerms:
    """The newest browsers of a month, how fast new ones appear at most, and how old is stale."""

    year: int
    month: int
    chromium: int
    firefox: int
    safari: int
    days_a_version: int
    margin: int
    stale: int  # so many versions behind this table's, on systems that update browsers by themselves


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """An engine and its version as an agent names them; engine is "" when it names none we judge."""

    engine: str = ""  # chromium, firefox, safari
    major: int = 0
    minor: int = 0
    is_webview: bool = False

    @property
    def sends_fetch_metadata(self) -> bool:
        """Tell whether such a browser sends Sec-Fetch-* with every request over a secure connection."""
        if self.engine == "safari":
            return (self.major, self.minor) >= (16, 4)
        return self.major >= {"chromium": 80, "firefox": 90}.get(self.engine, 10_000)

    @property
    def never_sends_fetch_metadata(self) -> bool:
        """Tell whether such a browser was made before Sec-Fetch-* was."""
        if self.engine == "safari":
            return (self.major, self.minor) < (16, 4)
        return self.major < {"chromium": 76, "firefox": 90}.get(self.engine, 0)

    @property
    def sends_hints(self) -> bool:
        """Tell whether such a browser sends Sec-CH-UA with every request over a secure connection."""
        return self.engine == "chromium" and self.major >= 90 and not self.is_webview

    @property
    def is_modern(self) -> bool:
        """Tell whether the browser is of the last ten years or so, whose manners are known."""
        return self.major >= {"chromium": 60, "firefox": 60, "safari": 11}.get(self.engine, 10_000)


@lru_cache(maxsize=8192)
def browser(agent: str) -> Browser:
    """Read an agent string."""
    if found := CHROMIUM.search(agent):
        return Browser(engine="chromium", major=int(found[1]), is_webview=WEBVIEW.search(agent) is not None)
    if found := FIREFOX.search(agent):
        return Browser(engine="firefox", major=int(found[1]))
    if found := SAFARI.search(agent):
        return Browser(engine="safari", major=int(found[1]), minor=int(found[2] or 0))
    return Browser()


def is_impossible(agent: str, *, terms: BrowserTerms, today: date) -> bool:
    """Tell whether no such browser can exist: not yet released, or put together from parts that never met."""
    named = browser(agent)
    return _is_future(named, terms, today) or _is_chimera(agent, named)


def is_stale(agent: str, *, terms: BrowserTerms) -> bool:
    """Tell whether a browser is years old on Windows 10 or later, where it updates itself.

    Telephones, televisions, older Windows and old Macs end at some version for good, which is nobody's fault.
    """
    named = browser(agent)
    newest = {"chromium": terms.chromium, "firefox": terms.firefox}.get(named.engine, 0)
    is_updated = "Windows NT 10.0" in agent and not any(name in agent for name in UPDATED_ELSEWHERE)
    return is_updated and 0 < named.major < newest - terms.stale


def _is_future(named: Browser, terms: BrowserTerms, today: date) -> bool:
    days = max(0, (today - date(terms.year, terms.month, 1)).days)
    if named.engine == "safari":
        # One a year, named after the year to come.
        return named.major > terms.safari + days // 365 + 2
    newest = {"chromium": terms.chromium, "firefox": terms.firefox}.get(named.engine, 10_000)
    return named.major > newest + days // terms.days_a_version + terms.margin


def _is_chimera(agent: str, named: Browser) -> bool:
    if (windows := WINDOWS.search(agent)) and windows[1] not in KNOWN_WINDOWS:
        return True
    if named.engine == "safari" and windows and named.major > LAST_SAFARI_ON_WINDOWS:
        return True
    if named.engine == "firefox" and _has_wrong_revision(agent, named.major):
        return True
    if "Windows Phone" not in agent and "iPhone;" in agent and "Android " in agent:
        return True
    mac = MAC.search(agent)
    is_plain = named.engine == "chromium" and "Electron/" not in agent
    return bool(mac) and is_plain and named.major >= FROZEN_MAC_CHROMIUM and int(mac[1] if mac else 0) > 10


def _has_wrong_revision(agent: str, major: int) -> bool:
    found = REVISION.search(agent)
    if found is None or major < 10 or any(name in agent for name in FIREFOX_RELATIVES):
        return False
    revision = int(found[1])
    return revision != major and not (revision == FROZEN_REVISION and major in FROZEN)

"""Headers against the browser they are sent under: honest ones fit, however old, small or careful; copies do not."""

# ruff: noqa: E501 # a table is read by its columns

from dataclasses import replace
from datetime import date

import pytest

from botguard.engine.manner import Manner, oddities
from botguard.engine.version import BrowserTerms

TERMS = BrowserTerms(
    year=2025, month=11, chromium=142, firefox=145, safari=26, days_a_version=14, margin=6, stale=60
)
TODAY = date(2026, 5, 1)
CHROME = Manner(
    agent="Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    accept="text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    encoding="gzip, deflate, br, zstd",
    languages="de-DE,de;q=0.9,en;q=0.8",
    site="none",
    mode="navigate",
    destination="document",
    user="?1",
    brands='"Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99"',
    mobile="?0",
    platform='"Windows"',
    is_secure=True,
)
PHONE = replace(
    CHROME,
    agent="Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
    mobile="?1",
    platform='"Android"',
)
FIREFOX = replace(
    CHROME,
    agent="Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    brands="",
    mobile="",
    platform="",
)
SAFARI = replace(
    FIREFOX,
    agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
    user="",
)
BARE = {"site": "", "mode": "", "destination": "", "user": "", "brands": "", "mobile": "", "platform": ""}
OLD_ANDROID = replace(
    PHONE,
    agent="Mozilla/5.0 (Linux; Android 5.1; Moto E) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.110 Mobile Safari/537.36",
    **BARE,
)
OLD_SAFARI = replace(
    SAFARI,
    agent="Mozilla/5.0 (iPad; CPU OS 12_5_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 Mobile/15E148 Safari/604.1",
    **BARE,
)
LYNX = Manner(
    agent="Lynx/2.9.0dev.12 libwww-FM/2.14",
    accept="text/html, text/plain, */*;q=0.01",
    encoding="gzip",
    languages="en",
    is_secure=True,
)
SCRIPT = {
    "accept": "*/*",
    "mode": "cors",
    "destination": "empty",
    "site": "same-origin",
    "user": "",
    "is_script": True,
}
COPIED = Manner(agent=CHROME.agent, accept="*/*", encoding="gzip, deflate", is_secure=True)

HONEST: list[tuple[str, Manner]] = [
    ("Chrome on Windows", CHROME),
    ("a click within the shop", replace(CHROME, site="same-origin")),
    ("a page opened by another site's script", replace(CHROME, site="cross-site", user="")),
    ("htmx asks for a part of the page", replace(CHROME, **SCRIPT)),
    ("htmx in Firefox", replace(FIREFOX, **SCRIPT)),
    ("Chrome on a telephone", PHONE),
    ("a telephone in desktop mode", replace(PHONE, agent="Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36", mobile="?0")),
    ("a webview without hints", replace(PHONE, agent="Mozilla/5.0 (Linux; Android 14; SM-A155F Build/UP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/142.0.7444.48 Mobile Safari/537.36", brands="", mobile="", platform="")),
    ("Brave", replace(CHROME, brands='"Chromium";v="142", "Brave";v="142", "Not_A Brand";v="99"')),
    ("Edge", replace(CHROME, agent=CHROME.agent + " Edg/142.0.0.0", brands='"Chromium";v="142", "Microsoft Edge";v="142", "Not_A Brand";v="99"')),
    ("Opera, whose own version is another", replace(CHROME, agent=CHROME.agent + " OPR/126.0.0.0", brands='"Opera";v="126", "Chromium";v="142", "Not_A Brand";v="99"')),
    ("a Chromebook", replace(CHROME, agent="Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36", platform='"Chrome OS"')),
    ("Firefox, which has no hints", FIREFOX),
    ("Firefox that tells no language list but one", replace(FIREFOX, languages="en-US,en;q=0.5")),
    ("Tor Browser, frozen at an older Firefox", replace(FIREFOX, agent="Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0")),
    ("Firefox that froze its revision", replace(FIREFOX, agent="Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:109.0) Gecko/20100101 Firefox/115.0")),
    ("Safari on a telephone", SAFARI),
    ("Safari on a Mac", replace(SAFARI, agent="Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15")),
    ("Chrome on an iPhone, which is no Chromium", replace(SAFARI, agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1")),
    ("an old Android telephone", OLD_ANDROID),
    ("an old iPad", OLD_SAFARI),
    ("Internet Explorer, which asks for anything", Manner(agent="Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko", accept="*/*", encoding="gzip, deflate", languages="de", is_secure=True)),
    ("the last Chrome of Windows 7", replace(CHROME, agent="Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36", brands='"Chromium";v="109"', platform='"Windows"')),
    ("a television of 2014", Manner(agent="Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/38.0.2125.122 Safari/537.36", accept="text/html,*/*", languages="en", is_secure=True)),
    ("lynx", LYNX),
    ("w3m", replace(LYNX, agent="w3m/0.5.3+git20230121")),
    ("a page behind plain HTTP, where browsers send no such headers", replace(CHROME, **BARE, is_secure=False)),
    ("a newer Chrome than we knew of", replace(CHROME, agent=CHROME.agent.replace("142", "156"), brands='"Chromium";v="156"')),
    ("a prefetch that navigates", replace(CHROME, user="")),
    ("a form sent by Firefox", replace(FIREFOX, is_reading=False, site="same-origin")),
    ("a handshake of today", replace(CHROME, tls="t13d1516h2_8daaf6152771_02713d6af862")),
    ("a handshake over QUIC", replace(CHROME, tls="q13d0312h3_55b375c5d22e_06cda9e17597")),
    ("an old telephone's handshake", replace(OLD_ANDROID, tls="t12d1209h1_d34a8e72043a_0f2e1d0a0b0c")),
    ("a tool that says it is one", Manner(agent="curl/8.5.0", agent_class="tool", accept="*/*", is_secure=True)),
]  # fmt: skip


@pytest.mark.parametrize("manner", [row[1] for row in HONEST], ids=[row[0] for row in HONEST])
def test_nothing_is_odd_about_honest_browsers(manner: Manner) -> None:
    assert oddities(manner, terms=TERMS, today=TODAY) == ()


ODD: list[tuple[str, Manner, tuple[str, ...]]] = [
    ("a library with a copied agent", COPIED, ("fetch-metadata-missing", "accept-odd", "language-missing")),
    ("a proxy that strips Sec-Fetch", replace(CHROME, **BARE), ("fetch-metadata-missing",)),
    ("a proxy that strips hints", replace(CHROME, brands="", mobile="", platform=""), ("hints-missing",)),
    ("a proxy that unpacks", replace(CHROME, encoding=""), ("encoding-missing",)),
    ("a mode without a site", replace(CHROME, site=""), ("fetch-metadata-odd",)),
    ("a mode without a destination", replace(CHROME, destination=""), ("fetch-metadata-odd",)),
    ("a destination alone", replace(FIREFOX, site="", mode="", user=""), ("fetch-metadata-missing", "fetch-metadata-odd")),
    ("a site of nobody's", replace(FIREFOX, site="same"), ("fetch-metadata-odd",)),
    ("a navigation to nowhere", replace(FIREFOX, destination="empty"), ("fetch-metadata-odd",)),
    ("a document fetched by a script", replace(FIREFOX, mode="cors", user=""), ("fetch-metadata-odd",)),
    ("a click without a navigation", replace(FIREFOX, mode="cors", destination="empty"), ("fetch-metadata-odd",)),
    ("a click of somebody else's", replace(FIREFOX, user="?0"), ("fetch-metadata-odd",)),
    ("a script that navigates", replace(FIREFOX, is_script=True), ("fetch-metadata-odd",)),
    ("headers that its browser never had", replace(OLD_ANDROID, site="none", mode="navigate", destination="document"), ("fetch-metadata-odd",)),
    ("hints of another version", replace(CHROME, brands='"Chromium";v="120"'), ("hints-odd",)),
    ("hints from Firefox", replace(FIREFOX, brands='"Chromium";v="142"'), ("hints-odd",)),
    ("a telephone by its hints alone", replace(CHROME, mobile="?1"), ("hints-odd",)),
    ("Windows that hints at Linux", replace(CHROME, platform='"Linux"'), ("hints-odd",)),
    ("a hidden headless browser", replace(CHROME, brands='"Chromium";v="142", "HeadlessChrome";v="142"'), ("hints-headless",)),
    ("a page asked for as if by a script", replace(CHROME, accept="*/*"), ("accept-odd",)),
    ("a page asked for as nothing", replace(FIREFOX, accept=""), ("accept-odd",)),
    ("no language", replace(FIREFOX, languages=""), ("language-missing",)),
    ("a language that is none", replace(FIREFOX, languages="%s"), ("language-odd",)),
    ("a version to come in years", replace(FIREFOX, agent="Mozilla/5.0 (X11; Linux x86_64; rv:300.0) Gecko/20100101 Firefox/300.0"), ("agent-impossible",)),
    ("a Windows that never was", replace(FIREFOX, agent="Mozilla/5.0 (Windows NT 11.0; rv:145.0) Gecko/20100101 Firefox/145.0"), ("agent-impossible",)),
    ("Safari 17 on Windows", replace(SAFARI, agent="Mozilla/5.0 (Windows NT 10.0) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15"), ("agent-impossible",)),
    ("Safari 40", replace(SAFARI, agent=SAFARI.agent.replace("26.0", "40.0")), ("agent-impossible",)),
    ("a Firefox of two versions", replace(FIREFOX, agent="Mozilla/5.0 (X11; Linux x86_64; rv:91.0) Gecko/20100101 Firefox/145.0"), ("agent-impossible",)),
    ("an iPhone with Android", replace(SAFARI, agent="Mozilla/5.0 (iPhone; Android 14) AppleWebKit/605.1.15 Version/26.0 Safari/604.1"), ("agent-impossible",)),
    ("a Mac that Chromium never names", replace(CHROME, agent=CHROME.agent.replace("Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 14_2"), platform='"macOS"'), ("agent-impossible",)),
    ("a Chrome of years ago on Windows 10", replace(CHROME, agent=CHROME.agent.replace("142", "74"), **BARE), ("agent-stale",)),
    ("a handshake of a library", replace(CHROME, tls="t13i181000_85036bcba153_d41ae481755e"), ("tls-odd",)),
    ("a handshake of ten years ago", replace(FIREFOX, tls="t12d1209h2_d34a8e72043a_0f2e1d0a0b0c"), ("tls-odd",)),
    ("a headless browser without a language", replace(CHROME, agent_class="headless", languages=""), ("language-missing",)),
]  # fmt: skip


@pytest.mark.parametrize(("manner", "codes"), [row[1:] for row in ODD], ids=[row[0] for row in ODD])
def test_copies_are_told_by_what_does_not_fit(manner: Manner, codes: tuple[str, ...]) -> None:
    assert oddities(manner, terms=TERMS, today=TODAY) == codes

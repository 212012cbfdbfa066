"""Tell browsers from tools by what they call themselves. What they call themselves proves nothing."""

import re
from re import Pattern

TOOL = re.compile(
    r"scrapy|python-requests|python-urllib|python-httpx|\bhttpx\b|aiohttp|\bcurl\b|wget|libwww|lwp::|go-http-client"
    r"|okhttp|java/|apache-httpclient|node-fetch|\baxios|undici|\bgot\b|guzzle|\bruby\b|mechanize|colly|httrack"
    r"|postmanruntime|insomnia|winhttp|php/|perl|powershell|restsharp|faraday|nutch|heritrix|sqlmap|nikto|wapiti"
    r"|masscan|zgrab|ffuf|gobuster|dirbuster|hydra|python/|schemathesis|wrk\b|siege|apachebench|k6/|jmeter",
    re.IGNORECASE,
)
HEADLESS = re.compile(
    r"headless|phantomjs|puppeteer|playwright|selenium|slimerjs|splash|electron|cypress", re.IGNORECASE
)
BROWSER = re.compile(r"^(?:Mozilla/5\.0 \(|Opera/)")
# People read with these too; some name the library they are built on.
SMALL_BROWSER = re.compile(r"^(?:Lynx/|Links \(|ELinks/|w3m/|NetSurf/|Dillo/)")
# Engines that have sent Sec-Fetch-* with every request since: Chrome 76, Firefox 90, Safari 16.4.
CHROMIUM = re.compile(r"Chrome/(\d{2,4})\.")
FIREFOX = re.compile(r"Firefox/(\d{2,4})\.")
SAFARI = re.compile(r"Version/(\d{2,3})\.(\d+).* Safari/")


def classify(agent: str, *, crawlers: Pattern[str]) -> str:
    """Return browser, headless, crawler, tool, empty or unknown."""
    if not agent.strip():
        return "empty"
    if SMALL_BROWSER.match(agent):
        return "browser"
    if HEADLESS.search(agent):
        return "headless"
    # The crawlers' list names libraries too: a tool is a tool first.
    if TOOL.search(agent):
        return "tool"
    if crawlers.search(agent):
        return "crawler"
    return "browser" if BROWSER.match(agent) else "unknown"


def sends_fetch_metadata(agent: str) -> bool:
    """Tell whether the browser an agent names sends Sec-Fetch-* with every request over a secure connection."""
    if found := CHROMIUM.search(agent):
        return int(found[1]) >= 80
    if found := FIREFOX.search(agent):
        return int(found[1]) >= 90
    if found := SAFARI.search(agent):
        return (int(found[1]), int(found[2])) >= (16, 4)
    return False

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
    r"headless|phantomjs|puppeteer|playwright|selenium|slimerjs|splash|cypress", re.IGNORECASE
)
BROWSER = re.compile(
    r"^(?:Mozilla/\d\.\d+ \(|Opera[/ ]|Mozilla/5\.0 CK=)"
    # Telephones from before there were stores for programs, some of which still work.
    r"|^(?:BlackBerry|Nokia|SonyEricsson|SAMSUNG-|MOT-|LG[-E/]|ZTE-|HUAWEI|UCWEB/|OneBrowser/)|Profile/MIDP|AppleWebKit/",
    re.IGNORECASE,
)
# People read with these too; some name the library they are built on.
SMALL_BROWSER = re.compile(
    r"^(?:Lynx/|Links \(|ELinks/|w3m/|NetSurf/|Dillo/|NCSA_Mosaic/|IBrowse/|Amiga|AmigaVoyager/|Emacs-w3m/)"
)
# Nobody's browser says these of itself; "cubot" is a make of telephones.
SELF_NAMED = re.compile(
    r"(?<!cu)bot\b|(?<!cu)bots?[/_;,-]|robot|crawl|spider|(?<!camscan )(?<!camscann )scanner|archiver|fetcher"
    r"|monitor|linkcheck|checker|validator"
    r"|aggregator|analyzer|classifier|wappalyzer|optimizer|synthetic|lighthouse|page ?speed|pageburst|transcoder"
    r"|observatory|inspector|preview|catalog|search console|duplexweb|agent \d|weblight|https?:|www\."
    r"|\w@[a-z-]+\.[a-z]{2}"
    r"|compatible; (?!MSIE|Amiga|Konqueror|ABrowse|IBrowse|NetPositive|PPC|America Online|U; |ms-office|WebTV|OmniWeb)",
    re.IGNORECASE,
)
# Programs that open pages in a window of their own; the crawlers' list knows some of them for their previews, too.
WINDOW = re.compile(r"^Mozilla/5\.0 .*(?:; wv\)|Electron/|QtWebEngine/|FBA[NV]/|Instagram|Viber|Fluid/)")
# An attack that came along in the name.
INJECTED = re.compile(r"['\"<>]\s*(?:or|and|union|select|\+|\?|script)|\$\{|\bsleep\(|<\?", re.IGNORECASE)


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
    if INJECTED.search(agent):
        return "tool"
    if SELF_NAMED.search(agent) or (crawlers.search(agent) and not WINDOW.search(agent)):
        return "crawler"
    return "browser" if BROWSER.match(agent) else "unknown"

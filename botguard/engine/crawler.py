"""Programs that say who they are: what they may do here, and how each can prove itself.

A name proves nothing. It is proved by an address inside a published range, by a host name that leads back to the
address, or by a signature. What somebody proved to be may do what the merchant allows its class.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from re import Pattern

from botguard.engine.room import PROVEN

SEARCH, PREVIEW, AI_SEARCH, AI_TRAIN = "search-engine", "link-preview", "ai-search", "ai-training"
SHOPPER, OTHER, PARTNER = "shopping-agent", "other", "partner"
REFUSE, READ, SHOP = "refuse", "read", "shop"
NONE, CLAIMED, FAKE, VERIFIED = "none", "claimed", "fake", "verified"
# What a shopping agent enters besides the catalogue, where the merchant lets it. Signing in is judged like anybody's.
SHOPPING = frozenset({"cart", "coupon"}) | PROVEN


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlerClass:
    """A kind of program the merchant decides about."""

    code: str
    label: str
    sentence: str
    default: str = READ
    choices: tuple[str, ...] = (REFUSE, READ)
    tokens: tuple[str, ...] = ()  # what robots.txt calls its best known members


CLASSES: tuple[CrawlerClass, ...] = (
    CrawlerClass(
        code=SEARCH,
        label="Search engines",
        sentence="They bring people who look for something.",
        tokens=("Googlebot", "Bingbot", "Applebot", "DuckDuckBot", "YandexBot", "Baiduspider", "SeznamBot"),
    ),
    CrawlerClass(
        code=PREVIEW,
        label="Link previews",
        sentence="They draw the card when somebody shares a link to a product.",
        tokens=("facebookexternalhit", "Twitterbot", "LinkedInBot", "Pinterestbot", "Slackbot", "Discordbot"),
    ),
    CrawlerClass(
        code=AI_SEARCH,
        label="AI search",
        sentence="They read a page when somebody asks an assistant about it, or to answer with a link to it.",
        tokens=(
            "OAI-SearchBot",
            "ChatGPT-User",
            "Claude-User",
            "Claude-SearchBot",
            "PerplexityBot",
            "Amazonbot",
        ),
    ),
    CrawlerClass(
        code=AI_TRAIN,
        label="AI training",
        sentence="They collect texts and pictures to train models with.",
        tokens=("GPTBot", "ClaudeBot", "CCBot", "Google-Extended", "Applebot-Extended", "Bytespider"),
    ),
    CrawlerClass(
        code=SHOPPER,
        label="Shopping agents",
        sentence="They shop for a person. Only those that sign every request can be told from robots.",
        choices=(REFUSE, READ, SHOP),
    ),
    CrawlerClass(
        code=OTHER,
        label="Other robots",
        sentence="Archives, monitors, price and link collectors, feed readers.",
        tokens=("AhrefsBot", "SemrushBot", "archive.org_bot"),
    ),
)
CLASS_CODES = tuple(each.code for each in CLASSES)
DEFAULTS = {each.code: each.default for each in CLASSES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """A robot by what it calls itself: whose ranges and host names prove it, and its class.

    `ranges` is the name its published addresses go by; `domains` are those its host names end with.
    """

    name: str
    pattern: Pattern[str]
    crawler_class: str
    ranges: str = ""
    domains: tuple[str, ...] = ()


def _operator(
    name: str, agent: str, crawler_class: str, *, ranges: str = "", domains: Iterable[str] = ()
) -> Operator:
    return Operator(
        name=name,
        pattern=re.compile(agent, re.IGNORECASE),
        crawler_class=crawler_class,
        ranges=ranges,
        domains=tuple(domains),
    )


# The first that fits counts. Each line says what its operator documents; where it documents neither, only a
# signature can prove it.
OPERATORS: tuple[Operator, ...] = (
    _operator(
        "Googlebot",
        r"googlebot|adsbot-google|mediapartners-google|storebot-google|google-inspectiontool",
        SEARCH,
        ranges="Googlebot",
        domains=("googlebot.com", "google.com"),
    ),
    _operator("BingPreview", r"bingpreview", PREVIEW, ranges="Bingbot", domains=("search.msn.com",)),
    _operator("Bingbot", r"bingbot|adidxbot", SEARCH, ranges="Bingbot", domains=("search.msn.com",)),
    _operator("Applebot", r"applebot", SEARCH, ranges="Applebot", domains=("applebot.apple.com",)),
    _operator("DuckAssistBot", r"duckassistbot", AI_SEARCH, ranges="DuckDuckBot"),
    _operator("DuckDuckBot", r"duckduckbot", SEARCH, ranges="DuckDuckBot"),
    _operator("YandexBot", r"\byandex", SEARCH, domains=("yandex.ru", "yandex.net", "yandex.com")),
    _operator("Baiduspider", r"baiduspider", SEARCH, domains=("baidu.com", "baidu.jp")),
    _operator("SeznamBot", r"seznambot", SEARCH, domains=("seznam.cz",)),
    _operator("PetalBot", r"petalbot", SEARCH, domains=("petalsearch.com",)),
    _operator("Yeti", r"\byeti/|naverbot", SEARCH, domains=("naver.com",)),
    _operator("MojeekBot", r"mojeekbot", SEARCH, domains=("mojeek.com",)),
    _operator("Qwantbot", r"qwant(?:ify|bot)", SEARCH, domains=("qwant.com",)),
    _operator("GPTBot", r"gptbot", AI_TRAIN, ranges="GPTBot"),
    _operator("ChatGPT", r"oai-searchbot|chatgpt-user", AI_SEARCH, ranges="GPTBot"),
    _operator("ClaudeBot", r"claudebot|anthropic-ai", AI_TRAIN, ranges="ClaudeBot"),
    _operator("Claude", r"claude-(?:user|searchbot|web)", AI_SEARCH, ranges="ClaudeBot"),
    _operator("PerplexityBot", r"perplexity(?:bot|-user)", AI_SEARCH, ranges="PerplexityBot"),
    _operator(
        "Amazonbot",
        r"amazonbot|amzn-(?:searchbot|user)",
        AI_SEARCH,
        ranges="Amazonbot",
        domains=("crawl.amazonbot.amazon",),
    ),
    _operator("CCBot", r"ccbot", AI_TRAIN, ranges="Common Crawl", domains=("crawl.commoncrawl.org",)),
    _operator("Bytespider", r"bytespider", AI_TRAIN),
    _operator("Meta AI", r"meta-externalagent|facebookbot", AI_TRAIN, domains=("fbsv.net",)),
    _operator(
        "Facebook", r"facebookexternalhit|facebot|meta-externalfetcher", PREVIEW, domains=("fbsv.net",)
    ),
    _operator("Pinterestbot", r"pinterest", PREVIEW, domains=("pinterest.com",)),
    _operator("LinkedInBot", r"linkedinbot", PREVIEW, domains=("linkedin.com",)),
    _operator("Twitterbot", r"twitterbot", PREVIEW, domains=("twttr.com",)),
    _operator("AhrefsBot", r"ahrefs(?:bot|siteaudit)", OTHER, domains=("ahrefs.com", "ahrefs.net")),
    _operator("SemrushBot", r"semrushbot|siteauditbot", OTHER, domains=("semrush.com",)),
    _operator("archive.org", r"archive\.org_bot", OTHER, ranges="Internet Archive"),
)
BY_NAME = {each.name: each for each in OPERATORS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """Who asks, as far as it is a program that says so: claimed, claimed falsely, or proved, and what it may do."""

    state: str = NONE  # none, claimed, fake, verified
    name: str = ""
    crawler_class: str = ""
    proof: str = ""  # range, host-name or signature
    permission: str = READ
    is_single_use: bool = False  # its signature counts once, here and now
    rooms: frozenset[str] = frozenset()  # of a partner's key
    signer: str = ""  # the name of the key that signed, or of the partner's whose name was used
    problem: str = ""  # why a signature does not count; for staff and the log

    @property
    def is_verified(self) -> bool:
        """Tell whether it proved to be who it says."""
        return self.state == VERIFIED

    @property
    def is_partner(self) -> bool:
        """Tell whether it shows one of the keys that staff gave away."""
        return self.is_verified and self.crawler_class == PARTNER

    @property
    def needs_key(self) -> bool:
        """Tell whether it is served like a browser, with a key of its own: all but crawlers and partners."""
        return not self.is_verified or self.permission == SHOP

    def opens(self, room: str) -> bool:
        """Tell whether it stands for the proof a room asks for."""
        if self.is_partner:
            return room in self.rooms
        return self.is_verified and self.permission == SHOP and self.is_single_use and room in SHOPPING


NOBODY = Bot()


def find_operator(agent: str) -> Operator | None:
    """Return the robot an agent string claims to be, of those that can prove it."""
    return next((each for each in OPERATORS if each.pattern.search(agent)), None)


def is_host_of(operator: Operator, hostname: str) -> bool:
    """Tell whether a host name lies in one of an operator's domains."""
    name = hostname.rstrip(".").lower()
    return any(name.endswith(f".{domain}") for domain in operator.domains)


def judge_claim(operator: Operator, *, range_name: str, name_state: str) -> tuple[str, str]:
    """Return the state and the proof of a claim.

    `range_name` is whose published range the address lies in; `name_state` what the host name showed: verified, fake,
    or nothing yet. Published ranges may be younger than our copy, so who is outside of them is no liar before the host
    name was looked up, where the operator has such names.
    """
    if operator.ranges and operator.ranges == range_name:
        return VERIFIED, "range"
    if name_state == VERIFIED:
        return VERIFIED, "host-name"
    is_disproved = name_state == FAKE or (operator.ranges and not operator.domains)
    return (FAKE if is_disproved else CLAIMED), ""

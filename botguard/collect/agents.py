"""Agent classes, remembered per agent string; the list of crawlers is compiled once."""

import re
from functools import lru_cache
from re import Pattern

from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from botguard.engine import agent

# Of the crawlers that iporigin knows the published ranges of: what they call themselves, by operator.
PUBLISHED: tuple[tuple[str, Pattern[str]], ...] = tuple(
    (operator, re.compile(pattern, re.IGNORECASE))
    for operator, pattern in (
        ("Googlebot", r"googlebot|adsbot-google|mediapartners-google|storebot-google|google-inspectiontool"),
        ("Bingbot", r"bingbot|bingpreview|adidxbot"),
        ("Applebot", r"applebot"),
        ("DuckDuckBot", r"duckduckbot|duckassistbot"),
        ("GPTBot", r"gptbot|oai-searchbot|chatgpt-user"),
        ("PerplexityBot", r"perplexitybot"),
        ("ClaudeBot", r"claudebot"),
        ("Amazonbot", r"amazonbot"),
        ("Common Crawl", r"ccbot"),
        ("Internet Archive", r"archive\.org_bot"),
    )
)


@lru_cache(maxsize=1)
def _crawlers() -> Pattern[str]:
    return re.compile("|".join(f"(?:{entry['pattern']})" for entry in CRAWLER_USER_AGENTS_DATA))


@lru_cache(maxsize=8192)
def agent_class(text: str) -> str:
    """Return the class of an agent string."""
    return agent.classify(text, crawlers=_crawlers())


@lru_cache(maxsize=8192)
def claimed_operator(text: str) -> str:
    """Return the operator a crawler's agent claims, of those that publish their ranges; else nothing."""
    return next((operator for operator, pattern in PUBLISHED if pattern.search(text)), "")

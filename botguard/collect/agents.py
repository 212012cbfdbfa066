"""Agent classes, remembered per agent string; the list of crawlers is compiled once."""

import re
from functools import lru_cache
from re import Pattern

from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from botguard.engine import agent
from botguard.engine.crawler import AI_SEARCH, AI_TRAIN, OTHER, PREVIEW, SEARCH, Operator, find_operator

# What the list says of a crawler, and the class the merchant decides about.
TAGS = (("ai-crawler", AI_TRAIN), ("social-preview", PREVIEW), ("search-engine", SEARCH))
# Of the programs of assistants these read a page because somebody asked about it.
ASKED = re.compile(r"user|search|assist|fetch|notebook|tavily|linkup", re.IGNORECASE)


@lru_cache(maxsize=1)
def _crawlers() -> Pattern[str]:
    return re.compile("|".join(f"(?:{entry['pattern']})" for entry in CRAWLER_USER_AGENTS_DATA))


@lru_cache(maxsize=8192)
def agent_class(text: str) -> str:
    """Return the class of an agent string."""
    return agent.classify(text, crawlers=_crawlers())


@lru_cache(maxsize=8192)
def claimed(text: str) -> Operator | None:
    """Return the robot that an agent claims to be, of those that can prove it."""
    return find_operator(text)


@lru_cache(maxsize=8192)
def said_class(text: str) -> str:
    """Return the class that a crawler's agent puts it into."""
    for pattern, crawler_class in _classes():
        if found := pattern.search(text):
            return AI_SEARCH if crawler_class == AI_TRAIN and ASKED.search(found[0]) else crawler_class
    return OTHER


@lru_cache(maxsize=1)
def _classes() -> tuple[tuple[Pattern[str], str], ...]:
    return tuple(
        (
            re.compile(
                "|".join(
                    f"(?:{entry['pattern']})" for entry in CRAWLER_USER_AGENTS_DATA if tag in entry["tags"]
                )
            ),
            crawler_class,
        )
        for tag, crawler_class in TAGS
    )

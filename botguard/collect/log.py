"""Read a request off an access log: what of it the guard would have known.

Headers besides the agent, cookies and signatures are not in a log, so nothing is made of their absence.
"""

import gzip
import re
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from botguard import conf
from botguard.collect.agents import agent_class, claimed, said_class
from botguard.collect.network import origin
from botguard.collect.place import number_of
from botguard.engine import key as keys
from botguard.engine.accesslog import Line
from botguard.engine.crawler import CLAIMED, DEFAULTS, FAKE, NOBODY, Bot, judge_claim
from botguard.engine.facts import RequestFacts
from botguard.engine.key import Key
from botguard.engine.policy import Paths
from botguard.engine.version import is_impossible

# Parts of pages, on sites whose folders for them we do not know.
PART = re.compile(
    r"\.(?:avif|bmp|css|eot|gif|ico|jpe?g|js|json|map|mjs|mp[34]|otf|png|svgz?|ttf|webm|webp|woff2?)$", re.I
)
LISTS = ("/c/", "/api/v1/products/")
# The networks that robots' operators are known to crawl from. Their published ranges are of today, and a log may be
# years older: who comes from such a network is not proved, but not a liar either.
OWN_NETWORKS = {
    "Googlebot": frozenset({15169}),
    "Bingbot": frozenset({8075, 8068}),
    "BingPreview": frozenset({8075, 8068}),
    "Applebot": frozenset({714}),
    "Amazonbot": frozenset({14618, 16509}),
    "archive.org": frozenset({7941}),
}
OWN_NETWORK = "own-network"
MAGIC = b"\x1f\x8b"


class Progress(Protocol):
    """What is told how many bytes of a file were read."""

    def update(self, n: float | None) -> object:
        """Take so many bytes more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where products and parts of pages lie on the site that was logged, as prefixes."""

    products: tuple[str, ...]
    assets: tuple[str, ...]


def read_lines(path: Path, *, progress: Progress) -> Iterator[str]:
    """Yield a file's lines as text, also of a compressed one, whatever its name; bytes that are no UTF-8 are escaped.

    :raises OSError: when it cannot be read, or ends in the middle of its compression
    """
    with path.open("rb") as raw:
        is_compressed = raw.read(2) == MAGIC
        raw.seek(0)
        with gzip.open(raw) if is_compressed else nullcontext(raw) as source:
            told = 0
            try:
                for number, line in enumerate(source):
                    yield line.decode("utf-8", "backslashreplace")
                    # Asking where the file stands costs more than a line.
                    if number % 1000 == 0:
                        told = _tell(progress, raw.tell(), told)
            except EOFError as error:
                raise OSError(f"{path} ends too early") from error
            _tell(progress, path.stat().st_size, told)


def is_judged(line: Line, *, site: Site) -> bool:
    """Tell whether the guard judges such a request; parts of pages, and what is no request, it does not."""
    lowered = line.path[:200].lower()
    return bool(line.method) and not (
        lowered.startswith(conf.unguarded()) or lowered.startswith(site.assets) or PART.search(lowered)
    )


def line_facts(line: Line, *, key: Key | None, site: Site) -> RequestFacts:
    """Return what the guard would have known of a logged request whose visitor shows `key`."""
    lowered = line.path[:200].lower()
    kind = agent_class(line.agent)
    known = origin(line.address)
    policy = conf.policy()
    room = conf.room(line.path)
    state = keys.place(key, address=line.address, agent=line.agent) if key is not None else "none"
    is_page = line.method in ("GET", "HEAD", "POST")
    return RequestFacts(
        address=line.address,
        room=room,
        method=line.method,
        path=line.path[:200],
        is_api=line.path.startswith("/api/"),
        agent=line.agent,
        agent_class=kind,
        oddities=_oddities(line.agent, line.at // 86_400) if kind in ("browser", "headless") else (),
        is_navigation=is_page,
        is_opened=is_page and kind == "browser",
        is_search=room == "search" or (bool(line.query) and lowered.startswith(LISTS)),
        number=number_of(line.path, line.query),
        is_product=line.method == "GET" and lowered.startswith(site.products),
        is_trap=lowered.startswith(policy.paths.traps),
        is_scan=lowered.startswith(policy.paths.scans),
        country=known.facts.country,
        asn=known.facts.asn,
        organisation=known.facts.organisation,
        network_kind=known.facts.kind,
        is_crowded=known.facts.kind == "relay" or known.facts.asn in policy.crowds,
        crawler=known.crawler,
        bot=_bot(line.agent, kind, known.crawler, known.facts.asn),
        key=key,
        key_state=state,
    )


def site_of(paths: Paths, *, products: tuple[str, ...] = (), assets: tuple[str, ...] = ()) -> Site:
    """Return the shop's own site, or another one's where prefixes are given."""
    return Site(
        products=tuple(each.lower() for each in products) or paths.products,
        assets=tuple(each.lower() for each in assets) or paths.assets,
    )


# One name, one place, one answer; a crawler's lines come by the hundred thousand.
@lru_cache(maxsize=8192)
def _bot(agent: str, kind: str, range_name: str, asn: int | None) -> Bot:
    if kind != "crawler":
        return NOBODY
    operator = claimed(agent)
    if operator is None:
        crawler_class = said_class(agent)
        return Bot(state=CLAIMED, crawler_class=crawler_class, permission=DEFAULTS[crawler_class])
    # Host names are not asked: they may have changed since, and a replay must not need a network. So they save nobody
    # who is outside of a published range.
    name_state = FAKE if operator.ranges else ""
    state, proof = judge_claim(operator, range_name=range_name, name_state=name_state)
    is_own = state == FAKE and asn in OWN_NETWORKS.get(operator.name, ())
    return Bot(
        state=CLAIMED if is_own else state,
        name=operator.name,
        crawler_class=operator.crawler_class,
        proof=proof,
        permission=DEFAULTS[operator.crawler_class],
        problem=OWN_NETWORK if is_own else "",
    )


@lru_cache(maxsize=8192)
def _oddities(agent: str, day: int) -> tuple[str, ...]:
    """Return what an agent alone shows: a browser that did not exist on the log's day. Old ones were new once."""
    today = datetime.fromtimestamp(day * 86_400, UTC).date()
    return ("agent-impossible",) if is_impossible(agent, terms=conf.policy().browsers, today=today) else ()


def _tell(progress: Progress, at: int, told: int) -> int:
    progress.update(at - told)
    return at

"""Relive visits told click by click, as if they had come in then."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import ip_address

from botguard import conf
from botguard.actions.journal import Past, relive
from botguard.actions.note import ANSWERS
from botguard.collect.log import Site, line_facts, site_of
from botguard.engine import key as keys
from botguard.engine.accesslog import Line
from botguard.engine.facts import RequestFacts
from botguard.engine.key import Key
from botguard.engine.walk import Click, Walk


def relive_walks(walks: Iterable[Walk], *, now: datetime) -> int:
    """Judge and fold visits of before, oldest click first, and return how many clicks there were."""
    site = site_of(conf.policy().paths)
    clicks = [past for walk in walks for past in _past(walk, site=site, now=now)]
    return relive(sorted(clicks, key=lambda past: past.at))


def _past(walk: Walk, *, site: Site, now: datetime) -> Iterator[Past]:
    begun = now - timedelta(seconds=walk.age_seconds)
    seconds = int(begun.timestamp())
    key = keys.cut(walk.key, address=ip_address(walk.address), agent=walk.agent, now=seconds)
    if walk.is_proved:
        key = keys.opened(key, proof="work", now=seconds, seconds=conf.policy().proof.opens_seconds)
    for place, click in enumerate(walk.clicks):
        at = begun + timedelta(seconds=click.after)
        notes = ["assets-seen"] if walk.has_styles and not place else []
        notes += [ANSWERS[click.status]] if click.status in ANSWERS else []
        yield Past(facts=_facts(walk, click, key, site=site, at=at), at=at, notes=tuple(notes))


def _facts(walk: Walk, click: Click, key: Key, *, site: Site, at: datetime) -> RequestFacts:
    path, _, query = click.path.partition("?")
    line = Line(
        address=ip_address(walk.address),
        at=int(at.timestamp()),
        method="GET",
        path=path,
        query=query,
        status=click.status,
        size=0,
        referrer="",
        agent=walk.agent,
    )
    return replace(line_facts(line, key=key, site=site), languages=walk.languages)

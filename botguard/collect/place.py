"""Read what an address of the shop means to the guard, remembered per address."""

import re
from dataclasses import dataclass
from functools import lru_cache

from botguard import conf
from botguard.engine.policy import Paths

MOST_CHARACTERS = 512
LISTS = ("/c/", "/api/v1/products/")
NUMBER = re.compile(r"(\d{1,9})(?!.*\d)")
PAGE = re.compile(r"(?:^|&)page=(\d{1,9})(?:&|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An address of the shop."""

    room: str
    is_guarded: bool
    is_api: bool
    is_product: bool
    is_trap: bool
    is_scan: bool
    is_search: bool
    number: int


def place_of(path: str, query: str, *, paths: Paths) -> Place:
    """Return what a path and its query are."""
    shown = path[:MOST_CHARACTERS], query[:MOST_CHARACTERS]
    return _place(*shown, conf.room_prefixes(), conf.unguarded(), paths)


def number_of(path: str, query: str) -> int:
    """Return the last number of an address, such as the page of a list or an id; -1 if it has none."""
    page = PAGE.search(query[:MOST_CHARACTERS]) if "page=" in query else None
    found = page or NUMBER.search(path[:MOST_CHARACTERS])
    return int(found[1]) if found else -1


@lru_cache(maxsize=8192)
def _place(
    path: str,
    query: str,
    rooms: tuple[tuple[str, str], ...],
    unguarded: tuple[str, ...],
    paths: Paths,
) -> Place:
    lowered = path[:200].lower()
    room = conf.room(path)
    return Place(
        room=room,
        is_guarded=not lowered.startswith(unguarded) and not lowered.startswith(paths.assets),
        is_api=path.startswith("/api/"),
        is_product=lowered.startswith(paths.products),
        is_trap=lowered.startswith(paths.traps),
        is_scan=lowered.startswith(paths.scans),
        is_search=room == "search" or (bool(query) and lowered.startswith(LISTS)),
        number=number_of(path, query),
    )

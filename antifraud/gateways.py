"""Read the files that say where things lie: the system's table of time zones, and a city file if there is one."""

from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo


@cache
def country_zones() -> dict[str, tuple[str, ...]]:
    """Return the time zones of every country by ISO 3166 alpha-2, or nothing where the system has no such table."""
    table = next((path for folder in TZPATH if (path := Path(folder) / "zone.tab").is_file()), None)
    zones: dict[str, tuple[str, ...]] = {}
    for line in table.read_text("utf-8").splitlines() if table else ():
        if line and not line.startswith("#"):
            country, _, name = line.split("\t")[:3]
            zones[country] = (*zones.get(country, ()), name)
    return zones


def country_offsets(country: str, *, at: datetime) -> tuple[int, ...]:
    """Return what clocks in a country show at a moment, in minutes east of UTC."""
    return tuple(sorted({zone_offset(name, at=at) for name in country_zones().get(country, ())}))


def zone_offset(name: str, *, at: datetime) -> int:
    """Return what clocks in a time zone show at a moment, in minutes east of UTC.

    :raises zoneinfo.ZoneInfoNotFoundError: when the system knows no such zone
    """
    offset = at.astimezone(ZoneInfo(name)).utcoffset()
    assert offset is not None  # noqa: S101  # an aware time has one
    return round(offset.total_seconds() / 60)

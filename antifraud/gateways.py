"""Read the files that say where things lie: the system's table of time zones, and a city file if there is one."""

from datetime import UTC, datetime
from functools import cache, lru_cache
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Any  # records of a file somebody else wrote
from zoneinfo import TZPATH, ZoneInfo, ZoneInfoNotFoundError

import maxminddb

from antifraud.engine.place import USUAL_RADIUS_KM, Spot

UNREADABLE = (OSError, ValueError, maxminddb.InvalidDatabaseError)


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


def zone_offset_if_known(name: str, *, at: datetime) -> int | None:
    """Return the same, or None where the system knows no such zone."""
    try:
        return zone_offset(name, at=at)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def city_spot(path: Path, address: IPv4Address | IPv6Address) -> Spot | None:
    """Return where a city file says that an address lies, or None where it does not know, or cannot be read.

    MaxMind's layout is read, which others use, too. A broken file is told by `manage.py check`; orders are judged
    without it.
    """
    try:
        record: Any = _reader(path, path.stat().st_mtime_ns).get(address)
    except UNREADABLE:
        return None
    return _spot(record)


def city_file_date(path: Path) -> str:
    """Return a city file's kind and the day it was built.

    :raises OSError: when it is not there
    :raises maxminddb.InvalidDatabaseError: when it is no such file
    """
    metadata = _reader(path, path.stat().st_mtime_ns).metadata()
    built = datetime.fromtimestamp(metadata.build_epoch, UTC)
    return f"{metadata.database_type} {built:%Y-%m-%d}"


def _spot(record: Any) -> Spot | None:
    location = record.get("location") if isinstance(record, dict) else None
    if not isinstance(location, dict):
        return None
    latitude, longitude = location.get("latitude"), location.get("longitude")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    radius, country = location.get("accuracy_radius"), record.get("country")
    code = country.get("iso_code") if isinstance(country, dict) else None
    return Spot(
        latitude=float(latitude),
        longitude=float(longitude),
        radius_km=radius if isinstance(radius, int) and radius > 0 else USUAL_RADIUS_KM,
        country=code.upper() if isinstance(code, str) else "",
        zone=str(location.get("time_zone") or ""),
    )


@lru_cache(maxsize=2)
def _reader(path: Path, changed_ns: int) -> maxminddb.Reader:
    # Memory mapped and kept; a file that is replaced is opened anew.
    return maxminddb.open_database(path)

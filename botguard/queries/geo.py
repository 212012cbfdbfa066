"""When the files were built that tell what lives at an address."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import iporigin
import maxminddb

COUNTRY_FILE = "country.mmdb"
NETWORK_FILE = "asn.mmdb"
RANGES = "iporigin"
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def built_at(folder: Path) -> Mapping[str, datetime | None]:
    """Return when each source was built, by name; None for a file that is missing or unreadable."""
    ranges = datetime.fromtimestamp(iporigin.dataset_info()["built_at"], UTC)  # type: ignore[no-untyped-call] # has no annotations
    return {
        COUNTRY_FILE: _built_at(folder / COUNTRY_FILE),
        NETWORK_FILE: _built_at(folder / NETWORK_FILE),
        RANGES: ranges,
    }


def _built_at(path: Path) -> datetime | None:
    """Return a file's date: the one its description names for its data, if there is one; else when it was packed."""
    try:
        with maxminddb.open_database(path) as reader:
            metadata = reader.metadata()
            named = DATE.search(metadata.description.get("en", ""))
            if named:
                return datetime.fromisoformat(named[0]).replace(tzinfo=UTC)
            return datetime.fromtimestamp(metadata.build_epoch, UTC)
    except (maxminddb.InvalidDatabaseError, OSError, ValueError):
        return None

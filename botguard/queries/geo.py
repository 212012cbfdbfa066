"""When the files were built that tell what lives at an address."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import iporigin
import maxminddb

COUNTRY_FILE = "country.mmdb"
NETWORK_FILE = "asn.mmdb"
RANGES = "iporigin"


def built_at(folder: Path) -> Mapping[str, datetime | None]:
    """Return when each source was built, by name; None for a file that is missing or unreadable."""
    ranges = datetime.fromtimestamp(iporigin.dataset_info()["built_at"], UTC)  # type: ignore[no-untyped-call] # has no annotations
    return {
        COUNTRY_FILE: _built_at(folder / COUNTRY_FILE),
        NETWORK_FILE: _built_at(folder / NETWORK_FILE),
        RANGES: ranges,
    }


def _built_at(path: Path) -> datetime | None:
    try:
        with maxminddb.open_database(path) as reader:
            return datetime.fromtimestamp(reader.metadata().build_epoch, UTC)
    except (maxminddb.InvalidDatabaseError, OSError, ValueError):
        return None

"""What shipped files say of an address: country, network, and what kind of machine lives there."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import iporigin
from geoip2.database import Reader
from geoip2.errors import AddressNotFoundError
from maxminddb import InvalidDatabaseError

from botguard import conf
from botguard.engine.address import Address
from botguard.http import NetworkFacts

# Labels whose source has no licence, by the data's own NOTICE: to us they are unknown.
UNLICENSED = frozenset(
    {"Akamai", "BunnyCDN", "BuyVM", "CDN77", "Cogent", "Contabo", "DataCamp", "GTHost", "GleSYS", "Melbicom"}
    | {"Scalaxy", "Vercel"}
)
# People behind Apple's relay are ordinary people on their telephones.
RELAY = "Apple Private Relay"
KINDS = {
    "hosting": "hosting",
    "cdn": "hosting",
    "vpn": "vpn",
    "tor": "tor",
    "bot": "crawler",
    "reserved": "private",
}
COUNTRY_FILE = "country.mmdb"
NETWORK_FILE = "asn.mmdb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Facts about an address, and the crawler's operator if its published range holds it."""

    facts: NetworkFacts
    crawler: str = ""


def origin(address: Address) -> Origin:
    """Return what the files know of an address; unknown addresses have no facts, which is not an error."""
    return _origin(address, conf.geo_folder())


def network_facts(address: Address) -> NetworkFacts:
    """Return the country, the autonomous system and the kind of an address."""
    return origin(address).facts


def built_at(folder: Path) -> dict[str, datetime | None]:
    """Return when each file was built, by name; None for one that is missing or unreadable."""
    found: dict[str, datetime | None] = {}
    for name in (COUNTRY_FILE, NETWORK_FILE):
        try:
            found[name] = datetime.fromtimestamp(_reader(folder / name).metadata().build_epoch, UTC)
        except (InvalidDatabaseError, OSError, ValueError):
            found[name] = None
    found["iporigin"] = datetime.fromtimestamp(iporigin.dataset_info()["built_at"], UTC)
    return found


@lru_cache(maxsize=16_384)
def _origin(address: Address, folder: Path) -> Origin:
    known = iporigin.classify(address)
    provider = "" if known.provider in UNLICENSED else known.provider
    kind = KINDS.get(known.kind, "unknown") if provider or known.kind == "reserved" else "unknown"
    country, asn, organisation = _lookup(address, folder)
    return Origin(
        facts=NetworkFacts(
            country=country,
            asn=asn,
            organisation=organisation,
            kind="relay" if provider == RELAY else kind,
        ),
        crawler=provider if kind == "crawler" else "",
    )


def _lookup(address: Address, folder: Path) -> tuple[str | None, int | None, str | None]:
    country = asn = organisation = None
    try:
        country = _reader(folder / COUNTRY_FILE).country(address).country.iso_code
    except (AddressNotFoundError, InvalidDatabaseError, OSError, ValueError):
        # A missing or broken file is told by `manage.py check`; the shop sells without it.
        pass
    try:
        answer = _reader(folder / NETWORK_FILE).asn(address)
        asn, organisation = answer.autonomous_system_number, answer.autonomous_system_organization
    except (AddressNotFoundError, InvalidDatabaseError, OSError, ValueError):
        pass
    return country, asn, organisation


@lru_cache(maxsize=8)
def _reader(path: Path) -> Reader:
    # Memory mapped, so that processes share the pages; never closed, because it lives as long as the process.
    return Reader(path)

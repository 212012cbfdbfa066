"""What shipped files say of an address: country, network, and what kind of machine lives there."""

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import iporigin
from geoip2.database import Reader
from geoip2.errors import AddressNotFoundError
from maxminddb import InvalidDatabaseError

from botguard import conf
from botguard.engine.address import Address
from botguard.http import NetworkFacts
from botguard.queries.geo import COUNTRY_FILE, NETWORK_FILE

# Labels whose source has no licence, by the data's own NOTICE: to us they are unknown.
UNLICENSED = frozenset(
    {"Akamai", "BunnyCDN", "BuyVM", "CDN77", "Cogent", "Contabo", "DataCamp", "GTHost", "GleSYS", "Melbicom"}
    | {"Scalaxy", "Vercel"}
)
# People behind Apple's relay are ordinary people on their telephones.
UNKNOWN = (AddressNotFoundError, InvalidDatabaseError, OSError, ValueError)
RELAY = "Apple Private Relay"
KINDS = {
    "hosting": "hosting",
    "cdn": "hosting",
    "vpn": "vpn",
    "tor": "tor",
    "bot": "crawler",
    "reserved": "private",
}


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


@lru_cache(maxsize=16_384)
def _origin(address: Address, folder: Path) -> Origin:
    known = iporigin.classify(address)  # type: ignore[no-untyped-call] # has no annotations
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
    # A missing or broken file is told by `manage.py check`; the shop sells without it.
    with suppress(*UNKNOWN):
        country = _reader(folder / COUNTRY_FILE).country(address).country.iso_code
    with suppress(*UNKNOWN):
        answer = _reader(folder / NETWORK_FILE).asn(address)
        asn, organisation = answer.autonomous_system_number, answer.autonomous_system_organization
    return country, asn, organisation


@lru_cache(maxsize=8)
def _reader(path: Path) -> Reader:
    # Memory mapped, so that processes share the pages; never closed, because it lives as long as the process.
    return Reader(path)

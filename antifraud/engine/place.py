"""Reckon how far an order's address lies from where it ships.

Where addresses lie is told by a city file, where parcels go only by their country: a circle around its middle. So
distances are reckoned between countries alone, and the circle is given back with them: nobody is farther from an
address than the figure says, less what it may be wrong by.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0
# What is taken for the reach of a place whose file says none.
USUAL_RADIUS_KM = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where something lies, in degrees, and how far off that may be."""

    latitude: float
    longitude: float
    radius_km: int
    country: str = ""  # ISO 3166 alpha-2
    zone: str = ""  # its time zone, by IANA's name


def _circle(latitude: float, longitude: float, radius_km: int) -> Spot:
    return Spot(latitude=latitude, longitude=longitude, radius_km=radius_km)


# The smallest circle, rounded up to 50 km, that holds a country. Far islands (Azores, Madeira, Canaries) lie outside.
COUNTRIES: Mapping[str, Spot] = {
    "AT": _circle(47.6, 14.1, 350),
    "BE": _circle(50.6, 4.7, 200),
    "BG": _circle(42.8, 25.2, 300),
    "CH": _circle(46.8, 8.2, 200),
    "CY": _circle(35.0, 33.2, 150),
    "CZ": _circle(49.8, 15.5, 300),
    "DE": _circle(51.1, 10.4, 500),
    "DK": _circle(56.0, 10.0, 350),
    "EE": _circle(58.7, 25.5, 250),
    "ES": _circle(40.2, -3.6, 700),
    "FI": _circle(64.5, 26.3, 650),
    "FR": _circle(46.6, 2.5, 800),
    "GB": _circle(54.0, -2.5, 800),
    "GR": _circle(39.1, 22.9, 700),
    "HR": _circle(45.1, 16.4, 350),
    "HU": _circle(47.2, 19.4, 300),
    "IE": _circle(53.2, -8.2, 300),
    "IS": _circle(64.9, -18.6, 300),
    "IT": _circle(42.8, 12.5, 850),
    "LI": _circle(47.14, 9.55, 50),
    "LT": _circle(55.3, 23.9, 250),
    "LU": _circle(49.8, 6.1, 100),
    "LV": _circle(56.9, 24.9, 300),
    "MT": _circle(35.9, 14.4, 50),
    "NL": _circle(52.2, 5.5, 200),
    "NO": _circle(65.0, 14.0, 900),
    "PL": _circle(52.1, 19.4, 450),
    "PT": _circle(39.6, -8.0, 350),
    "RO": _circle(45.9, 25.0, 400),
    "SE": _circle(62.8, 16.7, 900),
    "SI": _circle(46.1, 14.8, 150),
    "SK": _circle(48.7, 19.5, 250),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """How far it is, and by how much that may be wrong either way."""

    km: int
    radius_km: int


def to_delivery(spot: Spot, *, country: str) -> Distance | None:
    """Return how far a spot lies from the middle of the country a parcel goes to; within a country nobody can tell."""
    middle = COUNTRIES.get(country.upper())
    if middle is None or not spot.country or spot.country == country.upper():
        return None
    return Distance(km=round(between(spot, middle)), radius_km=spot.radius_km + middle.radius_km)


def between(one: Spot, other: Spot) -> float:
    """Return the kilometres between two spots along the earth's surface (haversine)."""
    north, south = radians(one.latitude), radians(other.latitude)
    across = radians(other.longitude - one.longitude)
    chord = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(across / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, chord)))

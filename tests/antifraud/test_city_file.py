"""A merchant's own city file says where addresses lie; without one, and where it is silent, nothing is checked."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.checks import Error
from pytest_django import Settings

from antifraud.actions import assess
from antifraud.checks import city_file_is_readable
from antifraud.collect.place import city_version, place_of
from antifraud.engine.assessment import AssessmentView
from antifraud.engine.history import Place
from antifraud.engine.place import COUNTRIES as CIRCLES
from antifraud.engine.place import Spot, between
from checkout.engine.contact import COUNTRIES
from tests.antifraud import mmdb
from tests.antifraud.orders import NOON, order

BUILT = int(datetime(2026, 2, 3, tzinfo=UTC).timestamp())
BUCHAREST = {"latitude": 44.43, "longitude": 26.10, "accuracy_radius": 20, "time_zone": "Europe/Bucharest"}
LISBON = {"latitude": 38.72, "longitude": -9.14, "time_zone": "Europe/Lisbon"}
FILE: dict[str, object] = {
    "198.51.100.0/24": {"country": {"iso_code": "RO"}, "location": BUCHAREST},
    "203.0.113.0/25": {"country": {"iso_code": "pt"}, "location": LISBON},
    "203.0.113.128/26": {"country": {"iso_code": "US"}, "location": {**LISBON, "latitude": 400.0}},
    "203.0.113.192/27": {"country": {"iso_code": "US"}},
    "203.0.113.224/27": {"country": "US", "location": {**BUCHAREST, "time_zone": "../../etc/passwd"}},
    "2001:db8:1::/48": {"country": {"iso_code": "RO"}, "location": BUCHAREST},
}


@pytest.fixture
def city_file(tmp_path: Path, settings: Settings) -> Path:
    path = mmdb.write(tmp_path / "city.mmdb", FILE, built=BUILT)
    settings.GEO_CITY_FILE = str(path)
    return path


@pytest.mark.parametrize(
    ("address", "country", "place"),
    [
        pytest.param(
            "198.51.100.7",
            "DE",
            Place(offsets=(120,), country="RO", distance_km=1_384, radius_km=520),
            id="from Bucharest to Germany",
        ),
        pytest.param(
            "2001:db8:1::5",
            "BG",
            Place(offsets=(120,), country="RO", distance_km=195, radius_km=320),
            id="over IPv6, next door",
        ),
        pytest.param(
            "203.0.113.5",
            "FI",
            Place(offsets=(0,), country="PT", distance_km=3_674, radius_km=750),
            id="from a place whose reach the file leaves out",
        ),
        pytest.param(
            "198.51.100.7", "RO", Place(offsets=(120,), country="RO"), id="within a country nobody can tell"
        ),
        pytest.param(
            "198.51.100.7", "JP", Place(offsets=(120,), country="RO"), id="to a country we have no circle of"
        ),
        pytest.param("203.0.113.130", "DE", Place(offsets=(120,)), id="a latitude that does not exist"),
        pytest.param("203.0.113.200", "DE", Place(offsets=(120,)), id="no coordinates"),
        pytest.param(
            "203.0.113.230", "DE", Place(offsets=(120,)), id="no country, and no zone of this world"
        ),
        pytest.param("192.0.2.1", "DE", Place(offsets=(120,)), id="an address the file does not know"),
        pytest.param("nonsense", "DE", Place(offsets=(120,)), id="no address at all"),
    ],
)
def test_an_address_lies_where_the_file_says(
    city_file: Path, address: str, country: str, place: Place
) -> None:
    assert place_of(order(address=address, country=country)) == place


def test_without_a_file_only_the_countrys_clocks_are_known() -> None:
    assert place_of(order()) == Place(offsets=(120,))
    assert city_version() == {}


def test_a_zone_is_told_for_the_very_place_and_not_for_its_whole_country(
    city_file: Path, settings: Settings
) -> None:
    """Spain's clocks show two times, those of Madrid one."""
    islands = order(address="192.0.2.1", address_country="PT")
    assert place_of(islands) == Place(offsets=(-60, 0))
    assert place_of(order(address="203.0.113.5", address_country="PT", country="PT")) == Place(
        offsets=(0,), country="PT"
    )


def judged(address: str, country: str) -> AssessmentView:
    return assess(order(address=address, country=country, address_country=None), now=NOON)


@pytest.mark.django_db
def test_distance_weighs_and_says_between_what(city_file: Path) -> None:
    far = judged("203.0.113.5", "FI")
    found = next(each for each in far.evidence if each.code == "ip-distance-ship")
    assert (found.points, found.sentence) == (
        48,
        "3,674 km between buyer and the middle of FI, where it ships",
    )
    assert far.versions["city-file"] == "GeoLite2-City 2026-02-03"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "country", "sentence"),
    [
        ("198.51.100.7", "RO", "Address and delivery both lie in RO; how far apart is not known"),
        ("192.0.2.1", "DE", "The distance needs a city file that knows the address"),
    ],
)
def test_what_cannot_be_told_is_not_checked(
    city_file: Path, address: str, country: str, sentence: str
) -> None:
    assessment = judged(address, country)
    assert [each.sentence for each in assessment.unchecked if each.code == "ip-distance-ship"] == [sentence]
    assert not any(each.code == "ip-distance-ship" for each in assessment.evidence)


@pytest.mark.django_db
@pytest.mark.parametrize("content", [None, b"", b"not a file of addresses" * 100])
def test_a_file_that_cannot_be_read_is_told_and_stops_no_order(
    tmp_path: Path, settings: Settings, content: bytes | None
) -> None:
    path = tmp_path / "city.mmdb"
    if content is not None:
        path.write_bytes(content)
    settings.GEO_CITY_FILE = str(path)
    assert [problem.id for problem in city_file_is_readable(None)] == ["antifraud.E002"]
    assert all(isinstance(problem, Error) for problem in city_file_is_readable(None))
    assessment = judged("198.51.100.7", "DE")
    assert assessment.versions["city-file"] == "unreadable"
    assert any(each.code == "ip-distance-ship" for each in assessment.unchecked)


def test_a_file_that_is_replaced_is_read_anew(city_file: Path) -> None:
    assert city_file_is_readable(None) == []
    moved = {"198.51.100.0/24": {"country": {"iso_code": "PT"}, "location": LISBON}}
    mmdb.write(city_file.with_name("new"), moved, built=BUILT).replace(city_file)
    os.utime(city_file, ns=(BUILT * 10**9, BUILT * 10**9))
    place = place_of(order(address="198.51.100.7", country="DE"))
    assert place is not None
    assert place.country == "PT"


def test_every_country_we_deliver_to_has_a_circle_that_holds_its_capital() -> None:
    """The system's own table has a place in every country: that of its first time zone."""
    assert {code for code, _ in COUNTRIES} <= set(CIRCLES)
    for code, (latitude, longitude) in first_places().items():
        if code in CIRCLES:
            place = Spot(latitude=latitude, longitude=longitude, radius_km=0)
            assert between(place, CIRCLES[code]) <= CIRCLES[code].radius_km, code


@pytest.mark.parametrize(
    ("there", "km"),
    [
        pytest.param((51.5074, -0.1278), 344, id="London"),
        pytest.param((40.7128, -74.0060), 5_837, id="New York, over the sea"),
        pytest.param((-48.8566, -177.6478), 20_015, id="the other side of the earth"),
        pytest.param((48.8566, 2.3522), 0, id="Paris itself"),
    ],
)
def test_distances_from_paris_are_those_of_the_globe(there: tuple[float, float], km: int) -> None:
    paris = Spot(latitude=48.8566, longitude=2.3522, radius_km=0)
    assert round(between(paris, Spot(latitude=there[0], longitude=there[1], radius_km=0))) == km


def first_places() -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = {}
    for line in Path("/usr/share/zoneinfo/zone.tab").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, where, *_ = line.split("\t")
            cut = max(where.rfind("+"), where.rfind("-"))
            found.setdefault(code, (degrees(where[:cut], 2), degrees(where[cut:], 3)))
    return found


def degrees(text: str, digits: int) -> float:
    sign = -1 if text[0] == "-" else 1
    return sign * (int(text[1 : 1 + digits]) + int(text[1 + digits : 3 + digits]) / 60)

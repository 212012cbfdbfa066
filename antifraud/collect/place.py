"""Say where an order's address lies, from the files at hand: what clocks show there, how far it is to the delivery."""

from antifraud import conf, gateways
from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import Place
from antifraud.engine.place import Spot, to_delivery
from antifraud.engine.subject import parse_address


def place_of(facts: OrderFacts) -> Place | None:
    """Return the place of an order's address, or None when nothing is known of it."""
    spot = spot_of(facts)
    offsets = _offsets(facts, spot)
    if spot is None:
        return Place(offsets=offsets) if offsets else None
    distance = to_delivery(spot, country=facts.country)
    return Place(
        offsets=offsets,
        country=spot.country,
        distance_km=None if distance is None else distance.km,
        radius_km=None if distance is None else distance.radius_km,
    )


def spot_of(facts: OrderFacts) -> Spot | None:
    """Return what the city file says of the address; nothing without a file, or where it does not know it."""
    path = conf.city_file()
    address = parse_address(facts.address)
    return None if path is None or address is None else gateways.city_spot(path, address)


def city_version() -> dict[str, str]:
    """Return which city file judges, under the name that assessments keep it by; nothing without one."""
    path = conf.city_file()
    if path is None:
        return {}
    try:
        return {"city-file": gateways.city_file_date(path)}
    except gateways.UNREADABLE:
        return {"city-file": "unreadable"}


def _offsets(facts: OrderFacts, spot: Spot | None) -> tuple[int, ...]:
    """Return what clocks show: at the very place if a city file tells its zone, else anywhere in the country."""
    if spot is not None and spot.zone:
        exact = gateways.zone_offset_if_known(spot.zone, at=facts.placed_at)
        if exact is not None:
            return (exact,)
    country = facts.address_country or (spot.country if spot is not None else "")
    return gateways.country_offsets(country.upper(), at=facts.placed_at) if country else ()

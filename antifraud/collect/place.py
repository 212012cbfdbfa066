"""Say where an order's address lies, from the files at hand: what clocks show there, how far it is to the delivery."""

from antifraud import gateways
from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import Place


def place_of(facts: OrderFacts) -> Place | None:
    """Return the place of an order's address, or None when nothing is known of it."""
    if not facts.address_country:
        return None
    offsets = gateways.country_offsets(facts.address_country.upper(), at=facts.placed_at)
    return Place(offsets=offsets) if offsets else None

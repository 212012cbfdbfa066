"""Signals of the address and the network an order came from."""

from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History
from antifraud.engine.signal.reading import (
    NO_ADDRESS,
    NO_COUNTRY,
    NO_NETWORK,
    Finding,
    Missing,
    Reading,
    Signal,
    counted,
)

# A burst is measured against the usual two hours of the last 30 days.
TWO_HOURS_IN_30_DAYS = 360
# Kinds of network whose addresses strangers share, and how many other buyers make an address such a one.
SHARED = frozenset({"hosting", "vpn", "tor", "relay", "crawler"})
MOST_AT_STAFFS = 5


def tor(facts: OrderFacts, history: History) -> Finding:
    """Read whether the order came through Tor."""
    return _kind(facts, "tor", "Order came through the Tor network")


def vpn(facts: OrderFacts, history: History) -> Finding:
    """Read whether the order came through a commercial VPN."""
    return _kind(facts, "vpn", "Order came through a VPN provider")


def hosting(facts: OrderFacts, history: History) -> Finding:
    """Read whether the order came from a data centre."""
    whose = f" ({facts.address_organisation})" if facts.address_organisation else ""
    return _kind(facts, "hosting", f"Order came from a data centre{whose}")


def staff(facts: OrderFacts, history: History) -> Finding:
    """Read whether staff signed in from the very address, unless it is one that many share.

    It only ever speaks for an order: that nobody of the staff was there says nothing of anybody.
    """
    if facts.address_is_staffs is None:
        return NO_ADDRESS
    others = history.address.buyers_30d if history.address else 0
    if not facts.address_is_staffs or facts.address_kind in SHARED or others >= MOST_AT_STAFFS:
        return None
    return Reading(1, "This address has signed in to your back office")


def country_ship(facts: OrderFacts, history: History) -> Finding:
    """Read whether the address lies in another country than the delivery."""
    if not facts.address_country or not facts.country:
        return NO_COUNTRY if facts.address else NO_ADDRESS
    if facts.address_country.upper() == facts.country.upper():
        return None
    return Reading(1, f"Ordered from {facts.address_country.upper()}, ships to {facts.country.upper()}")


def distance_ship(facts: OrderFacts, history: History) -> Finding:
    """Read how far the address lies from the country of delivery, less what that may be wrong by."""
    if not facts.address:
        return NO_ADDRESS
    place = history.place
    if place is not None and place.distance_km is not None:
        least = max(0, place.distance_km - (place.radius_km or 0))
        return Reading(
            least,
            f"{place.distance_km:,} km between buyer and the middle of {facts.country.upper()}, where it ships",
        )
    if place is not None and place.country and place.country == facts.country.upper():
        return Missing(f"Address and delivery both lie in {place.country}; how far apart is not known")
    return Missing("The distance needs a city file that knows the address")


def orders_hour(facts: OrderFacts, history: History) -> Finding:
    """Count this address's orders of the last hour, this one among them."""
    return _orders(history.address.orders_1h if history.address else None, "the last hour")


def orders_day(facts: OrderFacts, history: History) -> Finding:
    """Count this address's orders of the last 24 hours."""
    return _orders(history.address.orders_24h if history.address else None, "the last 24 hours")


def orders_week(facts: OrderFacts, history: History) -> Finding:
    """Count this address's orders of the last 7 days."""
    return _orders(history.address.orders_7d if history.address else None, "the last 7 days")


def accounts(facts: OrderFacts, history: History) -> Finding:
    """Count the customers who ordered from this address within 24 hours."""
    if history.address is None:
        return NO_ADDRESS
    people = history.address.buyers_24h + 1
    told = counted(people, "different customer", orders=history.address.orders_24h)
    return Reading(people, f"{told} from this address today")


def burst(facts: OrderFacts, history: History) -> Finding:
    """Compare the network's last two hours with its usual two hours."""
    if history.network is None:
        return NO_ADDRESS
    recent = history.network.orders_2h + 1
    usual = max(1, round(history.network.orders_30d / TWO_HOURS_IN_30_DAYS))
    return Reading(
        recent / usual, f"{counted(recent, 'order')} from one network in 2 h; usual is at most {usual}"
    )


def _kind(facts: OrderFacts, kind: str, sentence: str) -> Finding:
    if facts.address_kind is None:
        return NO_NETWORK if facts.address else NO_ADDRESS
    return Reading(1, sentence) if facts.address_kind == kind else None


def _orders(earlier: int | None, when: str) -> Finding:
    if earlier is None:
        return NO_ADDRESS
    return Reading(earlier + 1, f"{counted(earlier + 1, 'order')} from this address in {when}")


NETWORK: tuple[Signal, ...] = (
    Signal(code="ip-tor", read=tor),
    Signal(code="ip-vpn", read=vpn),
    Signal(code="ip-hosting", read=hosting),
    Signal(code="ip-staff", read=staff),
    Signal(code="ip-country-ship", read=country_ship),
    Signal(code="ip-distance-ship", read=distance_ship),
    Signal(code="ip-orders-1h", read=orders_hour),
    Signal(code="ip-orders-24h", read=orders_day),
    Signal(code="ip-orders-7d", read=orders_week),
    Signal(code="ip-accounts", read=accounts),
    Signal(code="network-burst", read=burst),
)

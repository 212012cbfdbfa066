"""Values: what the shop knew of an order's subjects when it was placed. None is not known and is not checked.

A subject is one thing an order shares with others: its address, network, device, e-mail, phone, delivery address,
name or card. Every count is of orders placed strictly before the one judged; that order itself is never among them.
"""

from dataclasses import dataclass

# The windows every subject is counted over, and what is told apart within them, by the record's column.
WINDOWS = ("1h", "24h", "7d", "30d")
DISTINCT = {
    "buyers": "email_key",
    "names": "name_key",
    "phones": "phone",
    "devices": "device",
    "addresses": "address",
    "doors": "delivery_key",
    "cards": "card",
}
# Of a subject that more orders share, the latest so many are looked at one by one: how many different values they have
# is "at least" then, and what became of them is said of these. How many orders there are, and their sums, stay exact.
MOST_TOLD_APART = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Velocity:
    """How often, by whom and for how much a subject ordered before.

    Distinct values are those other than this order's own: buyers are canonical e-mails, doors delivery addresses. In a
    window of more than `MOST_TOLD_APART` orders there are at least so many. Amounts are in the currency of this order.
    """

    orders_1h: int = 0
    orders_2h: int = 0
    orders_24h: int = 0
    orders_7d: int = 0
    orders_30d: int = 0
    orders: int = 0  # in the subject's whole window, at most 180 days
    amount_1h_minor: int = 0
    amount_24h_minor: int = 0
    amount_7d_minor: int = 0
    amount_30d_minor: int = 0
    buyers_1h: int = 0
    buyers_24h: int = 0
    buyers_7d: int = 0
    buyers_30d: int = 0
    names_1h: int = 0
    names_24h: int = 0
    names_7d: int = 0
    names_30d: int = 0
    names_90d: int = 0
    phones_1h: int = 0
    phones_24h: int = 0
    phones_7d: int = 0
    phones_30d: int = 0
    devices_1h: int = 0
    devices_24h: int = 0
    devices_7d: int = 0
    devices_30d: int = 0
    addresses_1h: int = 0
    addresses_24h: int = 0
    addresses_7d: int = 0
    addresses_30d: int = 0
    doors_1h: int = 0
    doors_24h: int = 0
    doors_7d: int = 0
    doors_30d: int = 0
    cards_1h: int = 0
    cards_24h: int = 0
    cards_7d: int = 0
    cards_30d: int = 0
    spellings: int = 0  # distinct e-mails as written
    priced_orders: int = 0  # in the currency of this order
    amount_mean_minor: int = 0  # of those


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """What became of a subject's latest `MOST_TOLD_APART` earlier orders, as far as it was known by then."""

    delivered: int = 0
    refused: int = 0
    bad: int = 0  # chargebacks and frauds that staff confirmed
    bad_reference: str = ""  # the latest of them


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopNorm:
    """What orders of this shop and currency usually are: figures of the latest thousand."""

    orders: int = 0
    amount_median_minor: int = 0
    amount_p90_minor: int = 0
    units_p90: int = 0
    same_hour: int = 0  # of those, placed in the hour of the day this order was, by the shop's clock
    minute: int | None = None  # of the day this order was placed in, by the shop's clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """A confirmed bad order that this one hangs together with, at one hop or two."""

    reference: str
    hops: int
    through: str  # what is shared, the last hop's: phone, email, device, delivery, card


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an address lies, as far as the shop's files know. Offsets are minutes east of UTC, at the order's time."""

    offsets: tuple[int, ...] = ()  # every one that clocks there may show
    country: str = ""  # by the city file; empty without one
    distance_km: int | None = None  # to the middle of the country of delivery
    radius_km: int | None = None  # how far off that may be


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Everything known around one order when it was placed."""

    address: Velocity | None = None
    network: Velocity | None = None
    device: Velocity | None = None
    email: Velocity | None = None
    phone: Velocity | None = None
    delivery: Velocity | None = None
    name: Velocity | None = None
    card: Velocity | None = None
    device_track: Track | None = None
    email_track: Track | None = None
    phone_track: Track | None = None
    delivery_track: Track | None = None
    bonds: tuple[Bond, ...] | None = None  # None: nothing to look for, or not looked
    coupon_reference: str | None = (
        None  # of an earlier order, linked to this one, with the same first-order code
    )
    place: Place | None = None
    shop: ShopNorm = ShopNorm()
    email_is_disposable: bool | None = None

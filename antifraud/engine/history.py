"""Values: what the shop knew of an order's subjects when it was placed. None is not known and is not checked.

A subject is one thing an order shares with others: its address, network, device, e-mail, phone, delivery address or
name. Every count is of orders placed strictly before the one judged; that order itself is never among them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Velocity:
    """How often, by whom and for how much a subject ordered before."""

    orders_1h: int = 0
    orders_2h: int = 0
    orders_24h: int = 0
    orders_7d: int = 0
    orders_30d: int = 0
    orders: int = 0  # in the subject's whole window, at most 180 days
    buyers_24h: int = 0  # distinct canonical e-mails other than this order's
    buyers_30d: int = 0
    names_90d: int = 0  # distinct names other than this order's
    spellings: int = 0  # distinct e-mails as written other than this order's
    priced_orders: int = 0  # in the currency of this order
    amount_mean_minor: int = 0  # of those


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """What became of a subject's earlier orders, as far as it was known by then."""

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
    device_track: Track | None = None
    email_track: Track | None = None
    phone_track: Track | None = None
    delivery_track: Track | None = None
    shop: ShopNorm = ShopNorm()
    email_is_disposable: bool | None = None

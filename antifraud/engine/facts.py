"""Values: an order as antifraud knows it. Callers fill in what they have; None is not known and is not checked."""

from dataclasses import dataclass
from datetime import datetime

BACK_OFFICE = "back-office"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFacts:
    """One order, as it was when it was placed. Amounts are minor units of `currency`."""

    reference: str  # the order's number, what people read
    placed_at: datetime
    is_offline: bool  # cash on delivery or bank transfer
    payment_method: str
    amount_minor: int
    currency: str
    units: int
    email: str
    phone: str  # E.164, or empty
    name: str
    street: str
    postcode: str
    city: str
    country: str  # delivery, ISO 3166 alpha-2
    coupon_code: str = ""
    coupon_is_once: bool = False  # a code that each person may use once, as first-order codes are
    door: str | None = None  # the door it came by: page, api, back-office
    customer_id: int | None = None
    customer_since: datetime | None = None
    delivered_before: int = 0  # delivered and paid orders of this customer or phone before this one
    address: str | None = None  # canonical client address
    address_country: str | None = None
    address_asn: int | None = None
    address_organisation: str | None = None
    address_kind: str | None = None  # hosting, vpn, tor, relay, crawler, private, unknown
    address_is_staffs: bool | None = None  # staff signed in to the back office from it in the 30 days before
    device: str | None = None  # the visit's key id
    agent_class: str | None = None
    languages: str | None = None
    clock_offset: int | None = None  # the browser's, minutes east of UTC
    form_seconds: float | None = None  # from the first field touched to sending; None: no script told
    visit_seconds: float | None = None  # first page to order
    visit_pages: int | None = None
    visit_product_pages: int | None = None
    trap_hits: int | None = None
    guard_points: int | None = None  # the guard's total for the visit, centibans
    proof: str | None = None
    failed_payments: int | None = None  # of this order, its visit and its address, in 24 hours
    cards_tried: int | None = None  # different cards among those and this one's
    card: str | None = None  # the provider's fingerprint
    card_country: str | None = None  # of the bank
    card_result: str | None = None  # the provider's: avs-fail, cvc-fail, three-ds-ok; None: not asked
    payment_status: str | None = None  # where the money stood when it was judged: pending, authorised, paid …
    fulfilment: str | None = None  # where the parcel stood: waiting, shipped, delivered, refused, released
    files: str | None = None  # the network files and their dates

    @property
    def is_hand_taken(self) -> bool:
        """Return whether staff took the order for somebody: there is no visit to judge, and staff vouch for it."""
        return self.door == BACK_OFFICE

    @property
    def has_moved(self) -> bool:
        """Return whether money or parcel has moved since it was placed, as far as is known."""
        return self.payment_status not in {None, "pending"} or self.fulfilment not in {None, "waiting"}

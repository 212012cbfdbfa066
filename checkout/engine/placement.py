"""Values: what a shopper asks for when placing an order, and the answer."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from uuid import UUID, uuid5

from shop.engine.money import Money

CASH_ON_DELIVERY = "cash-on-delivery"
BANK_TRANSFER = "bank-transfer"
CARD = "card"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who gets the parcel, where, and how to reach them. `phone` is E.164 or empty, `country` ISO 3166 alpha-2."""

    email: str
    phone: str
    name: str
    street: str
    street2: str = ""
    postcode: str = ""
    city: str
    region: str = ""
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Everything the shopper chose, the total they saw, and what the guard knew of the visit."""

    cart_id: UUID
    idempotency_key: str
    recipient: Recipient
    delivery_code: str
    payment_method: str
    expected_total: Money
    note: str = ""
    customer_id: int | None = None
    client_address: str | None = None
    visit: Mapping[str, object] = field(default_factory=dict)

    @property
    def key(self) -> UUID:
        """Return the idempotency key within its cart: somebody else's key means nothing in one's own."""
        return uuid5(self.cart_id, self.idempotency_key)

    @property
    def fingerprint(self) -> str:
        """Return a digest of what was asked for, to tell a retry from another order under the same key."""
        asked = {
            "recipient": asdict(self.recipient),
            "delivery": self.delivery_code,
            "payment": self.payment_method,
            "note": self.note,
            "total": [self.expected_total.minor, self.expected_total.currency],
        }
        return sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedOrder:
    """The answer to a placement, the same however often it is asked."""

    number: str
    token: str
    payment_method: str
    payment_reference: str | None  # of the card payment to be started
    is_new: bool

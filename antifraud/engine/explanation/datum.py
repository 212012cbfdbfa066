"""Say what was known of an order, and where it came from."""

from dataclasses import dataclass, fields
from datetime import datetime

from antifraud.engine.facts import OrderFacts

TYPED, CONNECTION, BROWSER, BOOKS = (
    "typed at the checkout",
    "the connection the order came over, looked up in files the shop holds",
    "what the browser sent while shopping",
    "the shop's own books",
)
DATA: dict[str, tuple[str, str]] = {
    "reference": ("Order", BOOKS),
    "placed_at": ("Placed at", BOOKS),
    "is_offline": ("Paid on delivery or by transfer", TYPED),
    "payment_method": ("Way of paying", TYPED),
    "amount_minor": ("Amount, in the smallest unit", BOOKS),
    "currency": ("Currency", BOOKS),
    "units": ("Pieces", BOOKS),
    "email": ("E-mail", TYPED),
    "phone": ("Phone", TYPED),
    "name": ("Name", TYPED),
    "street": ("Street", TYPED),
    "postcode": ("Postcode", TYPED),
    "city": ("City", TYPED),
    "country": ("Country of delivery", TYPED),
    "coupon_code": ("Coupon", TYPED),
    "coupon_is_once": ("Coupon that each person may use once", BOOKS),
    "door": ("Where it was ordered: on a page, by a program, or with the shop's people", BOOKS),
    "customer_id": ("Account number", BOOKS),
    "customer_since": ("Account since", BOOKS),
    "delivered_before": ("Delivered orders before", BOOKS),
    "address": ("Address of the connection", CONNECTION),
    "address_country": ("Country of the connection", CONNECTION),
    "address_asn": ("Number of the network", CONNECTION),
    "address_organisation": ("Who runs the network", CONNECTION),
    "address_kind": ("Kind of network", CONNECTION),
    "address_is_staffs": ("Staff of the shop signed in over the same connection", BOOKS),
    "device": ("Random number of the visit's key", BROWSER),
    "agent_class": ("Kind of browser", BROWSER),
    "languages": ("Languages of the browser", BROWSER),
    "clock_offset": ("Minutes the browser's clock is ahead of UTC", BROWSER),
    "form_seconds": ("Seconds spent in the checkout's form", BROWSER),
    "visit_seconds": ("Seconds from the first page to the order", BROWSER),
    "visit_pages": ("Pages looked at", BROWSER),
    "visit_product_pages": ("Product pages looked at", BROWSER),
    "trap_hits": ("Links followed that no person sees", BROWSER),
    "guard_points": ("Points of the guard against programs", BROWSER),
    "proof": ("Proof of being a person", BROWSER),
    "failed_payments": ("Failed payments", BOOKS),
    "cards_tried": ("Different cards tried", BOOKS),
    "card": ("Mark of the card, not its number", "the card's provider"),
    "card_result": ("What the card's provider said", "the card's provider"),
    "card_country": ("Country of the card's bank", "the card's provider"),
    "payment_status": ("Where the money stood", BOOKS),
    "fulfilment": ("Where the parcel stood", BOOKS),
    "files": ("Files about networks, and their dates", "the shop's own files"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Datum:
    """One thing that was known of the order, and where it came from."""

    name: str
    value: str
    source: str


def data_used(facts: OrderFacts) -> tuple[Datum, ...]:
    """Return what was known of the order, one by one; what was not known is left out."""
    found = []
    for field in fields(facts):
        value = getattr(facts, field.name)
        if value is None or value == "":
            continue
        name, source = DATA[field.name]
        found.append(Datum(name=name, value=_text(value), source=source))
    return tuple(found)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S %Z}".strip()
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)

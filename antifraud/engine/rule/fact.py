"""Name every fact a rule may speak of: its kind, its unit, what it is, and where a stored assessment keeps it.

One table serves the live check, the backtest, the editor and docs/rules.md. A fact reads the stored form of an order
(antifraud.engine.stored), live orders too: so what a backtest sees is what was seen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any  # JSON, as it was stored

from antifraud.engine.history import MOST_TOLD_APART
from antifraud.engine.rule import reading

type Value = float | str | bool
type Path = tuple[str, ...]
type Stored = Mapping[str, Any]


class Kind(StrEnum):
    """What a fact is."""

    NUMBER = "number"
    TEXT = "text"
    FLAG = "yes or no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One named fact. `noun` completes "… is 3"; a flag's completes "it is so that …"."""

    name: str
    kind: Kind
    noun: str
    example: Value
    paths: tuple[Path, ...]
    read: Callable[..., Value | None]  # from what lies at the paths; None is not known
    unit: str = ""
    is_at_checkout: bool = False  # the checkout page knows it before there is an order
    most: int | None = None  # it counts no higher (MOST_TOLD_APART); None has no end
    is_count: bool = False  # counts of nothing are not stored: beside other counts, a missing one is none

    @property
    def written_example(self) -> str:
        """Return the example as a rule writes it."""
        match self.kind:
            case Kind.FLAG:
                return "true" if self.example else "false"
            case Kind.TEXT:
                return f'"{self.example}"'
        return f"{self.example:g}"


def read_facts(names: tuple[str, ...], stored: Stored) -> dict[str, Value]:
    """Return what is known of the named facts; `stored` holds `facts` and `history` as an assessment does."""
    known = {}
    for name in names:
        fact = FACTS[name]
        value = fact.read(*(_at(stored, path, is_count=fact.is_count) for path in fact.paths))
        if value is not None:
            known[name] = value
    return known


def _at(stored: Stored, path: Path, *, is_count: bool) -> Any:
    found: Any = stored
    for name in path[:-1]:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found.get(path[-1], 0 if is_count else None) if isinstance(found, Mapping) else None


def _fact(
    name: str,
    kind: Kind,
    field: str,
    noun: str,
    example: Value,
    *,
    unit: str = "",
    read: Callable[..., Value | None] | None = None,
    is_at_checkout: bool = False,
) -> Fact:
    """Return a fact that lies in one or several fields of the order's facts."""
    usual: dict[Kind, Callable[..., Value | None]] = {
        Kind.NUMBER: reading.number,
        Kind.TEXT: reading.text,
        Kind.FLAG: reading.flag,
    }
    return Fact(
        name=name,
        kind=kind,
        noun=noun,
        example=example,
        paths=tuple(("facts", each) for each in field.split()),
        read=read or usual[kind],
        unit=unit,
        is_at_checkout=is_at_checkout,
    )


N, T, F = Kind.NUMBER, Kind.TEXT, Kind.FLAG
MAIN = "main units of the currency"

ORDER = (
    _fact("order.amount", N, "amount_minor currency", "the order's total", 129.9,
          unit=f"{MAIN}, delivery included", read=reading.money, is_at_checkout=True),
    _fact("order.units", N, "units", "the number of things ordered", 3.0, unit="units", is_at_checkout=True),
    _fact("order.currency", T, "currency", "the currency", "EUR", unit="ISO 4217", read=reading.code,
          is_at_checkout=True),
    _fact("order.payment_method", T, "payment_method", "the payment method", "cash-on-delivery",
          unit="cash-on-delivery, bank-transfer, card", read=reading.as_is),
    _fact("order.is_offline", F, "is_offline", "the order is not paid in advance", True),
    _fact("order.coupon", T, "coupon_code", "the coupon", "spring10", unit="lower case; empty: none",
          read=reading.coupon, is_at_checkout=True),
    _fact("order.hour", N, "placed_at", "the hour of the order", 23.0, unit="0 to 23, UTC", read=reading.hour,
          is_at_checkout=True),
    _fact("order.weekday", N, "placed_at", "the weekday of the order", 6.0, unit="1 Monday to 7 Sunday, UTC",
          read=reading.weekday, is_at_checkout=True),
    _fact("order.door", T, "door", "the door the order came by", "page", unit="page, api, back-office",
          read=reading.as_is),
    _fact("delivery.country", T, "country", "the country of delivery", "RO", unit="ISO 3166", read=reading.code,
          is_at_checkout=True),
    _fact("delivery.postcode", T, "postcode", "the postcode", "500051", unit="lower case",
          is_at_checkout=True),
    _fact("delivery.city", T, "city", "the city", "brasov", unit="lower case"),
    _fact("delivery.street", T, "street", "the street", "strada lunga 14", unit="lower case"),
)  # fmt: skip
PERSON = (
    _fact("customer.name", T, "name", "the recipient's name", "maria ionescu", unit="lower case"),
    _fact("customer.is_signed_in", F, "customer_id", "the customer is signed in", False, read=reading.is_given,
          is_at_checkout=True),
    _fact("customer.account_hours", N, "customer_since placed_at", "the age of the account", 0.5, unit="hours",
          read=reading.hours_between),
    _fact("customer.delivered_before", N, "delivered_before", "the number of delivered orders before this one",
          2.0, unit="orders"),
    _fact("email.address", T, "email", "the e-mail address", "maria.ionescu@example.com",
          unit="lower case, without tag", read=reading.email),
    _fact("email.domain", T, "email", "the e-mail's domain", "example.com", unit="lower case", read=reading.domain),
    _fact("phone.number", T, "phone", "the phone number", "+40721234567", unit="E.164", read=reading.as_is),
)  # fmt: skip
VISIT = (
    _fact("address.ip", T, "address", "the client's address", "198.51.100.7", unit="IPv4 or IPv6",
          read=reading.as_is),
    _fact("address.country", T, "address_country", "the country of the address", "RO", unit="ISO 3166",
          read=reading.code),
    _fact("address.asn", N, "address_asn", "the address's network number", 64500.0, unit="AS number"),
    _fact("address.organisation", T, "address_organisation", "the organisation behind the address",
          "example telecom", unit="lower case"),
    _fact("address.kind", T, "address_kind", "the kind of network", "hosting",
          unit="hosting, vpn, tor, relay, crawler, private, unknown", read=reading.as_is),
    _fact("device.id", T, "device", "the device", "k7pm2qxd", unit="key id", read=reading.as_is),
    _fact("visit.seconds", N, "visit_seconds", "the time from the first page to the order", 42.0,
          unit="seconds"),
    _fact("visit.form_seconds", N, "form_seconds", "the time it took to fill in the form", 31.0, unit="seconds"),
    _fact("visit.pages", N, "visit_pages", "the number of pages seen", 9.0, unit="pages"),
    _fact("visit.product_pages", N, "visit_product_pages", "the number of products looked at", 4.0,
          unit="pages"),
    _fact("visit.trap_hits", N, "trap_hits", "the number of traps stepped into", 1.0, unit="traps"),
    _fact("visit.guard_points", N, "guard_points", "the guard's points for the visit", 30.0,
          unit="centibans"),
    _fact("visit.agent_class", T, "agent_class", "the kind of agent", "browser", unit="lower case"),
    _fact("visit.languages", T, "languages", "the languages of the browser", "ro-ro,ro;q=0.9",
          unit="lower case"),
    _fact("visit.proof", T, "proof", "the proof of being a person", "work", read=reading.as_is),
    _fact("payment.failed", N, "failed_payments", "the number of failed payments", 2.0, unit="payments"),
    _fact("payment.cards_tried", N, "cards_tried", "the number of different cards tried", 3.0, unit="cards"),
    _fact("payment.card_country", T, "card_country", "the country of the card", "RO", unit="ISO 3166",
          read=reading.code),
    _fact("payment.card_result", T, "card_result", "the card provider's words", "cvc-fail",
          unit="avs-fail, cvc-fail, three-ds-ok", read=reading.as_is),
)  # fmt: skip

SUBJECTS = {
    "address": "from this address",
    "network": "from this network (/24 or /48)",
    "device": "from this device",
    "email": "with this e-mail",
    "phone": "with this phone",
    "delivery": "to this delivery address",
    "name": "to this name",
    "card": "with this card",
}
SPENT = {"spent_24h": "amount_24h_minor", "spent_30d": "amount_30d_minor"}
MEASURES = {
    "orders_1h": ("the number of earlier orders {} in the last hour", 2.0, "orders"),
    "orders_24h": ("the number of earlier orders {} in the last 24 hours", 3.0, "orders"),
    "orders_7d": ("the number of earlier orders {} in the last 7 days", 4.0, "orders"),
    "orders_30d": ("the number of earlier orders {} in the last 30 days", 6.0, "orders"),
    "buyers_24h": ("the number of other buyers {} in the last 24 hours", 1.0, "e-mails"),
    "buyers_30d": ("the number of other buyers {} in the last 30 days", 2.0, "e-mails"),
    "spent_24h": ("what was ordered {} in the last 24 hours", 90.0, MAIN),
    "spent_30d": ("what was ordered {} in the last 30 days", 240.0, MAIN),
    "names_90d": ("the number of other names {} in the last 90 days", 1.0, "names"),
}
TRACKED = ("device", "email", "phone", "delivery")
TRACKS = {
    "delivered": ("the number of delivered orders {}", 2.0, "orders"),
    "refused": ("the number of refused parcels {}", 1.0, "parcels"),
    "bad": ("the number of confirmed frauds {}", 0.0, "orders"),
}


def _counts() -> tuple[Fact, ...]:
    wanted = [
        (subject, measure, ("history", subject, measure), MEASURES[measure])
        for subject in SUBJECTS
        for measure in MEASURES
    ] + [
        (subject, measure, ("history", f"{subject}_track", measure), TRACKS[measure])
        for subject in TRACKED
        for measure in TRACKS
    ]
    return tuple(
        Fact(
            name=f"{subject}.{measure}",
            kind=Kind.NUMBER,
            noun=noun.format(SUBJECTS[subject]),
            example=example,
            paths=((*path[:2], SPENT[measure]), ("facts", "currency")) if measure in SPENT else (path,),
            read=reading.money if measure in SPENT else reading.number,
            unit=f"{unit}, up to {MOST_TOLD_APART}" if _is_told_apart(measure) else unit,
            most=MOST_TOLD_APART if _is_told_apart(measure) else None,
            is_count=True,
        )
        for subject, measure, path, (noun, example, unit) in wanted
    )


def _is_told_apart(measure: str) -> bool:
    return measure in TRACKS or measure.startswith(("buyers_", "names_"))


def _shop(name: str, field: str, noun: str, example: float) -> Fact:
    return Fact(
        name=name,
        kind=Kind.NUMBER,
        noun=noun,
        example=example,
        paths=(("history", "shop", field), ("facts", "currency")),
        read=reading.money,
        unit=MAIN,
    )


HISTORY = (
    *_counts(),
    Fact(
        name="email.is_disposable",
        kind=Kind.FLAG,
        noun="the e-mail is a throw-away one",
        example=True,
        paths=(("history", "email_is_disposable"),),
        read=reading.flag,
    ),
    Fact(
        name="address.distance_km",
        kind=Kind.NUMBER,
        noun="the distance from the address to the middle of the country of delivery",
        example=1220.0,
        paths=(("history", "place", "distance_km"),),
        read=reading.number,
        unit="km; needs a city file",
    ),
    _shop("shop.median_amount", "amount_median_minor", "the total of the shop's middle order", 42.0),
    _shop("shop.p90_amount", "amount_p90_minor", "the total that nine of ten orders stay below", 120.0),
)
FACTS: Mapping[str, Fact] = {fact.name: fact for fact in (*ORDER, *PERSON, *VISIT, *HISTORY)}

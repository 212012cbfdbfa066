"""Read all that the shop holds of a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet

from accounts import queries as accounts
from antifraud.queries import person as antifraud
from botguard.queries import person as botguard
from checkout.engine.coupon import canonical_person
from checkout.models import (
    Cart,
    CartLine,
    ErasedOrder,
    Erasure,
    Order,
    OrderEvent,
    OrderLine,
    OrderQuerySet,
    Payment,
    ReviewDecision,
    SandboxCharge,
)
from outbox.queries import payloads_to

type Rows = dict[str, list[dict[str, object]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody the shop knows: by an e-mail address, and by their account if they have one."""

    email: str
    account_id: int | None
    is_staff: bool = False


def person_of_account(account_id: int, *, email: str) -> Person:
    """Return whoever is signed in."""
    return Person(email=email, account_id=account_id)


def person_of(email: str) -> Person:
    """Return whoever uses an e-mail address, with their account if it is theirs."""
    account = accounts.account_of(email)
    if account is None:
        return Person(email=email, account_id=None)
    return Person(email=email, account_id=account.pk, is_staff=account.is_staff)


def orders_of(person: Person) -> OrderQuerySet:
    """Return a person's orders: of their account, and those placed as a guest with the same address."""
    whose = Q(person=canonical_person(person.email))
    if person.account_id is not None:
        whose |= Q(customer=person.account_id)
    return Order.objects.filter(whose)


def everything(person: Person) -> Rows:
    """Return every row that is kept of a person, by table, every column but secrets."""
    orders = orders_of(person)
    payments = Payment.objects.filter(order__in=orders)
    carts = Cart.objects.filter(order__in=orders)
    found: Iterable[QuerySet[Model]] = (
        orders,
        OrderLine.objects.filter(order__in=orders),
        OrderEvent.objects.filter(order__in=orders),
        ReviewDecision.objects.filter(order__in=orders),
        payments,
        SandboxCharge.objects.filter(reference__in=payments.values("reference")),
        carts,
        CartLine.objects.filter(cart__in=carts),
        ErasedOrder.objects.filter(order__in=orders),
        Erasure.objects.filter(email__iexact=person.email),
    )
    rows: Rows = {each.model._meta.db_table: list(each.order_by("pk").values()) for each in found}
    numbers = [str(row["number"]) for row in rows["checkout_order"]]
    rows |= accounts.rows_of(person.account_id)
    rows |= antifraud.rows_of(numbers, email=person.email)
    rows |= botguard.rows_of(
        keys_of(rows["checkout_order"]),
        references=numbers,
        account_id=person.account_id,
        email=person.email,
    )
    rows["outbox_message"] = payloads_to(person.email)
    return rows


def keys_of(orders: Iterable[Mapping[str, object]]) -> list[str]:
    """Return the keys of the visits that placed orders."""
    found = []
    for order in orders:
        kept = order["visit"]
        visit = kept.get("visit", {}) if isinstance(kept, dict) else {}
        if visit.get("key_id"):
            found.append(str(visit["key_id"]))
    return found


# What a visit left behind that its own visitor may read; what the guard made of it is not among it.
TOLD_OF_VISITS = ("first_seen_at", "pages", "product_pages", "languages", "agent_class")
TOLD_OF_NETWORKS = ("country", "asn", "organisation", "kind")


def visits_of(person: Person) -> dict[str, dict[str, object]]:
    """Return by order number what was noted of the visit that placed it, for the person to have."""
    rows = orders_of(person).values_list("number", "client_address", "visit")
    return {
        number: {
            "address": address,
            **{f"network_{name}": kept.get("network", {}).get(name) for name in TOLD_OF_NETWORKS},
            **{name: kept.get("visit", {}).get(name) for name in TOLD_OF_VISITS},
        }
        for number, address, kept in rows
    }

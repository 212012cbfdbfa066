"""Write down orders as history counts them."""

from collections.abc import Sequence

from antifraud.engine.facts import OrderFacts
from antifraud.engine.subject import keys_of
from antifraud.models import OrderRecord

REWRITTEN = (
    "placed_at",
    "is_offline",
    "payment_method",
    "currency",
    "amount_minor",
    "units",
    "country",
    "customer_id",
    "address",
    "network",
    "device",
    "email",
    "email_key",
    "phone",
    "delivery_key",
    "name_key",
    "card",
    "coupon_code",
)


def write_records(rows: Sequence[OrderRecord], *, also: tuple[str, ...] = ()) -> None:
    """Write rows of history and give them their keys; one that is there already is rewritten, its outcome kept.

    `also` names fields to rewrite besides.
    """
    OrderRecord.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=("reference",), update_fields=(*REWRITTEN, *also)
    )


def record_of(facts: OrderFacts) -> OrderRecord:
    """Return an order as a row of history, not yet written."""
    keys = keys_of(facts)
    return OrderRecord(
        reference=facts.reference,
        placed_at=facts.placed_at,
        is_offline=facts.is_offline,
        payment_method=facts.payment_method,
        currency=facts.currency,
        amount_minor=facts.amount_minor,
        units=facts.units,
        country=facts.country,
        customer_id=facts.customer_id,
        address=keys.address or None,
        network=keys.network,
        device=keys.device,
        email=facts.email.strip().casefold() if keys.email else "",
        email_key=keys.email,
        phone=keys.phone,
        delivery_key=keys.delivery,
        name_key=keys.name,
        card=keys.card,
        coupon_code=facts.coupon_code[:40],
    )

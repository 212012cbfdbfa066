"""Write down orders as history counts them."""

from collections.abc import Iterable

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
)


def write_records(orders: Iterable[OrderFacts]) -> None:
    """Write orders into history; a reference that is there already is written anew, its outcome kept."""
    rows = [_row(facts) for facts in orders]
    OrderRecord.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=("reference",), update_fields=REWRITTEN, batch_size=2000
    )


def _row(facts: OrderFacts) -> OrderRecord:
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
        email=facts.email.strip().casefold(),
        email_key=keys.email,
        phone=keys.phone,
        delivery_key=keys.delivery,
        name_key=keys.name,
    )

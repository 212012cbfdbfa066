"""Read which orders have something in common that the shop's own tables cannot be asked for quickly."""

from collections import defaultdict

from antifraud.models import OrderRecord

# What is compared, by the name people read. Delivery addresses are compared however they were spelled.
COLUMNS = {"device": "device", "delivery address": "delivery_key", "card": "card"}


def sharing(reference: str, *, limit: int = 50) -> dict[str, frozenset[str]]:
    """Return the latest orders that share a device, a delivery address or a card with one, and which of them."""
    record = OrderRecord.objects.filter(reference=reference).first()
    if record is None:
        return {}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name, column in COLUMNS.items():
        value = getattr(record, column)
        if value:
            rows = OrderRecord.objects.filter(**{column: value}).exclude(pk=record.pk)
            for other in rows.order_by("-placed_at").values_list("reference", flat=True)[:limit]:
                found[other].add(name)
    return {other: frozenset(names) for other, names in found.items()}

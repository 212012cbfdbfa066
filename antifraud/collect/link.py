"""Read which earlier orders share something with this one, and which share something with those."""

from datetime import datetime

from django.db import connection

from antifraud.engine.bond import (
    HUB_ORDERS,
    LINKS,
    Linked,
    Node,
    bad_bonds,
    next_nodes,
    same_coupon,
    without_hubs,
)
from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import Bond
from antifraud.engine.outcome import CONFIRMED_BAD
from antifraud.engine.subject import Keys

COLUMNS = {
    "phone": "phone",
    "email": "email_key",
    "device": "device",
    "delivery": "delivery_key",
    "card": "card",
}
# For every value the latest orders that have it, one more than makes a hub: an indexed look-up each, however busy.
LINKED = " UNION ALL ".join(
    f"""
    SELECT '{name}', node.value, record.reference, record.coupon_code,
        record.phone, record.email_key, record.device, record.delivery_key, record.card,
        EXISTS (SELECT FROM antifraud_orderoutcome known WHERE known.record_id = record.id
            AND known.known_at < %(at)s AND known.outcome = ANY(%(bad)s))
    FROM unnest(%({name})s::text[]) node(value) CROSS JOIN LATERAL (
        SELECT * FROM antifraud_orderrecord
        WHERE {column} = node.value AND {column} <> '' AND placed_at < %(at)s AND reference <> %(reference)s
        ORDER BY placed_at DESC LIMIT {HUB_ORDERS + 1}
    ) record"""  # noqa: S608  # names of our own
    for name, column in COLUMNS.items()
)


def bonds_of(facts: OrderFacts, keys: Keys) -> tuple[tuple[Bond, ...] | None, str | None]:
    """Return the confirmed bad orders within two hops, None if nothing could link to any, and a linked order that
    used the same once-only code.
    """
    own = frozenset((name, value) for name in LINKS if (value := str(getattr(keys, name))))
    if not own:
        return None, None
    near = without_hubs(_linked(facts, own))
    onwards = next_nodes(own, near)
    far = without_hubs(_linked(facts, onwards)) if onwards else ()
    coupon = same_coupon(near, coupon_code=facts.coupon_code[:40]) if facts.coupon_is_once else None
    return bad_bonds(near, far), coupon


def _linked(facts: OrderFacts, nodes: tuple[Node, ...] | frozenset[Node]) -> tuple[Linked, ...]:
    values: dict[str, str | datetime | list[str]] = {
        "at": facts.placed_at,
        "reference": facts.reference,
        "bad": sorted(str(each) for each in CONFIRMED_BAD),
    }
    for name in LINKS:
        values[name] = sorted(value for kind, value in nodes if kind == name)
    with connection.cursor() as cursor:
        cursor.execute(LINKED, values)
        return tuple(_one(row) for row in cursor)


def _one(row: tuple[str, str, str, str, str, str, str, str, str, bool]) -> Linked:
    name, value, reference, coupon_code, *shared, is_bad = row
    return Linked(
        through=(name, value),
        reference=reference,
        nodes=frozenset((kind, str(each)) for kind, each in zip(COLUMNS, shared, strict=True) if each),
        is_bad=bool(is_bad),
        coupon_code=coupon_code,
    )

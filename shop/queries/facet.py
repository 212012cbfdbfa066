"""How many products each filter value would leave, counted in one pass over a category."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any  # rows of raw SQL

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from shop.engine.money import Money
from shop.engine.selection import ATTRIBUTE_PREFIX, Selection

MOST_VALUES_SHOWN = 12

type Parameter = str | int | list[str]

# A product misses a filter or does not. It belongs to the list when it misses none, and to the counts of a filter's own
# values also when it misses that one alone: choosing a second material must not hide the count of the first.
COUNT = """
WITH judged AS MATERIALIZED (
    SELECT product.attributes, product.price_minor, array_remove(ARRAY[{misses}]::text[], NULL) AS missed
      FROM shop_product AS product
     WHERE product.category_id = %s AND product.is_published AND product.price_minor > 0
), close AS (
    SELECT attributes, missed FROM judged WHERE cardinality(missed) <= 1
)
SELECT NULL AS name, NULL AS value, count(*) FILTER (WHERE missed = '{{}}') AS products,
       min(price_minor) FILTER (WHERE missed <@ '{{price}}') AS cheapest,
       max(price_minor) FILTER (WHERE missed <@ '{{price}}') AS dearest
  FROM judged
UNION ALL
SELECT attribute.key, entry.value, count(*), NULL, NULL
  FROM close, jsonb_each(close.attributes) AS attribute, jsonb_array_elements_text(attribute.value) AS entry
 WHERE missed = '{{}}' OR missed[1] = %s || attribute.key
 GROUP BY attribute.key, entry.value
"""
IN_STOCK = (
    "EXISTS (SELECT 1 FROM shop_variant AS variant WHERE variant.product_id = product.id"
    " AND variant.is_active AND variant.on_hand > variant.allocated)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """A value to filter by and how many products it would show, other filters being as they are."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """An attribute to filter by; `field` is its name in an address."""

    field: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a selection comes to: products, bounds of price within the other filters, and facets."""

    products: int
    cheapest: Money | None
    dearest: Money | None
    facets: tuple[Facet, ...]


def count(category_id: int, selection: Selection) -> Counts:
    """Count a selection of a category and every facet of it, in one query."""
    misses, values = _misses(selection)
    # The only text put into the statement is this module's own; every value is a parameter.
    statement = COUNT.format(misses=", ".join(misses) or "NULL")
    rows = _remembered(statement, (*values, category_id, ATTRIBUTE_PREFIX))
    found: dict[str, dict[str, int]] = {}
    products, cheapest, dearest = 0, None, None
    for name, value, number, low, high in rows:
        if name is None:
            products, cheapest, dearest = number, _money(low), _money(high)
        else:
            found.setdefault(name, {})[value] = number
    facets = tuple(_facet(name, found[name], selection) for name in sorted(found))
    return Counts(products=products, cheapest=cheapest, dearest=dearest, facets=facets)


def _remembered(statement: str, values: Sequence[Parameter]) -> list[tuple[Any, ...]]:
    """Run a counting query, or return what it came to within the last minute; a count that old is fine."""
    key = f"facet:{hashlib.sha256(repr((statement, values)).encode()).hexdigest()}"
    rows: list[tuple[Any, ...]] | None = cache.get(key)
    if rows is None:
        with connection.cursor() as cursor:
            cursor.execute(statement, list(values))
            rows = cursor.fetchall()
        cache.set(key, rows, settings.CATEGORY_CACHE_SECONDS)
    return rows


def _misses(selection: Selection) -> tuple[list[str], list[Parameter]]:
    conditions: list[str] = []
    values: list[Parameter] = []
    bounds = ((">=", selection.price_from_minor), ("<=", selection.price_to_minor))
    within = [(f"product.price_minor {sign} %s", bound) for sign, bound in bounds if bound is not None]
    if within:
        conditions.append(f"CASE WHEN NOT ({' AND '.join(text for text, _ in within)}) THEN 'price' END")
        values += [bound for _, bound in within]
    if selection.in_stock:
        conditions.append(f"CASE WHEN NOT {IN_STOCK} THEN 'stock' END")
    for wanted in selection.attributes:
        conditions.append("CASE WHEN NOT coalesce(product.attributes -> %s ?| %s, false) THEN %s END")
        values += [wanted.name, list(wanted.values), ATTRIBUTE_PREFIX + wanted.name]
    return conditions, values


def _facet(name: str, counts: dict[str, int], selection: Selection) -> Facet:
    values = [
        FacetValue(
            value=value,
            label=value[:1].upper() + value[1:],
            count=number,
            is_chosen=selection.wants(name, value),
        )
        for value, number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    # What is chosen must stay there to be unchosen.
    shown = [one for place, one in enumerate(values) if place < MOST_VALUES_SHOWN or one.is_chosen]
    label = name[:1].upper() + name[1:].replace("_", " ")
    return Facet(field=ATTRIBUTE_PREFIX + name, label=label, values=tuple(shown))


def _money(minor: int | None) -> Money | None:
    return None if minor is None else Money(minor, settings.SHOP_CURRENCY)

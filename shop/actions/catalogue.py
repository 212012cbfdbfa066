"""Keep what lists and search read of a product in step with its variants, pictures and words."""

from collections.abc import Sequence

from django.db import connection, transaction

# One statement for any number of products: prices of the cheapest active variant, the first picture, and the words,
# weighted by where they stand: name and part number A; summary, category, attributes and variants B; description C.
REFRESH = """
WITH offer AS (
    SELECT DISTINCT ON (product_id) product_id, price_minor, compare_at_minor,
           min(price_minor) OVER whole <> max(price_minor) OVER whole AS differ
      FROM shop_variant
     WHERE is_active AND (%(all)s OR product_id = ANY(%(ids)s))
    WINDOW whole AS (PARTITION BY product_id)
     ORDER BY product_id, price_minor, compare_at_minor DESC NULLS LAST
), wording AS (
    SELECT product_id, string_agg(sku, ' ') AS skus, string_agg(name, ' ') AS names
      FROM shop_variant
     WHERE is_active AND (%(all)s OR product_id = ANY(%(ids)s))
     GROUP BY product_id
), picture AS (
    SELECT DISTINCT ON (product_id) product_id, file
      FROM shop_productimage
     WHERE %(all)s OR product_id = ANY(%(ids)s)
     ORDER BY product_id, position, id
)
UPDATE shop_product AS product
   SET price_minor = coalesce(offer.price_minor, 0),
       compare_at_minor = offer.compare_at_minor,
       prices_differ = coalesce(offer.differ, false),
       picture = coalesce(picture.file, ''),
       search = setweight(to_tsvector('shop_english', product.name || ' ' || coalesce(wording.skus, '')), 'A')
             || setweight(to_tsvector('shop_english', product.summary || ' ' || category.name || ' '
                          || coalesce(wording.names, '')), 'B')
             || setweight(jsonb_to_tsvector('shop_english', product.attributes, '["string"]'), 'B')
             || setweight(to_tsvector('shop_english', product.description), 'C')
  FROM shop_product AS own
  JOIN shop_category AS category ON category.id = own.category_id
  LEFT JOIN offer ON offer.product_id = own.id
  LEFT JOIN wording ON wording.product_id = own.id
  LEFT JOIN picture ON picture.product_id = own.id
 WHERE product.id = own.id AND (%(all)s OR own.id = ANY(%(ids)s))
"""

# Words as they are written, for mending typing mistakes. A word that left the catalogue stays until all is recounted,
# which is fine because a mended search that finds nothing is no worse than the search as typed.
WORDS = """
INSERT INTO shop_searchword (word, uses)
SELECT word, count(DISTINCT product.id)
  FROM shop_product AS product
  JOIN shop_category AS category ON category.id = product.category_id,
       LATERAL unnest(tsvector_to_array(
           to_tsvector('shop_words', product.name || ' ' || product.summary || ' ' || category.name)
           || jsonb_to_tsvector('shop_words', product.attributes, '["string"]')
       )) AS word
 WHERE (%(all)s OR product.id = ANY(%(ids)s)) AND word ~ '^[[:alpha:]]{3,60}$'
 GROUP BY word
 ORDER BY word
    ON CONFLICT (word) DO UPDATE
   SET uses = CASE WHEN %(all)s THEN excluded.uses ELSE greatest(shop_searchword.uses, excluded.uses) END
"""


def refresh_listing(product_ids: Sequence[int] | None = None) -> None:
    """Recompute prices, picture and search words of some products, or of all; twice changes nothing."""
    values: dict[str, bool | list[int]] = {"all": product_ids is None, "ids": list(product_ids or ())}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(REFRESH, values)
        if product_ids is None:
            cursor.execute("DELETE FROM shop_searchword")
        cursor.execute(WORDS, values)

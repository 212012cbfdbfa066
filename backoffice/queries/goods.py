"""Find goods to put in an order that is taken by hand."""

from shop.models import Variant
from shop.queries import VariantView, sellable
from shop.queries.search import clean, search

MOST_PRODUCTS, MOST_VARIANTS = 8, 24


def find_goods(text: str) -> tuple[VariantView, ...]:
    """Return what is sold and fits a name or is this SKU, best first; of each product all its variants."""
    typed = clean(text)
    if not typed:
        return ()
    sold = Variant.objects.sellable()
    found = list(sold.filter(sku__iexact=typed).values_list("pk", flat=True))
    products = [product.pk for product in search(typed).products[:MOST_PRODUCTS]]
    places = {product_id: place for place, product_id in enumerate(products)}
    rows = sold.filter(product__in=products).order_by("pk").values_list("pk", "product_id")
    found += [pk for pk, product_id in sorted(rows, key=lambda row: places[row[1]]) if pk not in found]
    shown = sellable(found[:MOST_VARIANTS])
    return tuple(shown[pk] for pk in found[:MOST_VARIANTS])

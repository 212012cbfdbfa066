"""What pages and programs read of the catalogue, as values: no page touches a row."""

from shop.queries.listing import CategoryPage, Facet, FacetValue, category_page
from shop.queries.product import ProductPage, VariantView, product_page, sellable
from shop.queries.search import SearchPage, search_page
from shop.queries.shelf import CategoryView, categories, category
from shop.queries.tile import Tile, discounted_tiles, new_tiles

__all__ = [
    "CategoryPage",
    "CategoryView",
    "Facet",
    "FacetValue",
    "ProductPage",
    "SearchPage",
    "Tile",
    "VariantView",
    "categories",
    "category",
    "category_page",
    "discounted_tiles",
    "new_tiles",
    "product_page",
    "search_page",
    "sellable",
]

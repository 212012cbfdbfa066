"""The hand-written assortment, shelf by shelf."""

from demo.engine.catalogue import (
    kitchen,
    lighting,
    outdoors,
    seating,
    stationery,
    storage,
    tableware,
    textiles,
)
from demo.engine.catalogue.shape import DemoCategory, DemoProduct

SHELVES = (lighting, tableware, kitchen, seating, textiles, storage, stationery, outdoors)
CATEGORIES: tuple[DemoCategory, ...] = tuple(shelf.CATEGORY for shelf in SHELVES)
PRODUCTS: tuple[DemoProduct, ...] = tuple(product for shelf in SHELVES for product in shelf.PRODUCTS)

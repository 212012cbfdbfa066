"""The demo shop's words: eight categories of goods for the home, and as many more products as a measurement wants."""

from demo.engine.catalogue.assortment import CATEGORIES, PRODUCTS
from demo.engine.catalogue.expansion import expand
from demo.engine.catalogue.shape import DemoCategory, DemoProduct, DemoVariant

__all__ = ["CATEGORIES", "PRODUCTS", "DemoCategory", "DemoProduct", "DemoVariant", "expand"]

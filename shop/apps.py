"""The shop app."""

from django.apps import AppConfig


class ShopConfig(AppConfig):
    """Register the catalogue, its stock and the storefront."""

    name = "shop"

"""The checkout app."""

from django.apps import AppConfig


class CheckoutConfig(AppConfig):
    """Register carts, orders and payments."""

    name = "checkout"

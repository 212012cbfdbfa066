"""Read carts and orders."""

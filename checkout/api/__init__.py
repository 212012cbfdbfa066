"""The API's doors: carts, placing an order, orders. The same actions as the pages, and the same guard before them."""

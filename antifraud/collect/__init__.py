"""Read what the shop knew of an order when it was placed, and which list entries are in force now."""

from antifraud.collect.history import is_disposable, order_history
from antifraud.collect.listing import list_matches
from antifraud.collect.place import city_version

__all__ = ["city_version", "is_disposable", "list_matches", "order_history"]

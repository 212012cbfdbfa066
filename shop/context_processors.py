"""What every page of the storefront shows."""

import time

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from shop.queries import categories


def storefront(_request: HttpRequest) -> dict[str, object]:
    """Return the shop's name and address, and its categories, which are read only by pages that list them."""
    return {
        "shop_name": settings.SHOP_NAME,
        "shop_email": settings.SHOP_EMAIL,
        "categories": SimpleLazyObject(lambda: categories(time.monotonic())),
    }

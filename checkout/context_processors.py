"""What every page's header shows of the cart."""

from functools import cache

from django.http import HttpRequest

from checkout.http import cart_id_of
from checkout.queries.cart import cart_count


def cart(request: HttpRequest) -> dict[str, object]:
    """Add `cart_count`: no query without a cart's cookie, one with it, and only if a template asks."""
    cart_id = cart_id_of(request)
    if cart_id is None:
        return {"cart_count": 0}
    # A template calls it; a lazy object instead would hide from its filters that this is a number.
    return {"cart_count": cache(lambda: cart_count(cart_id))}

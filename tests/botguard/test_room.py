"""Every address lies in a room; the longest prefix names it."""

import pytest

from botguard import conf
from botguard.engine.room import ROOMS
from settings.rooms import ROOMS as TABLE

PATHS: list[tuple[str, str, str]] = [
    ("the front door", "/", "browse"),
    ("a product", "/p/lamp/", "browse"),
    ("a search", "/search/?q=lamp", "search"),
    ("the cart", "/cart/", "cart"),
    ("adding to the cart", "/cart/add/", "cart"),
    ("a coupon", "/cart/coupon/", "coupon"),
    ("signing in", "/account/login/", "sign-in"),
    ("a second factor", "/account/two-factor/authenticate/", "sign-in"),
    ("a forgotten password", "/account/password/reset/", "sign-in"),
    ("another password", "/account/password/change/", "account"),
    ("signing up", "/account/signup/", "register"),
    ("what it comes to", "/checkout/totals/", "review"),
    ("the checkout", "/checkout/", "checkout"),
    ("paying", "/pay/sandbox/7K3QX/", "pay"),
    ("paying for an order placed before", "/orders/aBc123/pay/", "pay"),
    ("an order with the longest token", f"/orders/{'a' * 64}/pay/", "pay"),
    ("an order", "/orders/aBc123/", "account"),
    ("an order without a token", "/orders//pay/", "account"),
    ("back from the bank", "/pay/back/7K3QX/", "account"),
    ("the account", "/account/orders/", "account"),
    ("the API's products", "/api/v1/products/", "api"),
    ("the API's carts", "/api/v1/carts/", "cart"),
    ("the API's coupons", "/api/v1/carts/0000-1111/coupon/", "coupon"),
    ("the API's checkout", "/api/v1/checkout/", "checkout"),
    ("the API's orders", "/api/v1/orders/", "account"),
    ("the back office", "/backoffice/", "office"),
    ("the guard's own pages", "/guard/proof/", "guard"),
    ("an address of nothing", "/nothing/here", "browse"),
    ("a very long address", "/" + "a/" * 5_000, "browse"),
]


@pytest.mark.parametrize(("path", "room"), [row[1:] for row in PATHS], ids=[row[0] for row in PATHS])
def test_which_room_an_address_lies_in(path: str, room: str) -> None:
    assert conf.room(path) == room


def test_the_table_names_rooms_that_keys_have_bits_for() -> None:
    assert {room for _, room in TABLE} == set(ROOMS)

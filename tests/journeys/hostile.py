"""A shop with something in every room, and what hostile programs send to it."""

from dataclasses import dataclass
from urllib.parse import quote

from django.apps import apps
from django.http import HttpResponse
from django.test import Client

from accounts.models import SignInCounter, SignInFailure, User
from botguard.models import Tally
from checkout.actions.payment import start
from checkout.models import Cart, CartLine, Coupon, Order
from shop.models import Variant
from tests.checkout.world import placed, variant

# What a wrong password leaves behind is its own business.
UNWATCHED = {SignInCounter, SignInFailure, Tally}
LONG = "9" * 5000
MEGABYTES = 3_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A shop with something in every room, and a shopper who has begun to buy."""

    client: Client
    lamp: Variant
    cart: str
    order: str
    payment: str

    def path(self, text: str) -> str:
        """Fill an address in."""
        return text.format(lamp=self.lamp.pk, cart=self.cart, order=self.order, payment=self.payment)


def open_shop() -> Shop:
    """Fill every room."""
    lamp = variant("LAMP", stock=50)
    Coupon.objects.create(code="TEN", kind="percent", value=10)
    User.objects.create_user("ada@example.com", "a long enough password")
    order = placed({lamp.pk: 1}, payment="card")
    payment = order.payments.get().reference
    start(payment, return_path="/")
    client = Client(raise_request_exception=False)
    client.post("/cart/add/", {"variant": lamp.pk, "quantity": 2})
    cart = Cart.objects.exclude(pk=order.cart_id).get()
    return Shop(client=client, lamp=lamp, cart=str(cart.pk), order=order.token, payment=payment)


def everything() -> dict[str, object]:
    """Return what the database holds: the number of rows of every table, and the values that are worth money."""
    found: dict[str, object] = {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.managed and model not in UNWATCHED
    }
    found["lines"] = list(CartLine.objects.order_by("pk").values_list("variant", "quantity"))
    found["coupons"] = list(Cart.objects.order_by("pk").values_list("coupon_code", flat=True))
    found["stock"] = list(Variant.objects.values_list("on_hand", "allocated", "price_minor"))
    found["orders"] = list(Order.objects.values_list("status", "payment_status", "review", "total_minor"))
    found["people"] = list(User.objects.values_list("email", "is_staff", "is_superuser", "password"))
    return found


def send(shop: Shop, path: str, fields: dict[str, str]) -> HttpResponse:
    """Send a form as a browser would; lone surrogates go out as the bytes they would be."""
    body = "&".join(
        f"{quote(name)}={quote(text.encode('utf-8', 'surrogatepass'))}" for name, text in fields.items()
    )
    return shop.client.generic(
        "POST", shop.path(path), body.encode(), content_type="application/x-www-form-urlencoded"
    )


FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
BODIES: dict[str, tuple[str, bytes]] = {
    "1,001 fields": (FORM, b"&".join(b"f%d=1" % number for number in range(1_001))),
    "3 MB": (FORM, b"a=" + b"x" * MEGABYTES),
    "a NUL": (FORM, b"\0"),
    "no text": (FORM, bytes(range(128, 256))),
    "arrays": (FORM, b"variant[]=1&quantity[0]=1&code[a]=b&challenge[]=x&login[]=a&email[]=a&message[]=b"),
    "no boundary": (MULTIPART, b"--x\r\n\r\n"),
    "an empty boundary": (f"{MULTIPART}; boundary=", b"--\r\n"),
    "a boundary of 10 KB": (f"{MULTIPART}; boundary={'x' * 9_000}", b"--x"),
    "a part without an end": (f"{MULTIPART}; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"'),
    "a file for a field": (
        f"{MULTIPART}; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="code"; filename="../../a"\r\n\r\n\0\r\n--x--\r\n',
    ),
    "base64 that is none": (
        f"{MULTIPART}; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n=\r\n--x--\r\n',
    ),
    "a JSON array 100,000 deep": ("application/json", b"[" * 100_000 + b"]" * 100_000),
    "half of JSON": ("application/json", b'{"variant": '),
    "3 MB of JSON": ("application/json", b'{"code": "' + b"x" * MEGABYTES + b'"}'),
    "XML": ("application/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    "no type": ("", b"\xff\0"),
}

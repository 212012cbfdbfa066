"""Who guesses: passwords, coupon codes; and who makes accounts by the dozen."""

import secrets
from urllib.parse import urlsplit

from accounts.models import User
from checkout.models import Cart, Coupon
from shop.models import Product
from tests.range.attack import FIREFOX, Attack, Field
from tests.range.attackers.scrapers import tool
from tests.range.record import Got
from tests.range.shopper import Refused, Shopper

VICTIM = "victim@example.com"
PASSWORD_AT, PASSWORDS = 60, 120
CODES, CODE_AT = 300, 150
TRIES, MANY_ACCOUNTS = 60, 20


def passwords() -> list[str]:
    """Return the word list, with the right one in its midst."""
    return [f"password-{number}" for number in range(PASSWORDS)]


def hydra(field: Field) -> int:
    """Try a list of passwords on one account's sign-in form, four at a time."""
    User.objects.filter(email=VICTIM).delete()
    User.objects.create_user(email=VICTIM, password=passwords()[PASSWORD_AT])
    visitor = Shopper(field.url)
    visitor.get("/account/login/")
    # A fixed pair of token and cookie is what hydra can send; Django takes it.
    token = visitor.form("/account/login/").values["csrfmiddlewaretoken"]
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.http.cookies.items())
    listed = field.folder / "passwords.txt"
    listed.write_text("\n".join(passwords()))
    there = urlsplit(field.url)
    form = f"/account/login/:login=^USER^&password=^PASS^&csrfmiddlewaretoken={token}"
    agent = FIREFOX.replace(":", "\\:")
    form += f":H=Cookie\\: {cookies}:H=User-Agent\\: {agent}:S=302"
    command = ["hydra", "-l", VICTIM, "-P", str(listed), "-t", "4", "-f", "-I", "-s", str(there.port)]
    said = tool(field, [*command, "127.0.0.1", "http-post-form", form])
    return said.count("login: ")


def signed_in(claimed: int, got: Got, field: Field) -> bool:
    """Tell whether the password was found."""
    return claimed > 0


def coupons(field: Field) -> int:
    """Try codes one after another, as a new visitor every ten, from five addresses."""
    Coupon.objects.get_or_create(code=f"SAVE{CODE_AT}", defaults={"kind": Coupon.Kind.PERCENT, "value": 50})
    slug = Product.objects.order_by("pk").values_list("slug", flat=True)[0]
    visitor = Shopper(field.url)
    accepted = 0
    for number in range(CODES):
        if field.is_over:
            break
        code = f"SAVE{number}"
        try:
            if number % 10 == 0:
                visitor = Shopper(field.relays.url(field.addresses[number // 10 % len(field.addresses)]))
                visitor.fill(slug)
            visitor.get("/cart/")
            visitor.send("/cart/coupon/", code=code)
        except Refused:
            continue
        accepted += visitor.status == 200 and code in visitor.html and "do not know" not in visitor.html
    return accepted


def discounted(claimed: int, got: Got, field: Field) -> bool:
    """Tell whether the code was found: the cart it is in tells."""
    return Cart.objects.filter(coupon_code=f"SAVE{CODE_AT}").exists()


def accounts(field: Field) -> int:
    """Sign up under one made-up address after another, from two addresses."""
    before = User.objects.count()
    for number in range(TRIES):
        if field.is_over:
            break
        visitor = Shopper(field.relays.url(field.addresses[number % 2]))
        secret = secrets.token_urlsafe(12)
        try:
            visitor.get("/account/signup/")
            email = f"mule-{field.addresses[0]}-{number}@example.net"
            visitor.send("/account/signup/", email=email, password1=secret, password2=secret)
        except Refused:
            continue
    return User.objects.count() - before


def has_many_accounts(claimed: int, got: Got, field: Field) -> bool:
    """Tell whether there are enough accounts to do something with."""
    return claimed > MANY_ACCOUNTS


ATTACKS = (
    Attack(
        name="hydra on one account",
        threats=("OAT-007", "OAT-008"),
        goal=f"a password {PASSWORD_AT} words down a list",
        run=hydra,
        is_reached=signed_in,
        tool="hydra",
    ),
    Attack(
        name="coupon guesser, 5 addresses, new keys",
        threats=("OAT-002",),
        goal=f"a code {CODE_AT} guesses away",
        run=coupons,
        is_reached=discounted,
        addresses=5,
        seconds=90,
    ),
    Attack(
        name="account creator",
        threats=("OAT-019",),
        goal=f"over {MANY_ACCOUNTS} accounts of {TRIES} tried",
        run=accounts,
        is_reached=has_many_accounts,
        addresses=2,
        seconds=90,
    ),
)

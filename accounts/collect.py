"""Read who tries to sign in, and from where."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from unicodedata import normalize

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.models import StaffAddress
from botguard.http import guard_of

DEVICE_COOKIE = f"{settings.COOKIE_PREFIX}device"
DEVICE_SALT = "accounts.device"
STAFF_ADDRESS_KEPT_FOR = timedelta(days=30)
DEVICE_SECONDS = 400 * 24 * 3600  # the longest life browsers give a cookie

type Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A browser people have signed in with: a random name, and keys of the accounts that did."""

    name: str
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFacts:
    """One try: the account as typed and as a key, and where it comes from."""

    login: str
    account: str
    address: Address | None  # None: not over HTTP
    agent: str = ""
    country: str = ""
    device: str | None = None  # a device that this account has signed in with before


def key_of(*parts: str) -> str:
    """Return a keyed hash, so that a stolen table names nobody."""
    return salted_hmac("accounts.sign-in", "\0".join(parts), algorithm="sha256").hexdigest()


def account_key(login: str) -> str:
    """Return the key of an account; all spellings that reach one account have one key."""
    return key_of("account", normalize("NFKC", login.strip()).casefold())


def address_key(address: Address | None) -> str:
    """Return the key of a client address; an IPv6 address counts as its /64."""
    network = IPv6Network((address, 64), strict=False) if isinstance(address, IPv6Address) else address
    return key_of("address", str(network))


def device_of(request: HttpRequest) -> Device | None:
    """Return the device the visitor's signed cookie names; a forged or aged cookie names none."""
    try:
        name, *accounts = signing.loads(
            request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_SALT, max_age=DEVICE_SECONDS
        )
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Device(name=name, accounts=tuple(accounts))


def sign_in_facts(request: HttpRequest | None, *, login: str) -> SignInFacts:
    """Return what is known of a try. Without a request it comes from this machine's own console."""
    account = account_key(login)
    if request is None:
        return SignInFacts(login=login, account=account, address=None)
    guard = guard_of(request)
    device = device_of(request)
    return SignInFacts(
        login=login,
        account=account,
        address=guard.address,
        agent=guard.visit.agent,
        country=guard.network.country or "",
        device=device.name if device is not None and account in device.accounts else None,
    )


def is_staffs_address(address: str | None, *, at: datetime) -> bool | None:
    """Return whether staff signed in from an address in the thirty days before a moment; None without an address."""
    if not address:
        return None
    signed_in = StaffAddress.objects.filter(
        key=address_key(ip_address(address)), first_at__lte=at, last_at__gte=at - STAFF_ADDRESS_KEPT_FOR
    )
    return signed_in.exists()

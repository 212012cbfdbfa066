"""What checkout reads of a request: the cart's cookie (a signed random number), and whether htmx asks."""

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

COOKIE = f"{settings.COOKIE_PREFIX}cart"
SALT = "checkout.cart"
MAX_AGE_SECONDS = 30 * 24 * 3600


def cart_id_of(request: HttpRequest) -> UUID | None:
    """Return the number in the request's cart cookie, or None without a genuine one."""
    value = request.COOKIES.get(COOKIE)
    if not value:
        return None
    try:
        return UUID(signing.Signer(salt=SALT).unsign(value))
    except (signing.BadSignature, ValueError):
        return None


def give_cart(response: HttpResponseBase, cart_id: UUID) -> None:
    """Hand the cart's cookie to the visitor."""
    response.set_cookie(
        COOKIE,
        signing.Signer(salt=SALT).sign(str(cart_id)),
        max_age=MAX_AGE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def is_swap(request: HttpRequest) -> bool:
    """Return whether htmx asks for a part of a page (django-htmx has read its header)."""
    return bool(getattr(request, "htmx", False))


def to_proof(request: HttpRequest, *, following: str, way: str = "") -> HttpResponse:
    """Lead to the page on which visitors show to be a person, and from there on; with a way also who did already."""
    query = {"next": following} | ({"way": way} if way else {})
    address = f"{reverse('guard:proof')}?{urlencode(query)}"
    if is_swap(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address, status=303)

"""The page behind the link that asks a shopper to confirm an order."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from checkout.actions.confirmation import confirm, order_to_confirm


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, signed: str) -> HttpResponse:
    """Ask for the confirmation; only a POST confirms, for mail programs follow links by themselves."""
    now = timezone.now()
    if request.method == "POST":
        done = confirm(signed, now=now)
        return _shown(request, "gone") if done is None else redirect(f"{request.path}?thanks")
    order = order_to_confirm(signed, now=now)
    return _shown(request, "gone" if order is None else "thanks" if "thanks" in request.GET else "ask", order)


def _shown(request: HttpRequest, state: str, order: object = None) -> HttpResponse:
    response = render(
        request,
        "checkout/confirm.html",
        {"state": state, "order": order},
        status=410 if state == "gone" else 200,
    )
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response

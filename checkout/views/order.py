"""An order's pages, by unguessable link, and a customer's own orders."""

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from botguard.actions import brake
from botguard.http import guard_of
from checkout.actions.payment import NotPayable, start, try_again
from checkout.engine.number import ENTROPY_BYTES
from checkout.http import to_proof
from checkout.public import PublicOrder, order_by_token, orders_of_customer

PAGE_SIZE = 20
MOST_PAGES = 10_000
CARDS_CLOSED = "Card payments are not possible from here just now. Please try again in half an hour."

private = cache_control(private=True, no_store=True)


@private
@require_safe
def received(request: HttpRequest, token: str) -> HttpResponse:
    """Thank for an order that was just placed."""
    return _page(request, "checkout/received.html", _order(token))


@private
@require_safe
def detail(request: HttpRequest, token: str) -> HttpResponse:
    """Show an order to whoever has its link."""
    return _page(request, "checkout/order.html", _order(token))


@private
@require_POST
def pay(request: HttpRequest, token: str) -> HttpResponse:
    """Go to the card payment, to a new one if the last has failed."""
    order = _order(token)
    match brake.may_pay(guard_of(request), now=timezone.now()):
        case "wait":
            messages.error(request, CARDS_CLOSED)
            return redirect(order.path)
        case "prove":
            return to_proof(request, following=reverse("order-received", args=[token]), way="question")
    try:
        reference = try_again(token, entropy=secrets.token_bytes(ENTROPY_BYTES), now=timezone.now())
    except NotPayable:
        return redirect(order.path)
    return redirect(start(reference, return_path=reverse("payment-return", args=[reference])))


@private
@login_required
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """List the signed-in customer's orders, newest first."""
    number = _page_number(request.GET.get("page", "1"))
    customer_id = request.user.pk
    assert customer_id is not None  # noqa: S101  # signed in
    found = orders_of_customer(customer_id, start=(number - 1) * PAGE_SIZE, most=PAGE_SIZE)
    paginator = Paginator(range(found.count), PAGE_SIZE)
    if number > paginator.num_pages:
        raise Http404
    page = paginator.page(number)
    context = {
        "orders": found.orders,
        "page": page,
        "pages": paginator.get_elided_page_range(number),
        "query": "",
    }
    return render(request, "checkout/history.html", context)


def _order(token: str) -> PublicOrder:
    order = order_by_token(token)
    if order is None:
        raise Http404
    return order


def _page(request: HttpRequest, template: str, order: PublicOrder) -> HttpResponse:
    response = render(request, template, {"order": order})
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _page_number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 5 and 1 <= int(text) <= MOST_PAGES):
        raise Http404
    return int(text)

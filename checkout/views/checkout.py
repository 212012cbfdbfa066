"""The one-page checkout: contact, address, delivery, payment, review, in one form that works without scripts."""

import secrets
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from botguard.actions import brake, note
from botguard.forms import is_decoy_filled
from botguard.http import guard_of
from checkout.actions.conduct import note_placed, note_placing
from checkout.actions.payment import start
from checkout.actions.place import (
    CouponLost,
    EmptyCart,
    KeyReused,
    TotalChanged,
    UnknownDelivery,
    UnknownPayment,
    place_order,
)
from checkout.collect import visit_facts
from checkout.engine.contact import NAMES
from checkout.engine.number import ENTROPY_BYTES
from checkout.engine.placement import CARD, PlacedOrder, Placement
from checkout.forms import CheckoutForm, told_by_browser
from checkout.http import cart_id_of, is_swap, to_proof
from checkout.queries.cart import CartView, Quote, cart_view, delivery_methods, is_ordered, quote
from checkout.queries.customer import last_recipient
from checkout.queries.paying import hidden_payments
from outbox.conf import crash_at
from shop.actions.stock import StockShortage
from shop.engine.money import Money

CARDS_CLOSED = (
    "Card payments are not possible from here just now. Nothing was ordered. "
    "Please choose another way to pay."
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the checkout; placed, go on to the order's page or to the card payment."""
    if request.method != "POST":
        may_order = brake.may_order(guard_of(request), now=timezone.now(), spends=False)
        return _fresh(request) if may_order else _to_question(request)
    form = _form(request)
    if "update" in request.POST:
        return _shown(request, form, is_checked=False)
    if not form.is_valid():
        return _shown(request, form, status=422)
    guard = guard_of(request)
    if is_decoy_filled(request.POST):
        note(guard, "decoy-field")
    if form.cleaned_data["payment"] == CARD and brake.cards_closed(guard, now=timezone.now()):
        return _shown(request, form.unchecked(), notice=CARDS_CLOSED, status=429)
    # An order that is sent again gets its answer again.
    if not is_ordered(cart_id_of(request)) and not brake.may_order(guard, now=timezone.now(), spends=True):
        return _to_question(request)
    try:
        placement = _placement(request, form)
        note_placing(guard, placement)
        placed = place_order(placement, entropy=secrets.token_bytes(ENTROPY_BYTES), now=timezone.now())
    except EmptyCart:
        messages.error(request, "Your cart is empty.")
        return redirect("cart")
    except (KeyReused, UnknownDelivery, UnknownPayment, CouponLost, TotalChanged, StockShortage) as refusal:
        return _refused(request, form, refusal)
    note_placed(guard, placed)
    crash_at("before-response")
    return redirect(_next_path(request, placed))


@never_cache
@require_POST
def totals(request: HttpRequest) -> HttpResponse:
    """Show what the order comes to with what is chosen so far."""
    form = _form(request)
    if not is_swap(request):
        return _shown(request, form, is_checked=False)
    cart = cart_view(cart_id_of(request))
    if cart is None or not cart.lines:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("cart")})
    context = _context(form, cart, _quote(cart, form, now=timezone.now()))
    return render(request, "checkout/checkout.html#summary", context)


def _to_question(request: HttpRequest) -> HttpResponse:
    return to_proof(request, following=reverse("checkout"), way="question")


def _fresh(request: HttpRequest) -> HttpResponse:
    country = guard_of(request).network.country
    methods = delivery_methods()
    initial: dict[str, object] = {
        "country": country if country in NAMES else "",
        "delivery": methods[0].code if methods else "",
        "payment": "cash-on-delivery",
        "idempotency_key": str(uuid4()),
    }
    if request.user.is_authenticated:
        initial |= last_recipient(request.user.pk) or {"email": request.user.email}
    form = CheckoutForm(methods=methods, initial=initial, takes_cards=settings.SANDBOX_PAYMENTS)
    return _shown(request, form)


def _form(request: HttpRequest) -> CheckoutForm:
    return CheckoutForm(request.POST, methods=delivery_methods(), takes_cards=settings.SANDBOX_PAYMENTS)


def _shown(
    request: HttpRequest, form: CheckoutForm, *, is_checked: bool = True, notice: str = "", status: int = 200
) -> HttpResponse:
    cart = cart_view(cart_id_of(request))
    if cart is None or not cart.lines:
        return redirect("cart")
    if not is_checked:
        form = form.unchecked()
    now = timezone.now()
    priced = _quote(cart, form, now=now)
    form.hidden = hidden_payments(
        priced.totals.total,
        units=cart.count,
        coupon_code=cart.coupon_code,
        country=str(form["country"].value() or ""),
        postcode=str(form["postcode"].value() or ""),
        customer_id=request.user.pk if request.user.is_authenticated else None,
        now=now,
    )
    context = _context(form, cart, priced) | {"notice": notice}
    return render(request, "checkout/checkout.html", context, status=status)


def _context(form: CheckoutForm, cart: CartView, priced: Quote) -> dict[str, object]:
    return {
        "form": form,
        "cart": cart,
        "quote": priced,
        "expected_total": priced.totals.total.minor,
        "idempotency_key": form["idempotency_key"].value() or str(uuid4()),
    }


def _quote(cart: CartView, form: CheckoutForm, *, now: datetime) -> Quote:
    email = form["email"].value() if form.is_bound and "email" not in form.errors else None
    return quote(cart.lines, coupon_code=cart.coupon_code, method=form.chosen_method(), email=email, now=now)


def _placement(request: HttpRequest, form: CheckoutForm) -> Placement:
    guard = guard_of(request)
    cart_id = cart_id_of(request)
    if cart_id is None:
        raise EmptyCart("no cart")
    return Placement(
        cart_id=cart_id,
        idempotency_key=form.cleaned_data["idempotency_key"],
        recipient=form.recipient,
        delivery_code=form.cleaned_data["delivery"],
        payment_method=form.cleaned_data["payment"],
        expected_total=Money(form.cleaned_data["expected_total"], settings.SHOP_CURRENCY),
        note=form.cleaned_data["note"],
        customer_id=request.user.pk if request.user.is_authenticated else None,
        client_address=str(guard.address),
        visit=visit_facts(guard, door="page", told=told_by_browser(request.POST)),
    )


def _refused(request: HttpRequest, form: CheckoutForm, refusal: Exception) -> HttpResponse:
    """Show the form again with everything typed, and say what stood in the way."""
    status = 409
    match refusal:
        case TotalChanged():
            notice = (
                f"The total is now {refusal.totals.total}; you had seen {refusal.expected}. "
                "Nothing was ordered. Please look at it and place the order again."
            )
        case StockShortage():
            notice = (
                "Somebody was quicker: some of it is sold out. Nothing was ordered. Please change your cart."
            )
        case CouponLost():
            notice = f"{refusal} Nothing was ordered. Please remove the coupon from your cart."
        case UnknownDelivery():
            notice, status = "This delivery method is no longer offered. Please choose another.", 422
        case UnknownPayment():
            notice, status = (
                "This way to pay is not offered for this order. Nothing was ordered. Please choose another.",
                422,
            )
        case _:
            notice, status = (
                "This form was sent before with other contents. Please look at it and send it again.",
                422,
            )
            form = form.unchecked(idempotency_key=str(uuid4()))
    return _shown(request, form.unchecked(), notice=notice, status=status)


def _next_path(request: HttpRequest, placed: PlacedOrder) -> str:
    received = reverse("order-received", args=[placed.token])
    if placed.payment_method == CARD and placed.payment_reference is not None:
        if brake.may_pay(guard_of(request), now=timezone.now()):
            # Many cards are being tried: each payment needs a proof of its own, which the button there leads to.
            messages.info(request, "Your order is placed. Please pay it here.")
            return received
        return start(
            placed.payment_reference, return_path=reverse("payment-return", args=[placed.payment_reference])
        )
    return received

"""The cart's page and its buttons: whole without scripts, swapped by htmx with them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from botguard.actions import note
from botguard.http import guard_of
from checkout.actions import cart as cart_actions
from checkout.forms import AddForm, CouponForm, QuantityForm
from checkout.http import cart_id_of, give_cart, is_swap, to_proof
from checkout.queries.cart import cart_view, quote
from shop.queries import sellable


@never_cache
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the cart."""
    return _shown(request)


@never_cache
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put units in the cart; a first one makes the cart."""
    form = AddForm(request.POST)
    if not form.is_valid():
        return _shown(request, problem=_first_error(form), status=422)
    variant_id, quantity = form.cleaned_data["variant"], form.cleaned_data["quantity"]
    try:
        cart_id = cart_actions.add(
            cart_id_of(request), variant_id=variant_id, quantity=quantity, now=timezone.now()
        )
    except cart_actions.NotSellable:
        return _shown(request, problem="This is no longer sold.", status=404)
    except cart_actions.TooMany as error:
        return _shown(request, problem=f"{error} Your cart stays as it was.", status=409)
    messages.success(request, f"{_name(variant_id)} is in your cart.")
    response = (
        HttpResponse(status=204, headers={"HX-Redirect": reverse("cart")})
        if is_swap(request)
        else redirect("cart")
    )
    give_cart(response, cart_id)
    return response


@never_cache
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Set a line's quantity, or remove the line."""
    data = request.POST.copy()
    if "remove" in data:
        data["quantity"] = "0"
    elif "set" in data:
        # The buttons beside the field say a number of their own.
        data["quantity"] = data.get("set", "")
    form = QuantityForm(data)
    if not form.is_valid():
        return _shown(request, problem=_first_error(form), line=data.get("variant", ""), status=422)
    variant_id, quantity = form.cleaned_data["variant"], form.cleaned_data["quantity"]
    try:
        cart_actions.set_quantity(
            cart_id_of(request), variant_id=variant_id, quantity=quantity, now=timezone.now()
        )
    except cart_actions.NotInCart:
        return _shown(request, problem="This is not in your cart any more.", status=404)
    except cart_actions.TooMany as error:
        return _shown(request, problem=str(error), line=str(variant_id), status=409)
    return _done(request)


@never_cache
@require_POST
def coupon(request: HttpRequest) -> HttpResponse:
    """Put a coupon on the cart, or take it off."""
    form = CouponForm(request.POST)
    if not form.is_valid():
        typed = request.POST.get("code", "")
        return _shown(request, coupon_problem=_first_error(form), typed_code=typed, status=422)
    code = "" if "remove" in request.POST else form.cleaned_data["code"]
    try:
        cart_actions.try_coupon(cart_id_of(request), code=code, guard=guard_of(request), now=timezone.now())
    except cart_actions.CouponBoxClosed as error:
        if error.needs_proof:
            return to_proof(request, following=reverse("cart"))
        shown = _shown(request, coupon_problem=str(error), typed_code=code, status=429)
        shown["Retry-After"] = "1800"
        return shown
    except cart_actions.CouponRefused as error:
        note(guard_of(request), "coupon-guess", code)
        return _shown(request, coupon_problem=str(error), typed_code=code, status=422)
    except cart_actions.NotInCart:
        return _shown(request, problem="Your cart is empty.", status=404)
    return _done(request)


def _done(request: HttpRequest) -> HttpResponse:
    """Answer a change: the new parts for htmx, the page's own address for a plain form."""
    return _shown(request) if is_swap(request) else redirect("cart")


def _shown(
    request: HttpRequest,
    *,
    problem: str = "",
    line: str = "",
    coupon_problem: str = "",
    typed_code: str = "",
    status: int = 200,
) -> HttpResponse:
    cart = cart_view(cart_id_of(request))
    now = timezone.now()
    priced = None if cart is None else quote(cart.lines, coupon_code=cart.coupon_code, method=None, now=now)
    context = {
        "cart": cart,
        "quote": priced,
        "problem": problem,
        "problem_line": line,
        "coupon_problem": coupon_problem or (priced.coupon_problem if priced else ""),
        "typed_code": typed_code or (cart.coupon_code if cart else ""),
    }
    template = "checkout/cart.html#cart" if is_swap(request) else "checkout/cart.html"
    return render(request, template, context, status=status)


def _name(variant_id: int) -> str:
    return sellable([variant_id])[variant_id].full_name


def _first_error(form: AddForm | QuantityForm | CouponForm) -> str:
    return str(next(iter(form.errors.values()))[0])

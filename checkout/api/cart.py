"""Carts: open one, fill it, price it."""

from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from botguard.actions import note
from botguard.http import guard_of
from checkout import serializers as shapes
from checkout.actions import cart as cart_actions
from checkout.api.received import valid
from checkout.queries.cart import CartView as CartValues
from checkout.queries.cart import cart_view, delivery_methods, quote
from checkout.responses import Refused


class CartsView(APIView):
    """Carts."""

    @extend_schema(request=None, responses={201: shapes.CartSerializer})
    def post(self, request: Request) -> Response:
        """Open an empty cart. Its id is what makes it yours: keep it to yourself."""
        cart_id = cart_actions.open_cart(now=timezone.now())
        return _cart(request, cart_id, status=status.HTTP_201_CREATED)


class CartView(APIView):
    """One cart."""

    @extend_schema(
        responses=shapes.CartSerializer,
        parameters=[OpenApiParameter("delivery", str, description="Price this delivery method with it.")],
    )
    def get(self, request: Request, cart_id: UUID) -> Response:
        """Show a cart and what it comes to."""
        return _cart(request, cart_id)


class CartLinesView(APIView):
    """Lines of a cart."""

    @extend_schema(request=shapes.LineAddSerializer, responses={201: shapes.CartSerializer})
    def post(self, request: Request, cart_id: UUID) -> Response:
        """Add units of a variant."""
        wanted = valid(shapes.LineAddSerializer(data=request.data))
        _existing(request, cart_id)
        try:
            cart_actions.add(
                cart_id, variant_id=wanted["variant"], quantity=wanted["quantity"], now=timezone.now()
            )
        except cart_actions.NotSellable as error:
            raise ValidationError({"variant": ["There is no such variant on sale."]}) from error
        except cart_actions.TooMany as error:
            raise _too_many(wanted["variant"], error) from error
        return _cart(request, cart_id, status=status.HTTP_201_CREATED)


class CartLineView(APIView):
    """One line of a cart."""

    @extend_schema(request=shapes.LineSetSerializer, responses=shapes.CartSerializer)
    def put(self, request: Request, cart_id: UUID, variant_id: int) -> Response:
        """Set how many units of a variant the cart holds."""
        wanted = valid(shapes.LineSetSerializer(data=request.data))
        return self._set(request, cart_id, variant_id, wanted["quantity"])

    @extend_schema(responses=shapes.CartSerializer)
    def delete(self, request: Request, cart_id: UUID, variant_id: int) -> Response:
        """Remove a variant from the cart."""
        return self._set(request, cart_id, variant_id, 0)

    def _set(self, request: Request, cart_id: UUID, variant_id: int, quantity: int) -> Response:
        try:
            cart_actions.set_quantity(cart_id, variant_id=variant_id, quantity=quantity, now=timezone.now())
        except cart_actions.NotInCart as error:
            raise Http404 from error
        except cart_actions.TooMany as error:
            raise _too_many(variant_id, error) from error
        return _cart(request, cart_id)


class CartCouponView(APIView):
    """The coupon of a cart."""

    @extend_schema(request=shapes.CouponSerializer, responses=shapes.CartSerializer)
    def put(self, request: Request, cart_id: UUID) -> Response:
        """Put a coupon on the cart."""
        wanted = valid(shapes.CouponSerializer(data=request.data))
        try:
            cart_actions.try_coupon(
                cart_id, code=wanted["code"], guard=guard_of(request._request), now=timezone.now()
            )
        except cart_actions.CouponBoxClosed as error:
            raise Throttled(wait=1800, detail=str(error)) from error
        except cart_actions.NotInCart as error:
            raise Http404 from error
        except cart_actions.CouponRefused as error:
            note(guard_of(request._request), "coupon-guess", wanted["code"])
            raise ValidationError({"code": [str(error)]}) from error
        return _cart(request, cart_id)


def _existing(request: Request, cart_id: UUID) -> CartValues:
    # A cart's id is all it takes to use it (docs/decisions/0016), so who comes with many of them is watched.
    note(guard_of(request._request), "cart", str(cart_id))
    cart = cart_view(cart_id)
    if cart is None:
        raise Http404
    return cart


def _cart(request: Request, cart_id: UUID, *, status: int = 200) -> Response:
    cart = _existing(request, cart_id)
    code = request.query_params.get("delivery", "")
    method = next((each for each in delivery_methods() if each.code == code), None) if code else None
    if code and method is None:
        raise ValidationError({"delivery": ["There is no such delivery method."]})
    priced = quote(cart.lines, coupon_code=cart.coupon_code, method=method, now=timezone.now())
    return Response(shapes.CartSerializer(cart, context={"quote": priced}).data, status=status)


def _too_many(variant_id: int, error: cart_actions.TooMany) -> Refused:
    return Refused(
        status=409,
        kind="stock-shortage",
        detail=str(error),
        members={"missing": [{"variant": variant_id, "available": error.most}]},
    )

"""The API's doors: carts, placing an order, orders. The same actions as the pages, and the same guard before them."""

import secrets
from typing import Any  # DRF hands over whatever was sent
from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotAuthenticated, ParseError, Throttled, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from botguard.actions import brake, note
from botguard.http import guard_of
from checkout import serializers as shapes
from checkout.actions import cart as cart_actions
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
from checkout.engine.number import ENTROPY_BYTES
from checkout.engine.placement import CARD, PlacedOrder, Placement
from checkout.public import order_by_token, orders_of_customer
from checkout.queries.cart import CartView as CartValues
from checkout.queries.cart import cart_view, delivery_methods, is_ordered, quote
from checkout.responses import Refused
from outbox.conf import crash_at
from shop.actions.stock import StockShortage
from shop.engine.money import Money

PAGE_SIZE = 20
LONGEST_KEY = 255
KEY_HEADER = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="Your own mark of this attempt.",
)


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
        wanted = _valid(shapes.LineAddSerializer(data=request.data))
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
        wanted = _valid(shapes.LineSetSerializer(data=request.data))
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
        wanted = _valid(shapes.CouponSerializer(data=request.data))
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


class PlaceView(APIView):
    """Placing orders."""

    @extend_schema(
        request=shapes.PlaceSerializer, responses={201: shapes.PlacedSerializer}, parameters=[KEY_HEADER]
    )
    def post(self, request: Request) -> Response:
        """Place an order. Sending the same again with the same key gives the same answer, and no second order."""
        key = request.headers.get("Idempotency-Key", "").strip()
        if not key or len(key) > LONGEST_KEY:
            raise ParseError(f"Send an Idempotency-Key header of 1 to {LONGEST_KEY} characters.")
        wanted = _placement(request, _valid(shapes.PlaceSerializer(data=request.data)), key=key)
        if wanted.payment_method == CARD and not settings.SANDBOX_PAYMENTS:
            raise ValidationError({"payment": ["Cards are not taken."]})
        if wanted.payment_method == CARD:
            _mind_brake(request)
        # An order that is sent again gets its answer again.
        if not is_ordered(wanted.cart_id):
            _mind_holding(request)
        note_placing(guard_of(request._request), wanted)
        placed = _place(wanted)
        note_placed(guard_of(request._request), placed)
        crash_at("before-response")
        return Response(_placed(placed), status=status.HTTP_201_CREATED)


class OrdersView(APIView):
    """Orders of the customer who is signed in."""

    @extend_schema(
        operation_id="orders_list",
        responses=shapes.OrdersSerializer,
        parameters=[OpenApiParameter("page", int)],
    )
    def get(self, request: Request) -> Response:
        """List your orders, newest first."""
        if request.user.pk is None:
            raise NotAuthenticated
        text = request.query_params.get("page", "1")
        if not (text.isascii() and text.isdecimal() and len(text) <= 5 and int(text) > 0):
            raise ValidationError({"page": ["A whole number from 1 up."]})
        page = orders_of_customer(request.user.pk, start=(int(text) - 1) * PAGE_SIZE, most=PAGE_SIZE)
        return Response(shapes.OrdersSerializer({"count": page.count, "results": page.orders}).data)


class OrderView(APIView):
    """One order, by its unguessable token."""

    @extend_schema(operation_id="orders_retrieve", responses=shapes.OrderSerializer)
    def get(self, request: Request, token: str) -> Response:
        """Show an order to whoever has its token."""
        order = order_by_token(token)
        if order is None:
            raise Http404
        return Response(shapes.OrderSerializer(order).data, headers={"Cache-Control": "private, no-store"})


class DeliveryMethodsView(APIView):
    """Ways to the shopper's door."""

    @extend_schema(responses=shapes.DeliveryMethodSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List the delivery methods on offer."""
        return Response(shapes.DeliveryMethodSerializer(delivery_methods(), many=True).data)


def _valid(serializer: Any) -> dict[str, Any]:  # Any: any serializer, any valid data
    serializer.is_valid(raise_exception=True)
    found: dict[str, Any] = serializer.validated_data
    return found


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


def _placement(request: Request, sent: dict[str, Any], *, key: str) -> Placement:
    guard = guard_of(request._request)
    return Placement(
        cart_id=sent["cart"],
        idempotency_key=key,
        recipient=sent["recipient"],
        delivery_code=sent["delivery"],
        payment_method=sent["payment"],
        expected_total=Money(sent["expected_total"], settings.SHOP_CURRENCY),
        note=sent["note"],
        customer_id=request.user.pk,
        client_address=str(guard.address),
        visit=visit_facts(guard, door="api"),
    )


def _mind_brake(request: Request) -> None:
    match brake.may_pay(guard_of(request._request), now=timezone.now()):
        case "wait":
            raise Throttled(wait=1800, detail="Card payments are not possible from here just now.")
        case "prove":
            raise Refused(
                status=403,
                kind="proof-needed",
                detail="Each card payment needs a new proof for now.",
                members={"proof": reverse("keys:cut")},
            )


def _mind_holding(request: Request) -> None:
    if not brake.may_order(guard_of(request._request), now=timezone.now(), spends=True):
        raise Refused(
            status=403,
            kind="proof-needed",
            detail="Many unpaid orders came from here. Each further one needs a person's proof, on the shop's pages.",
            members={"proof": f"{reverse('guard:proof')}?way=question"},
        )


def _place(wanted: Placement) -> PlacedOrder:
    try:
        return place_order(wanted, entropy=secrets.token_bytes(ENTROPY_BYTES), now=timezone.now())
    except EmptyCart as error:
        raise ValidationError({"cart": ["There is no such cart, or nothing in it."]}) from error
    except UnknownDelivery as error:
        raise ValidationError({"delivery": ["There is no such delivery method."]}) from error
    except UnknownPayment as error:
        raise ValidationError({"payment": ["This way to pay is not offered for this order."]}) from error
    except KeyReused as error:
        raise Refused(
            status=422, kind="key-reused", detail="This Idempotency-Key has placed another order."
        ) from error
    except CouponLost as error:
        raise Refused(status=409, kind="coupon-lost", detail=str(error)) from error
    except TotalChanged as error:
        totals = shapes.TotalsSerializer(error.totals).data
        raise Refused(
            status=409,
            kind="total-changed",
            detail=f"It comes to {error.totals.total}, not {error.expected}.",
            members={"totals": totals, "difference_minor": error.difference.minor},
        ) from error
    except StockShortage as error:
        missing = [
            {"variant": each.variant_id, "wanted": each.wanted, "available": each.available}
            for each in error.missing
        ]
        raise Refused(
            status=409, kind="stock-shortage", detail="Some of it is sold out.", members={"missing": missing}
        ) from error


def _placed(placed: PlacedOrder) -> dict[str, str | None]:
    payment_url = None
    if placed.payment_reference is not None:
        back = reverse("payment-return", args=[placed.payment_reference])
        payment_url = settings.SHOP_URL + start(placed.payment_reference, return_path=back)
    return {
        "number": placed.number,
        "token": placed.token,
        "url": settings.SHOP_URL + reverse("order", args=[placed.token]),
        "payment_url": payment_url,
    }


def _too_many(variant_id: int, error: cart_actions.TooMany) -> Refused:
    return Refused(
        status=409,
        kind="stock-shortage",
        detail=str(error),
        members={"missing": [{"variant": variant_id, "available": error.most}]},
    )

"""Placing an order."""

import secrets
from typing import Any  # DRF hands over whatever was sent

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ParseError, Throttled, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from botguard.actions import brake
from botguard.http import guard_of
from checkout import serializers as shapes
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
from checkout.api.received import valid
from checkout.collect import visit_facts
from checkout.engine.number import ENTROPY_BYTES
from checkout.engine.placement import CARD, PlacedOrder, Placement
from checkout.queries.cart import is_ordered
from checkout.responses import Refused
from outbox.conf import crash_at
from shop.actions.stock import StockShortage
from shop.engine.money import Money

LONGEST_KEY = 255
KEY_HEADER = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="Your own mark of this attempt.",
)


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
        wanted = _placement(request, valid(shapes.PlaceSerializer(data=request.data)), key=key)
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

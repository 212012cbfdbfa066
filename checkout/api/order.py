"""Orders that were placed, and the ways they can be delivered."""

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotAuthenticated, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from checkout import serializers as shapes
from checkout.public import order_by_token, orders_of_customer
from checkout.queries.cart import delivery_methods

PAGE_SIZE = 20


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

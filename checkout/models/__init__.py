"""Rows of carts, orders and payments."""

from checkout.models.cart import Cart, CartLine, Coupon, DeliveryMethod
from checkout.models.erasure import ErasedOrder, Erasure
from checkout.models.order import Order, OrderEvent, OrderLine, OrderQuerySet, ReviewDecision
from checkout.models.payment import Payment, SandboxCharge

__all__ = [
    "Cart",
    "CartLine",
    "Coupon",
    "DeliveryMethod",
    "ErasedOrder",
    "Erasure",
    "Order",
    "OrderEvent",
    "OrderLine",
    "OrderQuerySet",
    "Payment",
    "ReviewDecision",
    "SandboxCharge",
]

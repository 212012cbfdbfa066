"""Addresses of cart, checkout, orders, payments and their API."""

from django.urls import URLPattern, path
from drf_spectacular.views import SpectacularAPIView

from checkout.api.cart import CartCouponView, CartLinesView, CartLineView, CartsView, CartView
from checkout.api.order import DeliveryMethodsView, OrdersView, OrderView
from checkout.api.placing import PlaceView
from checkout.views import cart, checkout, confirmation, order, payment, rights

urlpatterns: list[URLPattern] = [
    path("cart/", cart.page, name="cart"),
    path("cart/add/", cart.add, name="cart-add"),
    path("cart/change/", cart.change, name="cart-change"),
    path("cart/coupon/", cart.coupon, name="cart-coupon"),
    path("checkout/", checkout.page, name="checkout"),
    path("checkout/totals/", checkout.totals, name="checkout-totals"),
    path("orders/confirm/<str:signed>/", confirmation.page, name="order-confirm"),
    path("orders/<slug:token>/received/", order.received, name="order-received"),
    path("orders/<slug:token>/pay/", order.pay, name="order-pay"),
    path("orders/<slug:token>/", order.detail, name="order"),
    path("account/orders/", order.history, name="orders"),
    path("account/data/", rights.show, name="rights"),
    path("account/data/copy/", rights.copy, name="rights-copy"),
    path("account/data/erase/", rights.erase, name="rights-erase"),
    path("pay/back/<slug:reference>/", payment.back, name="payment-return"),
    path("pay/sandbox/<slug:reference>/", payment.sandbox_page, name="sandbox"),
    path("webhooks/payments/<slug:provider>/", payment.webhook, name="payment-webhook"),
    path("api/v1/carts/", CartsView.as_view(), name="api-carts"),
    path("api/v1/carts/<uuid:cart_id>/", CartView.as_view(), name="api-cart"),
    path("api/v1/carts/<uuid:cart_id>/lines/", CartLinesView.as_view(), name="api-cart-lines"),
    path(
        "api/v1/carts/<uuid:cart_id>/lines/<int:variant_id>/",
        CartLineView.as_view(),
        name="api-cart-line",
    ),
    path("api/v1/carts/<uuid:cart_id>/coupon/", CartCouponView.as_view(), name="api-cart-coupon"),
    path("api/v1/checkout/", PlaceView.as_view(), name="api-checkout"),
    path("api/v1/orders/", OrdersView.as_view(), name="api-orders"),
    path("api/v1/orders/<slug:token>/", OrderView.as_view(), name="api-order"),
    path("api/v1/delivery-methods/", DeliveryMethodsView.as_view(), name="api-delivery-methods"),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="api-schema"),
]

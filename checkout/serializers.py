"""Shapes of the API's input and output: text that fits the database, whole numbers in bounds, nothing unasked for."""

from typing import Any  # serializers are untyped inside

from rest_framework import serializers

from checkout.engine.contact import COUNTRIES, ContactError, clean_recipient
from checkout.engine.placement import BANK_TRANSFER, CARD, CASH_ON_DELIVERY, Recipient
from checkout.public import PublicOrder
from checkout.queries.cart import MOST_OF_ONE, CartLineView, CartView, Quote
from shop.engine.money import Money


class Text(serializers.CharField):
    """Text that PostgreSQL can hold: no NUL (DRF's own check), no half of a surrogate pair."""

    def to_internal_value(self, data: Any) -> str:  # Any: what came out of JSON
        """Return the text.

        :raises serializers.ValidationError: when it cannot be written as UTF-8
        """
        if not isinstance(data, str):
            self.fail("invalid")
        text: str = super().to_internal_value(data)
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise serializers.ValidationError("Not valid text.") from error
        return text


class Email(Text, serializers.EmailField):
    """An e-mail address."""


class Whole(serializers.IntegerField):
    """A whole number: no `true`, no `1.0`, no text."""

    def to_internal_value(self, data: Any) -> int:  # Any: what came out of JSON
        """Return the number.

        :raises serializers.ValidationError: when it is none
        """
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data


class MoneySerializer(serializers.Serializer[Money]):
    """An amount in minor units of an ISO 4217 currency."""

    minor = serializers.IntegerField()
    currency = serializers.CharField()


class LineAddSerializer(serializers.Serializer[Any]):
    """Units to put in a cart."""

    variant = Whole(min_value=1, max_value=2**63 - 1)
    quantity = Whole(min_value=1, max_value=MOST_OF_ONE)


class LineSetSerializer(serializers.Serializer[Any]):
    """How many units a cart shall hold; 0 removes the line."""

    quantity = Whole(min_value=0, max_value=MOST_OF_ONE)


class CouponSerializer(serializers.Serializer[Any]):
    """A coupon's code; an empty one takes it off."""

    code = Text(max_length=40, allow_blank=True)


class CartLineSerializer(serializers.Serializer[CartLineView]):
    """A line of a cart."""

    variant = serializers.IntegerField(source="variant_id")
    sku = serializers.CharField()
    name = serializers.CharField()
    url = serializers.CharField()
    quantity = serializers.IntegerField()
    unit = MoneySerializer()
    amount = MoneySerializer()
    problem = serializers.CharField()


class TotalsSerializer(serializers.Serializer[Any]):
    """What a cart comes to; send `total.minor` back as `expected_total` when ordering."""

    goods = MoneySerializer()
    discount = MoneySerializer()
    delivery = MoneySerializer()
    total = MoneySerializer()


class CartSerializer(serializers.Serializer[CartView]):
    """A cart, priced; its delivery is priced once a method is asked for (`?delivery=standard`)."""

    id = serializers.UUIDField()
    lines = CartLineSerializer(many=True)
    coupon_code = serializers.CharField()
    coupon_problem = serializers.SerializerMethodField()
    totals = serializers.SerializerMethodField()

    def get_coupon_problem(self, cart: CartView) -> str:
        """Return why the coupon takes nothing off."""
        return self._quote().coupon_problem

    def get_totals(self, cart: CartView) -> dict[str, Any]:
        """Return what the cart comes to."""
        return dict(TotalsSerializer(self._quote().totals).data)

    def _quote(self) -> Quote:
        quote: Quote = self.context["quote"]
        return quote


class PlaceSerializer(serializers.Serializer[Any]):
    """An order to be placed. Prices and totals are never taken from here: `expected_total` is only compared."""

    cart = serializers.UUIDField()
    email = Email(max_length=254)
    phone = Text(max_length=30)
    name = Text(max_length=120)
    country = serializers.ChoiceField(choices=COUNTRIES)
    street = Text(max_length=160)
    street2 = Text(max_length=160, required=False, allow_blank=True, default="")
    postcode = Text(max_length=16, required=False, allow_blank=True, default="")
    city = Text(max_length=80)
    region = Text(max_length=80, required=False, allow_blank=True, default="")
    note = Text(max_length=500, required=False, allow_blank=True, default="")
    delivery = Text(max_length=30)
    payment = serializers.ChoiceField(choices=[CASH_ON_DELIVERY, BANK_TRANSFER, CARD])
    expected_total = Whole(min_value=0, max_value=2**31 - 1)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Check address and phone by the country's own rules."""
        names = ("email", "phone", "name", "street", "street2", "postcode", "city", "region", "country")
        typed = Recipient(**{name: " ".join(attrs[name].split()) for name in names})
        try:
            attrs["recipient"] = clean_recipient(typed)
        except ContactError as error:
            raise serializers.ValidationError(dict(error.problems)) from error
        return attrs


class PlacedSerializer(serializers.Serializer[Any]):
    """Where to find an order that was placed."""

    number = serializers.CharField()
    token = serializers.CharField()
    url = serializers.CharField()
    payment_url = serializers.CharField(allow_null=True)


class OrderLineSerializer(serializers.Serializer[Any]):
    """A line of an order."""

    sku = serializers.CharField()
    name = serializers.CharField()
    quantity = serializers.IntegerField()
    unit = MoneySerializer()
    amount = MoneySerializer()


class BankSerializer(serializers.Serializer[Any]):
    """Where a bank transfer goes."""

    holder = serializers.CharField()
    iban = serializers.CharField()
    reference = serializers.CharField()


class OrderSerializer(serializers.Serializer[PublicOrder]):
    """An order as its shopper sees it."""

    number = serializers.CharField()
    token = serializers.CharField()
    placed_at = serializers.DateTimeField()
    status = serializers.CharField()
    headline = serializers.CharField()
    next_step = serializers.CharField()
    payment_method = serializers.CharField()
    is_paid = serializers.BooleanField()
    email = serializers.CharField()
    phone = serializers.CharField()
    address = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField()
    delivery_name = serializers.CharField()
    lines = OrderLineSerializer(many=True)
    goods = MoneySerializer()
    discount = MoneySerializer()
    delivery = MoneySerializer()
    total = MoneySerializer()
    coupon_code = serializers.CharField()
    bank = BankSerializer(allow_null=True)
    url = serializers.CharField()


class OrdersSerializer(serializers.Serializer[Any]):
    """A page of a customer's orders."""

    count = serializers.IntegerField()
    results = OrderSerializer(many=True)


class DeliveryMethodSerializer(serializers.Serializer[Any]):
    """A way to the shopper's door."""

    code = serializers.CharField()
    name = serializers.CharField()
    promise = serializers.CharField()
    price_minor = serializers.IntegerField()
    free_from_minor = serializers.IntegerField(allow_null=True)

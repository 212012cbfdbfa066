"""Rows of what shoppers mean to buy: carts, ways to deliver, coupons."""

import uuid

from django.db import models

from shop.models import Variant


class Cart(models.Model):
    """What a visitor means to buy. Its random id, in a signed cookie, is what makes it theirs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    coupon_code = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)


class CartLine(models.Model):
    """Some units of one variant, at the price shown when it was last looked at."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["cart", "variant"], name="cart_line_once_a_variant"),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1, quantity__lte=99), name="cart_line_1_to_99"
            ),
        )

    def __str__(self) -> str:
        return f"{self.quantity} of {self.variant_id}"


class DeliveryMethod(models.Model):
    """A way to the shopper's door and its price; free from an order value on, if one is set."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=80)
    promise = models.CharField(max_length=120, blank=True)
    price_minor = models.PositiveIntegerField()
    free_from_minor = models.PositiveIntegerField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class Coupon(models.Model):
    """A code that lowers the price, by a percentage or an amount, within a window and its limits."""

    class Kind(models.TextChoices):
        """What the value means."""

        PERCENT = "percent"
        AMOUNT = "amount"

    code = models.CharField(
        max_length=40, unique=True, help_text="Upper case; shoppers may type it as they like."
    )
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.PositiveIntegerField(help_text="A whole percentage, or an amount in minor units.")
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    least_goods_minor = models.PositiveIntegerField(default=0)
    limit = models.PositiveIntegerField(null=True, blank=True)
    limit_per_person = models.PositiveIntegerField(null=True, blank=True)
    used = models.PositiveIntegerField(default=0, editable=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(limit=None) | models.Q(used__lte=models.F("limit")),
                name="coupon_within_limit",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="percent") | models.Q(value__lte=100),
                name="coupon_percent_at_most_100",
            ),
        )

    def __str__(self) -> str:
        return self.code

"""Rows of orders.

An order's state has four axes (order, payment, fulfilment, review). Transitions are tables in checkout.engine.state
and are executed as `UPDATE … WHERE status = old`, never by assigning and saving.
"""

from typing import Self

from django.conf import settings
from django.db import models

from checkout.models.cart import Cart, Coupon
from shop.engine.money import Money
from shop.models import Variant


class OrderQuerySet(models.QuerySet["Order"]):
    """Filters over orders."""

    def revenue(self) -> Self:
        """Keep what counts as revenue: not cancelled in any way, nor taken back by the bank."""
        return self.exclude(status=Order.Status.CANCELLED).exclude(
            payment_status=Order.PaymentStatus.CHARGED_BACK
        )

    def in_review(self) -> Self:
        """Keep what waits for a person."""
        return self.filter(review=Order.Review.HELD, status=Order.Status.OPEN)

    def to_fulfil(self) -> Self:
        """Keep what the warehouse may pack: cleared, unshipped, and paid or payable on delivery."""
        return self.filter(
            status=Order.Status.OPEN,
            review=Order.Review.CLEARED,
            fulfilment=Order.Fulfilment.WAITING,
        ).filter(
            models.Q(payment_status=Order.PaymentStatus.PAID) | models.Q(payment_method="cash-on-delivery")
        )


class Order(models.Model):
    """A placed order: who, where to, how paid, what it came to, and where it stands."""

    class Status(models.TextChoices):
        """Whether the sale stands."""

        OPEN = "open"
        CANCELLED = "cancelled"
        COMPLETED = "completed"

    class PaymentStatus(models.TextChoices):
        """Where the money is."""

        PENDING = "pending"
        AUTHORISED = "authorised"
        PAID = "paid"
        FAILED = "failed"
        REFUNDED = "refunded"
        VOIDED = "voided"  # authorised, and never taken
        CHARGED_BACK = "charged-back"  # taken back by the bank

    class Fulfilment(models.TextChoices):
        """Where the parcel is. `released` means that its stock went back on sale."""

        WAITING = "waiting"
        SHIPPED = "shipped"
        DELIVERED = "delivered"
        REFUSED = "refused"
        RELEASED = "released"

    class Review(models.TextChoices):
        """What the fraud check came to. `pending` is not yet judged; `shadow-cancelled` is cancelled in silence."""

        PENDING = "pending"
        CLEARED = "cleared"
        HELD = "held"
        SHADOW_CANCELLED = "shadow-cancelled"
        REJECTED = "rejected"

    class Method(models.TextChoices):
        """How it is paid."""

        CASH_ON_DELIVERY = "cash-on-delivery", "Cash on delivery"
        BANK_TRANSFER = "bank-transfer", "Bank transfer"
        CARD = "card", "Card"

    # The reference people read aloud: drawn at random, so that it counts nothing.
    number = models.CharField(max_length=12, unique=True)
    token = models.CharField(max_length=43, unique=True)
    cart = models.OneToOneField(Cart, on_delete=models.SET_NULL, null=True, related_name="order")
    idempotency_key = models.UUIDField(unique=True)
    request_hash = models.CharField(max_length=64)
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="orders"
    )
    placed_at = models.DateTimeField()

    email = models.EmailField()
    person = models.EmailField(db_index=True)  # the e-mail's canonical form: whom a coupon's limit counts
    phone = models.CharField(max_length=20, blank=True)  # E.164
    name = models.CharField(max_length=120)
    street = models.CharField(max_length=160)
    street2 = models.CharField(max_length=160, blank=True)
    postcode = models.CharField(max_length=16, blank=True)
    city = models.CharField(max_length=80)
    region = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2)
    note = models.CharField(max_length=500, blank=True)

    delivery_code = models.CharField(max_length=30)
    delivery_name = models.CharField(max_length=80)
    payment_method = models.CharField(max_length=20, choices=Method)
    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, null=True, blank=True, related_name="orders")
    currency = models.CharField(max_length=3)
    goods_minor = models.PositiveIntegerField()
    discount_minor = models.PositiveIntegerField(default=0)
    delivery_minor = models.PositiveIntegerField(default=0)
    total_minor = models.PositiveIntegerField()

    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    payment_status = models.CharField(max_length=12, choices=PaymentStatus, default=PaymentStatus.PENDING)
    fulfilment = models.CharField(max_length=10, choices=Fulfilment, default=Fulfilment.WAITING)
    review = models.CharField(max_length=16, choices=Review, default=Review.PENDING)
    review_reason = models.CharField(max_length=300, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)  # when it last came before a person
    confirmed_at = models.DateTimeField(null=True, blank=True)  # by the shopper, by a mailed link
    snoozed_until = models.DateTimeField(null=True, blank=True)  # put aside in the review queue
    release_at = models.DateTimeField(null=True, blank=True)  # when its stock goes back, if nothing happens
    is_holding_stock = models.BooleanField(default=True)

    # What the guard knew of the visit at that moment; purpose and expiry in docs/privacy.md.
    client_address = models.GenericIPAddressField(null=True)
    visit = models.JSONField(default=dict)
    visit_cut_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OrderQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["-placed_at", "-id"], name="order_newest"),
            models.Index(fields=["customer", "-placed_at"], name="order_of_customer"),
            models.Index(fields=["client_address", "-placed_at"], name="order_of_address"),
            models.Index(
                fields=["release_at"], name="order_to_release", condition=models.Q(fulfilment="waiting")
            ),
            models.Index(fields=["review", "-placed_at"], name="order_by_review"),
            models.Index(
                fields=["placed_at"], name="order_visit_to_cut", condition=models.Q(visit_cut_at=None)
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    total_minor=models.F("goods_minor")
                    - models.F("discount_minor")
                    + models.F("delivery_minor")
                ),
                name="order_total_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(discount_minor__lte=models.F("goods_minor")),
                name="order_discount_within_goods",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def total(self) -> Money:
        """Return what the shopper owes."""
        return Money(self.total_minor, self.currency)

    @property
    def is_offline(self) -> bool:
        """Return whether no money moves before the parcel or the bank transfer."""
        return self.payment_method in {self.Method.CASH_ON_DELIVERY, self.Method.BANK_TRANSFER}


class OrderLine(models.Model):
    """Units of one variant as they were sold: name and price are copies, for prices and names change."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    sku = models.CharField(max_length=40)
    name = models.CharField(max_length=250)
    picture = models.CharField(max_length=200, blank=True)
    unit_minor = models.PositiveIntegerField()
    quantity = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["order", "variant"], name="order_line_once_a_variant"),
        )

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"


class OrderEvent(models.Model):
    """One line of an order's history, for staff; the actor is empty when the shop itself acted."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    code = models.CharField(max_length=40)
    sentence = models.CharField(max_length=300)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.sentence


class ReviewDecision(models.Model):
    """What a person decided of an order in review, by which code, and how long it had waited."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="decisions")
    verdict = models.CharField(max_length=6, choices=[("clear", "clear"), ("reject", "reject")])
    code = models.CharField(max_length=20)  # of checkout.engine.review
    note = models.CharField(max_length=200, blank=True)
    held_at = models.DateTimeField(null=True)  # empty when nobody was asked
    decided_at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.order_id}: {self.verdict}, {self.code}"

"""Rows of payments, and of what the sandbox provider keeps on its side of the wire."""

from django.db import models

from checkout.models.order import Order


class Payment(models.Model):
    """One attempt to pay an order; the provider's reference is unique, so that no charge is counted twice."""

    class Status(models.TextChoices):
        """Where the attempt stands."""

        STARTED = "started"
        AUTHORISED = "authorised"
        CAPTURED = "captured"
        REFUNDING = "refunding"
        VOIDING = "voiding"
        FAILED = "failed"
        REFUNDED = "refunded"
        VOIDED = "voided"
        CHARGED_BACK = "charged-back"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    provider = models.CharField(max_length=30)
    reference = models.CharField(max_length=80, unique=True)
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=12, choices=Status, default=Status.STARTED)
    started_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # when the provider was last asked how it ended
    result = models.CharField(max_length=40, blank=True)  # what the provider said of the card
    card = models.CharField(
        max_length=64, blank=True, default="", db_default=""
    )  # the provider's fingerprint
    card_country = models.CharField(max_length=2, blank=True, default="", db_default="")  # of the card's bank

    class Meta:
        indexes = (
            models.Index(
                fields=["started_at"],
                name="payment_unsettled",
                condition=models.Q(status__in=["started", "authorised", "refunding", "voiding"]),
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["order"],
                condition=models.Q(status__in=["authorised", "captured"]),
                name="payment_one_live_per_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider} {self.reference}"


class SandboxCharge(models.Model):
    """What the sandbox provider keeps of a payment: its side of the wire, never read but through its gateway."""

    class Status(models.TextChoices):
        """Where the provider stands."""

        OPEN = "open"
        AUTHORISED = "authorised"
        CAPTURED = "captured"
        DECLINED = "declined"
        REFUNDED = "refunded"
        VOIDED = "voided"

    reference = models.CharField(max_length=80, unique=True)
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    return_path = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    result = models.CharField(max_length=40, blank=True)
    card = models.CharField(max_length=64, blank=True)  # a fingerprint
    card_country = models.CharField(max_length=2, blank=True, default="", db_default="")  # of the card's bank

    def __str__(self) -> str:
        return self.reference

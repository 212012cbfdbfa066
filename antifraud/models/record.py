"""Rows: past orders as antifraud knows them, and what became of them."""

from django.db import models
from django.db.models import Q

from antifraud.engine.outcome import Outcome

COUNTED = ("reference", "currency", "amount_minor")
OUTCOMES = [(each.value, each.value) for each in Outcome]


class OrderRecord(models.Model):
    """A past order as history counts it. Delivery address and name are digests: they are only ever compared."""

    reference = models.CharField(max_length=40, unique=True)
    placed_at = models.DateTimeField()
    is_offline = models.BooleanField()
    payment_method = models.CharField(max_length=30)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    units = models.PositiveIntegerField()
    country = models.CharField(max_length=2, blank=True)
    customer_id = models.BigIntegerField(null=True)
    address = models.GenericIPAddressField(null=True)  # IPv6 as the first of its /64
    # A keyed hash of the address, from when the address is cut to its network.
    address_digest = models.CharField(max_length=32, blank=True, default="", db_default="")
    network = models.CharField(max_length=43, blank=True)  # /24 or /48
    device = models.CharField(max_length=64, blank=True)
    email = models.CharField(max_length=320, blank=True)  # as written, lower case
    email_key = models.CharField(max_length=320, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    delivery_key = models.CharField(max_length=32, blank=True)
    name_key = models.CharField(max_length=32, blank=True)
    card = models.CharField(max_length=64, blank=True, default="", db_default="")
    coupon_code = models.CharField(max_length=40, blank=True, default="", db_default="")
    outcome = models.CharField(max_length=12, choices=OUTCOMES, blank=True)  # the latest known
    truncated_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            # Thousands may share these three: what is counted and summed of all of them lies in the index.
            models.Index(fields=["address", "placed_at"], name="record_address", include=COUNTED),
            models.Index(
                fields=["network", "placed_at"],
                name="record_network",
                condition=~Q(network=""),
                include=COUNTED,
            ),
            models.Index(
                fields=["delivery_key", "placed_at"],
                name="record_delivery",
                condition=~Q(delivery_key=""),
                include=COUNTED,
            ),
            models.Index(fields=["device", "placed_at"], name="record_device", condition=~Q(device="")),
            models.Index(fields=["email_key", "placed_at"], name="record_email", condition=~Q(email_key="")),
            models.Index(fields=["phone", "placed_at"], name="record_phone", condition=~Q(phone="")),
            models.Index(fields=["name_key", "placed_at"], name="record_name", condition=~Q(name_key="")),
            models.Index(fields=["card", "placed_at"], name="record_card", condition=~Q(card="")),
            models.Index(fields=["currency", "-placed_at"], name="record_currency"),
            models.Index(fields=["placed_at"], name="record_offline", condition=Q(is_offline=True)),
            models.Index(fields=["placed_at"], name="record_to_truncate", condition=Q(truncated_at=None)),
        )

    def __str__(self) -> str:
        return self.reference


class OrderOutcome(models.Model):
    """Something that became known of an order, and when: history counts only what was known by its time."""

    record = models.ForeignKey(OrderRecord, on_delete=models.CASCADE, related_name="outcomes")
    outcome = models.CharField(max_length=12, choices=OUTCOMES)
    known_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["record", "outcome"], name="outcome_once"),)

    def __str__(self) -> str:
        return f"{self.record_id}: {self.outcome}"

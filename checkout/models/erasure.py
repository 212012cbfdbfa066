"""Rows of people who asked to be forgotten: what is left to do, and afterwards that it was done."""

from django.conf import settings
from django.db import models

from checkout.models.order import Order


class Erasure(models.Model):
    """One wish to be forgotten. The address of mail stays until the last order is erased, a keyed hash for good."""

    # Answers whether somebody was forgotten, and says in a restored copy of the shop who is to be forgotten again.
    digest = models.CharField(max_length=64, db_index=True)
    email = models.EmailField(blank=True)
    reason = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )  # empty: the person, from their account
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["asked_at"], name="erasure_open", condition=models.Q(done_at=None)),)

    def __str__(self) -> str:
        return f"Erasure #{self.pk}"


class ErasedOrder(models.Model):
    """An order somebody asked to be cut out of; it keeps its figures."""

    erasure = models.ForeignKey(Erasure, on_delete=models.PROTECT, related_name="orders")
    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="erased")
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.order_id} of #{self.erasure_id}"

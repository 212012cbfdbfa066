"""Rows: what orders came to, and the standing of accounts and networks."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from botguard.engine.tier import RESULTS, TIERS


class OrderResult(models.Model):
    """What one order came to, so that a second outcome replaces the first; and a label for what its visit did."""

    reference = models.CharField(max_length=40, unique=True)
    result = models.CharField(max_length=10)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    key_id = models.CharField(max_length=32, blank=True)
    network = models.CharField(max_length=43, blank=True)
    known_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(result__in=RESULTS), name="botguard_order_result"),)
        indexes = (
            models.Index(fields=["known_at"], name="botguard_result_known"),
            models.Index(fields=["key_id"], name="botguard_result_key"),
        )

    def __str__(self) -> str:
        return f"{self.reference}: {self.result}"


class Standing(models.Model):
    """What an account's orders came to, and what staff said of it, which wins while it holds."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    kept = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)
    said = models.CharField(max_length=12, blank=True)
    said_reason = models.CharField(max_length=300, blank=True)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    said_at = models.DateTimeField(null=True)
    said_until = models.DateTimeField(null=True)  # empty is until somebody says otherwise
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(said__in=("", *TIERS)), name="botguard_standing_said"),
        )
        indexes = (models.Index(fields=["changed_at"], name="botguard_standing_changed"),)

    def __str__(self) -> str:
        return f"{self.account_id}: {self.kept} kept, {self.refused} refused, {self.lost} lost"

    def word(self, *, now: datetime) -> str:
        """Return what staff said, as long as it holds; else nothing."""
        return self.said if self.said_until is None or self.said_until > now else ""


class NetworkStanding(models.Model):
    """What orders from a /24 or /48 came to: light evidence for and against who comes from there."""

    network = models.CharField(max_length=43, primary_key=True)
    kept = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["changed_at"], name="botguard_network_changed"),)

    def __str__(self) -> str:
        return f"{self.network}: {self.kept} kept, {self.refused} refused, {self.lost} lost"

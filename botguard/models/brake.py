"""Rows: the shop's brakes, what they count, and when they took hold."""

from django.db import models
from django.db.models import F, Q

from botguard.models.choice import MODES, choices_of


class Brake(models.Model):
    """What staff set for one of the shop's brakes; those without a row are at their policy's mode."""

    code = models.CharField(max_length=20, primary_key=True)
    mode = models.CharField(max_length=10, choices=choices_of(MODES))

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(mode__in=MODES), name="botguard_brake_mode"),)

    def __str__(self) -> str:
        return f"{self.code}: {self.mode}"


class BrakePull(models.Model):
    """A brake that took hold, for a while: of the whole shop, or of one network, address or mail domain."""

    code = models.CharField(max_length=20)
    scope = models.CharField(max_length=64, default="shop")
    mode = models.CharField(max_length=10, choices=choices_of(MODES))
    sentence = models.CharField(max_length=200)
    pulled_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(expires_at__gt=F("pulled_at")), name="botguard_pull_ends"),
        )
        indexes = (models.Index(fields=["code", "scope", "expires_at"], name="botguard_pull_live"),)

    def __str__(self) -> str:
        return f"{self.code} of {self.scope} until {self.expires_at:%Y-%m-%d %H:%M}"


class Tally(models.Model):
    """How often something happened in one stretch of time, for limits that must hold without Valkey."""

    name = models.CharField(max_length=24)
    subject = models.CharField(max_length=64)  # a network, or a keyed hash; never a person's address of mail
    starts_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["name", "subject", "starts_at"], name="botguard_one_tally"),
        )
        indexes = (models.Index(fields=["starts_at"], name="botguard_tally_start"),)

    def __str__(self) -> str:
        return f"{self.name} of {self.subject}: {self.count}"

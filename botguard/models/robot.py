"""Rows: partners' keys, and how robots prove who they are."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class PartnerKey(models.Model):
    """A key that staff gave a partner's program: the public half, what it opens, and until when."""

    name = models.CharField(max_length=80)
    key_id = models.CharField(max_length=43, unique=True)
    public_key = models.CharField(max_length=43)  # Ed25519, as a JSON Web Key has it
    rooms = models.JSONField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.CharField(max_length=200, blank=True)
    last_used_at = models.DateTimeField(null=True)
    last_address = models.GenericIPAddressField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="botguard_partner_ends"),
        )

    def __str__(self) -> str:
        return self.name

    def is_live(self, *, now: datetime) -> bool:
        """Tell whether the key opens anything now."""
        return self.revoked_at is None and self.expires_at > now


class PartnerUse(models.Model):
    """How many requests a partner's key signed in one hour, by room and what became of them; kept for 90 days."""

    partner = models.ForeignKey(PartnerKey, on_delete=models.CASCADE, related_name="uses")
    hour = models.DateTimeField()
    room = models.CharField(max_length=20)
    action = models.CharField(max_length=20)  # or why the signature did not count
    count = models.PositiveBigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["partner", "hour", "room", "action"], name="botguard_one_use_a_kind"
            ),
        )
        indexes = (models.Index(fields=["hour"], name="botguard_use_hour"),)

    def __str__(self) -> str:
        return f"{self.partner_id} at {self.hour:%Y-%m-%d %H:00}: {self.count}"


class KeyDirectory(models.Model):
    """Where a robot publishes the keys it signs with; only what staff put here is ever read or believed."""

    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    form = models.CharField(max_length=10)
    source = models.CharField(max_length=600, unique=True)  # the address that is read
    crawler_class = models.CharField(max_length=20)
    keys = models.JSONField(default=list)
    due_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        indexes = (models.Index(fields=["due_at"], name="botguard_directory_due"),)

    def __str__(self) -> str:
        return self.name


class CrawlerName(models.Model):
    """What the host name of an address showed of the robot it claims to be: pending, verified or fake, for a while."""

    address = models.GenericIPAddressField()
    operator = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default="pending")
    hostname = models.CharField(max_length=255, blank=True)
    asked_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["address", "operator"], name="botguard_one_crawler_name"),
            models.CheckConstraint(
                condition=Q(state__in=("pending", "verified", "fake")), name="botguard_crawler_name_state"
            ),
        )
        indexes = (
            models.Index(fields=["state", "due_at"], name="botguard_crawler_due"),
            models.Index(fields=["expires_at"], name="botguard_crawler_expiry"),
        )

    def __str__(self) -> str:
        return f"{self.operator} at {self.address}: {self.state}"


class CrawlerSwitch(models.Model):
    """What the merchant lets a class of robots do; classes without a row are at their default."""

    crawler_class = models.CharField(max_length=20, primary_key=True)
    permission = models.CharField(max_length=10)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(permission__in=("refuse", "read", "shop")), name="botguard_switch_permission"
            ),
            models.CheckConstraint(
                condition=~Q(permission="shop") | Q(crawler_class="shopping-agent"),
                name="botguard_switch_shopping_agents_only",
            ),
        )

    def __str__(self) -> str:
        return f"{self.crawler_class}: {self.permission}"

"""Rows: what the guard did against somebody, and what they wrote about it."""

from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, ip_network

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Ban(models.Model):
    """The guard's own ban of a network; it always ends. Lasting ones are access rules, which people make."""

    network = models.CharField(max_length=43)
    reason_code = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="botguard_ban_ends"),
        )
        indexes = (
            models.Index(fields=["network", "created_at"], name="botguard_ban_network"),
            models.Index(fields=["expires_at"], name="botguard_ban_expiry"),
        )

    def __str__(self) -> str:
        return f"{self.network} until {self.expires_at:%Y-%m-%d %H:%M}"

    @property
    def address(self) -> IPv4Address | IPv6Address:
        """Return the first address of the banned network."""
        return ip_network(self.network).network_address

    def is_live(self, *, now: datetime) -> bool:
        """Tell whether the ban holds now."""
        return self.lifted_at is None and self.expires_at > now


class RevokedKey(models.Model):
    """A key that was taken back, or one room of it; of a whole key until no copy of it can be valid any more."""

    key_id = models.CharField(max_length=32)
    room = models.CharField(max_length=12, blank=True, db_default="")  # empty is every room
    reason_code = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key_id", "room"], name="botguard_room_revoked_once"),)
        indexes = (models.Index(fields=["expires_at"], name="botguard_revoked_expiry"),)

    def __str__(self) -> str:
        return f"{self.room or 'all'} of {self.key_id}"

    def is_live(self, *, now: datetime) -> bool:
        """Tell whether it is taken back now."""
        return self.lifted_at is None and self.expires_at > now


class Appeal(models.Model):
    """What somebody wrote who was kept out, for staff to read."""

    created_at = models.DateTimeField()
    address = models.GenericIPAddressField()
    email = models.EmailField(blank=True)
    message = models.TextField(max_length=1000)
    visitor = models.CharField(max_length=43, blank=True, db_default="")
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(
        max_length=10, blank=True, db_default=""
    )  # released, kept; empty while it is open

    class Meta:
        indexes = (models.Index(fields=["created_at"], name="botguard_appeal_at"),)

    def __str__(self) -> str:
        return f"Appeal of {self.created_at:%Y-%m-%d %H:%M}"

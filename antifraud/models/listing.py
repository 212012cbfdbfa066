"""Rows: what is listed, and which orders it hit."""

from datetime import datetime
from typing import Self, cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from antifraud.engine.assessment import Effect, ListMatch
from antifraud.engine.subject import Subject


class ListEntryQuerySet(models.QuerySet["ListEntry"]):
    """Filters over list entries."""

    def live(self, now: datetime) -> Self:
        """Keep what is in force."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), ended_at=None)


class ListEntry(models.Model):
    """One thing that is blocked or allowed, until when and why.

    Values are canonical (antifraud.engine.subject), so that an order matches by equality: its address expands to the
    few ranges that hold it, and one index answers for every subject.
    """

    class Effects(models.TextChoices):
        """What matching means."""

        BLOCK = "block"
        ALLOW = "allow"

    effect = models.CharField(max_length=5, choices=Effects)
    subject = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Subject])
    value = models.CharField(max_length=320)
    reason = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty is for ever.")
    ended_at = models.DateTimeField(null=True, blank=True)
    hits = models.PositiveIntegerField(default=0)
    # The number of the latest change: of being made, or of having ended. A trigger counts.
    revision = models.BigIntegerField(db_default=0, editable=False)

    objects = ListEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "list entries"
        indexes = (
            models.Index(fields=["value"], name="list_live_value", condition=Q(ended_at=None)),
            models.Index(fields=["-created_at", "-id"], name="list_newest"),
            models.Index(fields=["expires_at"], name="list_to_expire", condition=Q(ended_at=None)),
            models.Index(fields=["revision"], name="list_revision"),
            # Networks in the order in which each stands right before what lies within it.
            models.Index(
                Cast("value", models.GenericIPAddressField()),
                name="list_live_network",
                condition=Q(ended_at=None, subject__in=["address", "cidr"]),
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["effect", "subject", "value"], condition=Q(ended_at=None), name="list_once_live"
            ),
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=models.F("created_at")),
                name="list_expires_after_creation",
            ),
        )

    def __str__(self) -> str:
        return f"{self.effect} {self.subject} {self.value}"

    def match(self) -> ListMatch:
        """Return this entry as the engine knows it."""
        return ListMatch(
            entry_id=self.pk,
            subject=self.subject,
            value=self.value,
            reason=self.reason,
            effect=cast(Effect, self.effect),
            author=self.author.get_username() if self.author else "",
            created_at=self.created_at,
        )


class ListHit(models.Model):
    """One order that matched an entry, counted once however often it is assessed."""

    entry = models.ForeignKey(ListEntry, on_delete=models.CASCADE, related_name="orders")
    reference = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["entry", "reference"], name="list_hit_once_an_order"),)

    def __str__(self) -> str:
        return f"{self.reference} on #{self.entry_id}"

"""Rows: staff's own word about visitors."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from botguard.models.choice import MODES, choices_of

SUBJECTS = ("address", "list", "country", "asn", "agent")


EFFECTS = ("allow", "challenge", "deny")


class AccessRule(models.Model):
    """Staff's word about an address, a network, a country, an autonomous system or an agent; an allow wins."""

    subject = models.CharField(max_length=10, choices=choices_of(SUBJECTS))
    value = models.CharField(
        max_length=200, help_text="An address or CIDR, a country code, an AS number, or part of an agent."
    )
    effect = models.CharField(max_length=10, choices=choices_of(EFFECTS))
    mode = models.CharField(max_length=10, choices=choices_of(MODES), default="observe")
    reason = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty is until somebody ends it.")
    changed_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    # Requests it fitted, counted in every process and added up behind the requests' backs.
    hits = models.PositiveBigIntegerField(default=0, db_default=0, editable=False)
    last_hit_at = models.DateTimeField(null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(subject__in=SUBJECTS), name="botguard_rule_subject"),
            models.CheckConstraint(condition=Q(effect__in=EFFECTS), name="botguard_rule_effect"),
            models.CheckConstraint(condition=Q(mode__in=MODES), name="botguard_rule_mode"),
        )

    def __str__(self) -> str:
        return f"{self.effect} {self.subject} {self.value}"

    def is_live(self, *, now: datetime) -> bool:
        """Tell whether the rule is in force or observed now."""
        return self.ended_at is None and (self.expires_at is None or self.expires_at > now)


class AccessList(models.Model):
    """The networks of an access rule that holds more than one, packed (botguard.engine.cidr.Roll)."""

    rule = models.OneToOneField(AccessRule, on_delete=models.CASCADE, related_name="networks")
    size = models.PositiveIntegerField()
    packed = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.size} networks"


# For so long an uploaded list waits for its author's word.
DRAFT_KEPT = timedelta(hours=1)


class AccessListDraft(models.Model):
    """A long list that was uploaded and waits for its author to look at what it would do."""

    # The rule whose networks it is to replace, and when that was changed last; a new list has none.
    rule = models.ForeignKey(AccessRule, on_delete=models.CASCADE, null=True, related_name="+")
    rule_changed_at = models.DateTimeField(null=True)
    # Of a new list.
    title = models.CharField(max_length=80, blank=True)
    effect = models.CharField(max_length=10, choices=choices_of(EFFECTS))
    mode = models.CharField(max_length=10, choices=choices_of(MODES))
    reason = models.CharField(max_length=200)
    expires_at = models.DateTimeField(null=True)

    size = models.PositiveIntegerField()
    packed = models.BinaryField()
    lines = models.PositiveIntegerField()
    wrong = models.JSONField(default=list)  # the first wrong lines: number, text, problem
    wrong_in_all = models.PositiveIntegerField()
    doubles = models.PositiveIntegerField()
    widened = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["created_at"], name="botguard_draft_age"),)

    def __str__(self) -> str:
        return f"{self.size} networks to look at"

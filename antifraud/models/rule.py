"""Rows: merchants' rules, their hits, whom they leave alone, and how they did on history."""

from datetime import datetime
from typing import Self, cast

from django.conf import settings
from django.db import models
from django.db.models import Q

from antifraud.engine.rule import LiveRule, RuleAction
from antifraud.engine.rule.verdict import RuleMode

RULE_ACTIONS = [(each.value, each.value) for each in RuleAction]


class RuleQuerySet(models.QuerySet["Rule"]):
    """Filters over rules."""

    def live(self, now: datetime) -> Self:
        """Keep what has not ended, whatever its mode."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), ended_at=None)


class Rule(models.Model):
    """A merchant's rule. Its text is sound: nothing else is ever kept. Every change of meaning is a new revision."""

    title = models.CharField(max_length=80)
    text = models.TextField(max_length=2000)
    action = models.CharField(max_length=20, choices=RULE_ACTIONS)
    payment_method = models.CharField(max_length=30, blank=True)
    mode = models.CharField(max_length=7, default="observe")
    reason = models.CharField(max_length=200)
    arming_reason = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty is for ever.")
    ended_at = models.DateTimeField(null=True, blank=True)
    hits = models.PositiveIntegerField(default=0)

    objects = RuleQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(mode__in=("off", "observe", "enforce")), name="rule_mode"),
            models.CheckConstraint(
                condition=(Q(action="hide-payment-method") & ~Q(payment_method=""))
                | (~Q(action="hide-payment-method") & Q(payment_method="")),
                name="rule_hides_a_method",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"

    def live(self) -> LiveRule:
        """Return this rule as the engine knows it."""
        return LiveRule(
            id=self.pk,
            revision=self.revision,
            title=self.title,
            text=self.text,
            action=RuleAction(self.action),
            mode=cast(RuleMode, self.mode),
            reason=self.reason,
            payment_method=self.payment_method,
        )


class RuleHit(models.Model):
    """One order that a rule met, counted once however often it is assessed; the mode is the first time's."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="orders")
    reference = models.CharField(max_length=40)
    mode = models.CharField(max_length=7)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["rule", "reference"], name="rule_hit_once_an_order"),)
        indexes = (models.Index(fields=["rule", "-at"], name="rule_hits_newest"),)

    def __str__(self) -> str:
        return f"{self.reference} on rule #{self.rule_id}"


class RuleSnooze(models.Model):
    """A rule that leaves one customer, known by the e-mail, alone until a day."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="snoozes")
    email_key = models.CharField(max_length=320)
    until = models.DateTimeField()
    reason = models.CharField(max_length=200)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["rule", "email_key"], name="rule_snooze_once"),
            models.CheckConstraint(condition=Q(until__gt=models.F("created_at")), name="rule_snooze_ends"),
        )

    def __str__(self) -> str:
        return f"rule #{self.rule_id} until {self.until:%Y-%m-%d}"


class Backtest(models.Model):
    """A rule tried on stored orders: asked for, under way, done. Its text stays, whatever the rule says later."""

    text = models.TextField(max_length=2000)
    days = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, null=True, blank=True, related_name="backtests")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["asked_at"], name="backtest_asked"),)

    def __str__(self) -> str:
        return f"Backtest #{self.pk}"

"""Rows: lists and their hits, past orders as antifraud knows them, what became of them, and assessments."""

from datetime import datetime
from typing import Self, cast

from django.conf import settings
from django.db import models
from django.db.models import Q

from antifraud.engine.assessment import AssessmentView, Effect, Level, ListMatch, Mode, Recommendation
from antifraud.engine.outcome import Outcome
from antifraud.engine.rule import LiveRule, RuleAction
from antifraud.engine.rule.verdict import RuleMode
from antifraud.engine.stored import (
    evidence_from_json,
    facts_from_json,
    history_from_json,
    matched_from_json,
    rules_from_json,
    unchecked_from_json,
)
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
            models.Index(fields=["address", "placed_at"], name="record_address"),
            models.Index(fields=["network", "placed_at"], name="record_network", condition=~Q(network="")),
            models.Index(fields=["device", "placed_at"], name="record_device", condition=~Q(device="")),
            models.Index(fields=["email_key", "placed_at"], name="record_email", condition=~Q(email_key="")),
            models.Index(fields=["phone", "placed_at"], name="record_phone", condition=~Q(phone="")),
            models.Index(
                fields=["delivery_key", "placed_at"], name="record_delivery", condition=~Q(delivery_key="")
            ),
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


class Notice(models.Model):
    """Something the shop was told of, once a period: a digest's week, a pause's day."""

    code = models.CharField(max_length=40)
    period = models.CharField(max_length=20)
    told_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["code", "period"], name="notice_once_a_period"),)

    def __str__(self) -> str:
        return f"{self.code} {self.period}"


class Assessment(models.Model):
    """One judgement of one order. A trigger in the database refuses changes, except when its evidence expires."""

    reference = models.CharField(max_length=40)
    level = models.CharField(
        max_length=5, choices=[(each, each) for each in ("green", "amber", "red", "grey")]
    )
    prior = models.IntegerField()
    total = models.IntegerField()
    score = models.PositiveSmallIntegerField()
    recommendation = models.CharField(max_length=14)
    would = models.CharField(max_length=14)
    sentence = models.CharField(max_length=400)
    mode = models.CharField(max_length=8)
    evidence = models.JSONField()
    unchecked = models.JSONField()
    matched = models.JSONField()
    facts = models.JSONField()
    history = models.JSONField()
    versions = models.JSONField()
    rules = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    asks_confirmation = models.BooleanField(default=False, db_default=False)
    duration_us = models.PositiveIntegerField()
    assessed_at = models.DateTimeField()
    truncated_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["reference", "-id"], name="assessment_of_order"),
            models.Index(fields=["assessed_at"], name="assessment_time"),
            models.Index(
                fields=["assessed_at"],
                name="assessment_cancels",
                condition=Q(recommendation="shadow-cancel"),
            ),
            models.Index(
                fields=["assessed_at"], name="assessment_to_truncate", condition=Q(truncated_at=None)
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference}: {self.level}"

    def view(self) -> AssessmentView:
        """Return this row as values."""
        return AssessmentView(
            id=self.pk,
            reference=self.reference,
            level=cast(Level, self.level),
            prior=self.prior,
            total=self.total,
            score=self.score,
            evidence=evidence_from_json(self.evidence),
            unchecked=unchecked_from_json(self.unchecked),
            matched=matched_from_json(self.matched),
            recommendation=cast(Recommendation, self.recommendation),
            would=cast(Recommendation, self.would),
            sentence=self.sentence,
            mode=cast(Mode, self.mode),
            versions=self.versions,
            facts=facts_from_json(self.facts),
            history=history_from_json(self.history),
            duration_us=self.duration_us,
            assessed_at=self.assessed_at,
            rules=rules_from_json(self.rules),
            asks_confirmation=self.asks_confirmation,
        )


class FittedCard(models.Model):
    """Weights fitted on orders whose end is known: a challenger until staff promote it, then live until taken back."""

    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="challenger")
    card = models.TextField()  # TOML, as policy.toml writes weights; only what differs from the hand-set ones
    bad = models.PositiveIntegerField()
    good = models.PositiveIntegerField()
    since = models.DateTimeField()  # of the oldest order it could learn from
    trials = models.JSONField()  # figures of what was live, and of this, on orders neither was fitted on
    bins = models.JSONField()  # for the reliability plot
    promoted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("challenger", "live", "retired")), name="antifraud_card_state"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="challenger"), name="antifraud_one_challenger"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="live"), name="antifraud_one_live_card"
            ),
        )

    def __str__(self) -> str:
        return f"Order weights #{self.pk} ({self.state})"


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

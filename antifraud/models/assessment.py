"""Rows: judgements of orders, the weights they were made with, and what was told of them."""

from typing import cast

from django.db import models
from django.db.models import Q

from antifraud.engine.assessment import AssessmentView, Level, Mode, Recommendation
from antifraud.engine.cause import Cause
from antifraud.engine.stored import (
    evidence_from_json,
    facts_from_json,
    history_from_json,
    matched_from_json,
    rules_from_json,
    unchecked_from_json,
)

CAUSES = [(each.value, each.value) for each in Cause]


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
    cause = models.CharField(max_length=20, choices=CAUSES, blank=True, default="", db_default="")
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
            cause=self.cause,
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

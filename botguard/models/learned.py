"""Rows: labels of visits, and the weights learned from them."""

from django.db import models
from django.db.models import Q


class VisitLabel(models.Model):
    """What became of a visit, from elsewhere: an order of it was delivered and paid. Names nobody but a key."""

    visitor = models.CharField(max_length=43, unique=True)
    label = models.CharField(max_length=10)
    source = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(label__in=("person", "bot")), name="botguard_label"),
        )
        indexes = (models.Index(fields=["at"], name="botguard_label_at"),)

    def __str__(self) -> str:
        return f"{self.visitor}: {self.label}"


class LearnedCard(models.Model):
    """Behaviour weights fitted on labelled visits: a challenger until staff promote it, then live until taken back."""

    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="challenger")
    card = models.TextField()  # TOML, as policy.toml writes weights
    bots = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    since = models.DateTimeField()  # of the oldest visit it could learn from
    metrics = models.JSONField()  # of what was live, and of this, on visits neither was fitted on
    bins = models.JSONField()  # for the reliability plot
    promoted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("challenger", "live", "retired")), name="botguard_card_state"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="challenger"), name="botguard_one_challenger"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="live"), name="botguard_one_live_card"
            ),
        )

    def __str__(self) -> str:
        return f"Scorecard #{self.pk} ({self.state})"

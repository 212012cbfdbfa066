"""Rows: what traffic there was, who visited, and what was decided."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q


class TrafficCount(models.Model):
    """How many requests of one kind came in one minute."""

    minute = models.DateTimeField()
    room = models.CharField(max_length=20)
    standing = models.CharField(max_length=10)  # good, unknown, bad
    action = models.CharField(max_length=10)
    count = models.PositiveBigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["minute", "room", "standing", "action"], name="botguard_one_count_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(standing__in=("good", "unknown", "bad")), name="botguard_count_standing"
            ),
        )

    def __str__(self) -> str:
        return f"{self.minute:%H:%M} {self.room} {self.standing}: {self.count}"


class Decision(models.Model):
    """A request that was not simply let through, with the reasons; kept for seven days."""

    at = models.DateTimeField()
    address = models.GenericIPAddressField()
    country = models.CharField(max_length=2, blank=True)
    room = models.CharField(max_length=20)
    path = models.CharField(max_length=200)
    agent = models.CharField(max_length=300, blank=True)
    key_id = models.CharField(max_length=32, blank=True)
    visitor = models.CharField(
        max_length=43, blank=True, db_default=""
    )  # whose trail it belongs to: Visit.visitor
    action = models.CharField(max_length=10)
    is_enforced = models.BooleanField()
    prior = models.IntegerField()
    points = models.IntegerField()
    reasons = models.JSONField()

    class Meta:
        indexes = (
            models.Index(fields=["at"], name="botguard_decision_at"),
            models.Index(fields=["address", "at"], name="botguard_decision_address"),
            models.Index(fields=["visitor", "at"], name="botguard_decision_visitor"),
            GinIndex(fields=["reasons"], name="botguard_decision_reasons"),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.address} at {self.at:%Y-%m-%d %H:%M:%S}"


class Visit(models.Model):
    """One visitor's trail, folded from the journal: totals, and the latest steps.

    A visitor is a key, or an address for all who show none there. What points at a person (address, agent, steps) is
    cleared after a week; the figures stay longer, for refitting the behaviour scorecard.
    """

    visitor = models.CharField(max_length=43, unique=True)
    has_key = models.BooleanField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    network = models.CharField(max_length=43)  # the /24 or /48
    country = models.CharField(max_length=2, blank=True)
    asn = models.PositiveBigIntegerField(null=True)
    organisation = models.CharField(max_length=120, blank=True)
    network_kind = models.CharField(max_length=12, default="unknown")
    agent = models.CharField(max_length=300, blank=True)
    agent_class = models.CharField(max_length=12, default="unknown")
    languages = models.CharField(max_length=100, blank=True)
    proof = models.CharField(max_length=12, blank=True)
    standing = models.CharField(max_length=10)  # the latest
    worst_action = models.CharField(max_length=10)
    worst_points = models.IntegerField()
    points = models.IntegerField()  # the latest
    requests = models.PositiveBigIntegerField(default=0)
    pages = models.PositiveBigIntegerField(default=0)
    product_pages = models.PositiveBigIntegerField(default=0)
    rooms = models.JSONField(default=dict)  # requests by room
    actions = models.JSONField(default=dict)  # requests by action
    codes = models.JSONField(default=dict)  # requests by reason
    peaks = models.JSONField(default=dict)  # the highest value of each counter
    steps = models.JSONField(default=list)  # the latest requests, oldest first

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(standing__in=("good", "unknown", "bad")), name="botguard_visit_standing"
            ),
        )
        indexes = (
            models.Index(fields=["-last_at"], name="botguard_visit_last"),
            models.Index(fields=["address", "-last_at"], name="botguard_visit_address"),
            models.Index(fields=["network", "-last_at"], name="botguard_visit_network"),
        )

    def __str__(self) -> str:
        return self.visitor


class FoldMark(models.Model):
    """How far the journal is folded, written in the transaction of what was folded: nothing counts twice."""

    stream = models.CharField(max_length=40, primary_key=True)
    last_id = models.CharField(max_length=48, default="0-0")

    def __str__(self) -> str:
        return f"{self.stream}: {self.last_id}"

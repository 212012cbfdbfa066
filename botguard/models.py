"""Rows: what staff decided, what the guard decided, and what traffic there was."""

from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, ip_network

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from botguard.engine.tier import RESULTS, TIERS

SUBJECTS = ("address", "list", "country", "asn", "agent")
EFFECTS = ("allow", "challenge", "deny")
MODES = ("off", "observe", "enforce")


def _choices(names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, name.replace("-", " ").capitalize()) for name in names]


class AccessRule(models.Model):
    """Staff's word about an address, a network, a country, an autonomous system or an agent; an allow wins."""

    subject = models.CharField(max_length=10, choices=_choices(SUBJECTS))
    value = models.CharField(
        max_length=200, help_text="An address or CIDR, a country code, an AS number, or part of an agent."
    )
    effect = models.CharField(max_length=10, choices=_choices(EFFECTS))
    mode = models.CharField(max_length=10, choices=_choices(MODES), default="observe")
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


class Brake(models.Model):
    """What staff set for one of the shop's brakes; those without a row are at their policy's mode."""

    code = models.CharField(max_length=20, primary_key=True)
    mode = models.CharField(max_length=10, choices=_choices(MODES))

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(mode__in=MODES), name="botguard_brake_mode"),)

    def __str__(self) -> str:
        return f"{self.code}: {self.mode}"


class BrakePull(models.Model):
    """A brake that took hold, for a while: of the whole shop, or of one network, address or mail domain."""

    code = models.CharField(max_length=20)
    scope = models.CharField(max_length=64, default="shop")
    mode = models.CharField(max_length=10, choices=_choices(MODES))
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


class OrderResult(models.Model):
    """What one order came to, so that a second outcome replaces the first; and a label for what its visit did."""

    reference = models.CharField(max_length=40, unique=True)
    result = models.CharField(max_length=10)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    key_id = models.CharField(max_length=32, blank=True)
    network = models.CharField(max_length=43, blank=True)
    known_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(result__in=RESULTS), name="botguard_order_result"),)
        indexes = (
            models.Index(fields=["known_at"], name="botguard_result_known"),
            models.Index(fields=["key_id"], name="botguard_result_key"),
        )

    def __str__(self) -> str:
        return f"{self.reference}: {self.result}"


class Standing(models.Model):
    """What an account's orders came to, and what staff said of it, which wins while it holds."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    kept = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)
    said = models.CharField(max_length=12, blank=True)
    said_reason = models.CharField(max_length=300, blank=True)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    said_at = models.DateTimeField(null=True)
    said_until = models.DateTimeField(null=True)  # empty is until somebody says otherwise
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(said__in=("", *TIERS)), name="botguard_standing_said"),
        )
        indexes = (models.Index(fields=["changed_at"], name="botguard_standing_changed"),)

    def __str__(self) -> str:
        return f"{self.account_id}: {self.kept} kept, {self.refused} refused, {self.lost} lost"

    def word(self, *, now: datetime) -> str:
        """Return what staff said, as long as it holds; else nothing."""
        return self.said if self.said_until is None or self.said_until > now else ""


class NetworkStanding(models.Model):
    """What orders from a /24 or /48 came to: light evidence for and against who comes from there."""

    network = models.CharField(max_length=43, primary_key=True)
    kept = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["changed_at"], name="botguard_network_changed"),)

    def __str__(self) -> str:
        return f"{self.network}: {self.kept} kept, {self.refused} refused, {self.lost} lost"

"""Rows of people: users known by their e-mail address, tries and failures at sign-in, the audit trail."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models

from accounts.engine.role import DESK_PERMISSIONS


class UserManager(BaseUserManager["User"]):
    """Make users from an e-mail address and a password, as Django's commands expect it."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: bool | str) -> "User":
        """Make somebody by hand, vouching for their address; who signs up proves it by mail.

        :raises ValueError: without an e-mail address
        """
        if not email:
            raise ValueError("A user needs an e-mail address.")
        fields.setdefault("is_vouched", True)
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: bool | str) -> "User":
        """Make somebody who may do everything."""
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})


class User(AbstractUser):
    """A customer or a member of staff, known by a lower-case e-mail address."""

    username = None  # type: ignore[assignment]  # people sign in by e-mail; AbstractUser has one
    email = models.EmailField("e-mail address", unique=True)
    # Spent at their first sign-in, which takes the address as proven.
    is_vouched = models.BooleanField(
        "made by staff", default=False, db_default=False, help_text="Their e-mail address needs no proof."
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]  # replaces AbstractUser's

    def __str__(self) -> str:
        return self.email


class SignInCounter(models.Model):
    """Tries taken at one subject: a keyed hash of an account with an address or device, or of an address."""

    subject = models.CharField(max_length=64, primary_key=True)
    tries = models.PositiveSmallIntegerField(default=0)
    window_ends_at = models.DateTimeField(null=True, db_index=True)
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.tries} of {self.subject[:8]}"


class SignInFailure(models.Model):
    """A wrong password. Every one leaves the same row, so that time does not tell staff from strangers."""

    at = models.DateTimeField(db_index=True)
    account_key = models.CharField(max_length=64)
    staff = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sign_in_failures")
    address = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["at"],
                name="sign_in_failure_untold",
                condition=models.Q(told_at=None, staff__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} from {self.address}"


class StaffAddress(models.Model):
    """An address somebody of the staff has signed in from, as a keyed hash: the fraud check knows it again."""

    key = models.CharField(max_length=64, primary_key=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key[:8]


class AuditEntry(models.Model):
    """What a member of staff changed. The database refuses to change or delete an entry."""

    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="audit_entries")
    action = models.CharField(max_length=60)
    target = models.CharField(max_length=120)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = (
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["target", "-at"], name="audit_of_target"),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.target}"


class Desk(models.Model):
    """No rows: the place Django keeps the permissions of the back office's own pages at."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = DESK_PERMISSIONS

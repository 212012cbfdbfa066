"""Rows of people: users known by their e-mail address, and failed sign-ins."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models


class UserManager(BaseUserManager["User"]):
    """Make users from an e-mail address and a password, as Django's commands expect it."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: bool | str) -> "User":
        """Make a customer.

        :raises ValueError: without an e-mail address
        """
        if not email:
            raise ValueError("A user needs an e-mail address.")
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

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]  # replaces AbstractUser's

    def __str__(self) -> str:
        return self.email

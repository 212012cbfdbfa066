"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Register people: customers, staff, their sign-in and the audit trail."""

    name = "accounts"
    verbose_name = "People"

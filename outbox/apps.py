"""The outbox app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Register the outbox."""

    name = "outbox"

"""The antifraud app."""

from django.apps import AppConfig


class AntifraudConfig(AppConfig):
    """Register antifraud and its system checks."""

    name = "antifraud"

    def ready(self) -> None:
        """Register the checks."""
        from antifraud import checks  # noqa: F401  # importing registers

"""The guard's app."""

from django.apps import AppConfig


class BotguardConfig(AppConfig):
    """Judges every request before it is served."""

    name = "botguard"
    verbose_name = "Bots and traffic"

    def ready(self) -> None:
        """Register the checks of the guard's configuration."""
        from botguard import checks  # noqa: F401 # importing registers them

"""The demo app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Register the demo shop's commands."""

    name = "demo"

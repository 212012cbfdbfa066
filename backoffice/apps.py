"""The back office: its own pages, and Django's admin under its name."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class BackofficeConfig(AppConfig):
    """Register the back office's pages, templates and styles."""

    name = "backoffice"
    verbose_name = "Back office"


class BackofficeAdminConfig(AdminConfig):
    """Make the back office's site Django's default one, so that every app registers with it unknowingly."""

    default_site = "backoffice.admin.Site"

#!/usr/bin/env python
"""Run Django's commands against the engines the environment names, or private ones."""

import os
import sys

from django.core.management import execute_from_command_line

# These never touch a database or Valkey, so they start no servers.
OFFLINE = {"check", "makemessages", "collectstatic", "help", "--help", "version", "--version", "spectacular"}


def main() -> None:
    """Start private servers when none are named and the command needs them, then run it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.base")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command not in OFFLINE:
        from settings import embedded

        embedded.ensure()
        # What a command hands to the workers goes by this app; without it Celery would look for a broker of its own.
        import settings.celery  # noqa: F401
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

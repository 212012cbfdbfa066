"""Give a test run a PostgreSQL and a Valkey of its own, before anything reads Django's settings.

The first process of a run starts one ephemeral pair; pytest-xdist's workers inherit its addresses by
environment. Every worker has its own test database (pytest-django suffixes it) and its own logical database
in Valkey. With DATABASE_URL and REDIS_URL set those servers are used, and of Valkey the databases from number
1 on.
"""

import atexit
import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django
import pytest
from django.conf import settings

from settings import embedded

SETTINGS = "settings.base"
TEST_ENVIRONMENT = {
    "LATCHKEY_ENV": "test",
    # A pool would keep connections open that forbid copying and dropping test databases.
    "DATABASE_UNPOOLED": "yes",
}


def prepare() -> None:
    """Set the environment of this process and set Django up in it.

    :raises pytest.UsageError: when Django's settings have been read already and point elsewhere
    """
    if settings.configured:
        raise pytest.UsageError(
            "Django's settings were read before the test servers started: unset DJANGO_SETTINGS_MODULE."
        )
    os.environ.update(TEST_ENVIRONMENT)
    if not (os.environ.get("DATABASE_URL") or os.environ.get("REDIS_URL")):
        servers = embedded.start(Path(tempfile.mkdtemp(prefix="latchkey-tests-")), ephemeral=True)
        atexit.register(servers.stop)
        os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = servers.database_url, servers.redis_url
    # A worker's name is gw0, gw1 and so on; a run without workers is the one number 1 is kept for.
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw-1").removeprefix("gw")
    os.environ["REDIS_URL"] = _numbered(os.environ["REDIS_URL"], int(worker) + 2)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    django.setup()
    # A worker that inherited this would read the settings before it has its own database in Valkey.
    del os.environ["DJANGO_SETTINGS_MODULE"]


def _numbered(redis_url: str, number: int) -> str:
    return urlunsplit(urlsplit(redis_url)._replace(path=f"/{number}"))

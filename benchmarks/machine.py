"""The machine a figure is measured on: its description, servers of one's own, and a processor that stays awake."""

import multiprocessing
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import django
import redis
from django.conf import settings
from django.core.management import call_command
from django.db import connection


def processor() -> str:
    """Return the processor's name."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def described(store: redis.Redis | None = None) -> str:
    """Return the machine, how busy it is, and the versions that count."""
    parts = [f"{os.cpu_count()} × {processor()}", f"load {os.getloadavg()[0]:.1f}"]
    parts += [f"Python {platform.python_version()}"]
    parts += [f"{name} {version(name)}" for name in ("django", "redis", "hiredis")]
    if store is not None:
        info = store.info("server")
        parts.append(f"Valkey {info.get('valkey_version') or info['redis_version']}")
    return ", ".join(parts)


@contextmanager
def own_servers(
    folder: Path | None = None, *, migrate: bool = True, is_durable: bool = False
) -> Iterator[None]:
    """Start a PostgreSQL and a Valkey and set Django up on them.

    In a `folder` what they hold is kept, else it goes with them; durable ones wait for the disk, as a shop's do.
    """
    embedded = import_module("settings.embedded")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.base")
    place = folder or Path(tempfile.mkdtemp(prefix="latchkey-benchmark-"))
    servers = embedded.start(place, ephemeral=not is_durable)
    os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = servers.database_url, servers.redis_url
    try:
        django.setup()
        settings.BOTGUARD_WATCH = False
        if migrate:
            call_command("migrate", verbosity=0)
        yield
    finally:
        connection.close()
        servers.stop()
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)


@contextmanager
def kept_awake() -> Iterator[None]:
    """Keep every processor busy with what gives way to everything else, so that none dozes off between requests.

    A processor that slept wakes up on the account of whoever needed it: on a virtual machine, where sleeping is the
    host's affair, some hundred microseconds a request. A shop with customers does not sleep.
    """
    processors = (
        sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    )
    spinners = [multiprocessing.Process(target=_spin, args=(each,), daemon=True) for each in processors]
    for spinner in spinners:
        spinner.start()
    try:
        yield
    finally:
        for spinner in spinners:
            spinner.terminate()
            spinner.join()


def _spin(processor: int) -> None:
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setaffinity(0, {processor})
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    else:
        os.nice(19)
    while True:
        pass

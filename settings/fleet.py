"""Name the commands of the processes a shop consists of; the demo and the tests start the same."""

import os
import sys


def web(*, port: int, workers: int, host: str = "127.0.0.1") -> list[str]:
    """Return the command of the web server."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", os.environ.get("WEB_THREADS", "4")),
        *("--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "10", "--log-level", "warning"),
        "settings.wsgi:application",
    ]


def worker(*, processes: int = 2) -> list[str]:
    """Return the command of the worker that carries out tasks."""
    return [
        *(sys.executable, "-m", "celery", "-A", "settings.celery", "worker", "--concurrency", str(processes)),
        *("--without-gossip", "--without-mingle", "--loglevel", "warning"),
    ]


def beat(*, schedule: str) -> list[str]:
    """Return the command of the clock that hands out regular tasks; it keeps their last times in a file."""
    return [
        *(sys.executable, "-m", "celery", "-A", "settings.celery", "beat"),
        *("--schedule", schedule, "--pidfile=", "--loglevel", "warning"),
    ]


def relay() -> list[str]:
    """Return the command of the relay that hands the outbox's messages to the worker."""
    return [sys.executable, "manage.py", "relay_outbox"]

"""Run the relay: hand messages to the workers as they are published."""

import signal
from argparse import ArgumentParser
from threading import Event
from types import FrameType

from celery.exceptions import OperationalError as BrokerAway
from django.core.management.base import BaseCommand
from django.db import OperationalError as DatabaseAway
from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError as TransportAway

from outbox.actions import relay

POLL_SECONDS = 1.0


class Command(BaseCommand):
    """Relay until told to stop; wake on PostgreSQL's NOTIFY, and every second in case one was missed."""

    help = "Hand outbox messages to the workers until stopped."

    def __init__(self) -> None:
        super().__init__()
        self.stopping = Event()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--once`."""
        parser.add_argument("--once", action="store_true", help="relay what is waiting, then stop")

    def handle(self, *args: object, once: bool = False, **options: object) -> None:
        """Relay in a loop; with a store away, wait and try again."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        while not self.stopping.is_set():
            try:
                while relay(now=timezone.now()):
                    pass
                if once:
                    return
                self.wait()
            except (BrokerAway, TransportAway, DatabaseAway, OSError) as error:
                self.stderr.write(f"relay-waits {type(error).__name__}: {error}")
                connection.close()
                if once:
                    raise
                self.stopping.wait(POLL_SECONDS)

    def wait(self) -> None:
        """Sleep until a message is published, at most a second."""
        with connection.cursor() as cursor:
            cursor.execute("LISTEN outbox")
        raw = connection.connection
        for _ in raw.notifies(timeout=POLL_SECONDS, stop_after=1):
            return

    def stop(self, number: int, frame: FrameType | None) -> None:
        """End after the current batch."""
        self.stopping.set()

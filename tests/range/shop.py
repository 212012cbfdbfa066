"""Start the shop the range attacks: servers of its own, 20,000 products, real processes, and a recorder in front.

Its worker asks the range's name server who an address is.
"""

import os
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from settings import embedded, fleet
from settings.embedded.process import free_port, tail
from tests.range.names import HOSTS, NAMES, SILENT, NameServer

ROOT = Path(__file__).parents[2]
OPENS_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A running shop; what it gives to whom is written to `record`."""

    port: int
    folder: Path
    record: Path


@contextmanager
def shop(*, products: int, mode: str) -> Iterator[Shop]:
    """Run a shop with so many products, and set Django up in this process on the same database."""
    folder = Path(tempfile.mkdtemp(prefix="latchkey-range-"))
    folder.chmod(0o755)
    servers = embedded.start(folder / "servers", ephemeral=True)
    names = NameServer(names=NAMES, hosts=HOSTS, silent=SILENT)
    names.start()
    port, record = free_port(), folder / "record"
    record.mkdir()
    os.environ.update(
        LATCHKEY_ENV="test",
        DATABASE_UNPOOLED="yes",
        DATABASE_URL=servers.database_url,
        REDIS_URL=servers.redis_url,
        SHOP_URL=f"http://127.0.0.1:{port}",
        MAIL_FOLDER=str(folder / "mail"),
        MEDIA_ROOT=str(folder / "media"),
        BOTGUARD_MODE=mode,
        NAMESERVERS=names.place,
        RANGE_RECORD=str(record),
        DJANGO_SETTINGS_MODULE="settings.base",
    )
    processes: list[subprocess.Popen[bytes]] = []
    try:
        _prepare(products)
        web = fleet.web(port=port, workers=2)[:-1]
        for name, command in (
            ("web", [*web, "tests.range.recorder:application"]),
            ("worker", fleet.worker(processes=1)),
            ("relay", fleet.relay()),
            ("beat", fleet.beat(schedule=str(folder / "schedule"))),
        ):
            with (folder / f"{name}.log").open("wb") as log:
                processes.append(subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT))
        _wait(port, processes[0], folder / "web.log")
        yield Shop(port=port, folder=folder, record=record)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            _end(process)
        names.stop()
        servers.stop()


def _prepare(products: int) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("seed_demo", products=products, orders=0)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait(port: int, web: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + OPENS_SECONDS
    while time.monotonic() < until and web.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"The shop does not open:\n{tail(log, lines=40)}")

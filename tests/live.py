"""A shop of real processes on loopback, on a database of its own, for tests of races, faults and browsers.

A live test asks for `live_shop` (or `live_database` in fixtures that write rows first) and needs no
`django_db` mark: the test's own process is connected to the same database, and what either side writes is
committed. The database is a copy of the migrated test database, made for the test and dropped after it.
"""

import http.client
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connections
from psycopg import sql
from pytest_django import DjangoDbBlocker

from settings import fleet
from settings.embedded.process import free_port, tail

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60.0
STOP_SECONDS = 15.0
PROBE = "/healthz"

type StartShop = Callable[..., "LiveShop"]


@dataclass(slots=True, kw_only=True)
class LiveShop:
    """Running processes of a shop; `url` has no slash at its end."""

    url: str
    environment: Mapping[str, str]
    logs: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: list[str]) -> None:
        """Start one more process, with its output in a log named for it."""
        with open(self.logs / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def log(self, name: str) -> str:
        """Return everything a process said."""
        return (self.logs / f"{name}.log").read_text(errors="replace")

    def kill(self, name: str) -> None:
        """End a process and its children as a power cut would."""
        process = self.processes.pop(name)
        _signal_group(process, signal.SIGKILL)
        process.wait()

    def wait_until_open(self) -> None:
        """Return once the web server answers.

        :raises AssertionError: when it does not, with the last words of its log
        """
        deadline = time.monotonic() + START_SECONDS
        while not _answers(self.url + PROBE):
            ended = self.processes["web"].poll() is not None
            if ended or time.monotonic() > deadline:
                pytest.fail(f"The shop does not open:\n{tail(self.logs / 'web.log', lines=40)}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End every process: politely, after a while by force."""
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        for process in self.processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
            _signal_group(process, signal.SIGKILL)
            process.wait()
        self.processes.clear()


@pytest.fixture
def live_database(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """Return the address of this test's own migrated database, and connect this process to it."""
    if {"db", "transactional_db"} & set(request.fixturenames) or request.node.get_closest_marker("django_db"):
        pytest.fail(
            "A live test has a database of its own: drop its django_db mark and the fixtures db, client."
        )
    default = connections["default"]
    ours = default.settings_dict["NAME"]
    live = f"{ours}_live"
    address = urlsplit(os.environ["DATABASE_URL"])
    with django_db_blocker.unblock():
        connections.close_all()
        with closing(psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)) as server:
            _copy(server, _template(ours), live)
            default.settings_dict["NAME"] = live
            try:
                yield urlunsplit(address._replace(path=f"/{live}"))
            finally:
                connections.close_all()
                default.settings_dict["NAME"] = ours
                _drop(server, live)


@pytest.fixture
def live_shop(live_database: str, tmp_path: Path) -> Iterator[StartShop]:
    """Return a function that starts a shop: `live_shop(web_workers=2, worker=True).url`.

    `environment` adds variables (CRASH_AT, BOTGUARD_MODE …); with `worker` the relay runs too.
    """
    shops: list[LiveShop] = []

    def start_shop(
        *, web_workers: int = 1, worker: bool = False, environment: Mapping[str, str] | None = None
    ) -> LiveShop:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        logs = tmp_path / f"shop-{len(shops)}"
        logs.mkdir()
        mine = {
            "DATABASE_URL": live_database,
            "SHOP_URL": url,
            "MAIL_FOLDER": str(tmp_path / "mail"),
            "MEDIA_ROOT": str(tmp_path / "media"),
            "ERASURE_FOLDER": str(tmp_path / "erasures"),
        }
        shop = LiveShop(url=url, environment={**os.environ, **mine, **(environment or {})}, logs=logs)
        shops.append(shop)
        shop.start("web", fleet.web(port=port, workers=web_workers))
        if worker:
            shop.start("worker", fleet.worker())
            shop.start("relay", fleet.relay())
        shop.wait_until_open()
        return shop

    yield start_shop
    for shop in shops:
        shop.stop()


def keep_template() -> None:
    """Set a copy of the freshly migrated test database aside: tests that empty tables must not empty live shops."""
    ours = connections["default"].settings_dict["NAME"]
    connections.close_all()
    with closing(psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)) as server:
        _copy(server, ours, _template(ours))


def _template(name: str) -> str:
    return f"{name}_migrated"


def _copy(server: psycopg.Connection, source: str, target: str) -> None:
    _drop(server, target)
    server.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(target), sql.Identifier(source))
    )


def _drop(server: psycopg.Connection, name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 # always http
    except urllib.error.HTTPError as answer:
        return answer.code < 500
    except (OSError, http.client.HTTPException):
        return False
    return True


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    # Nobody of the group may be left; macOS says EPERM for one that is only a zombie.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)

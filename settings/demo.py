"""Run the whole shop on this machine: `python -m settings.demo --port 8000`, or `make demo`.

Starts private servers where the environment names none, prepares the database, then keeps the web server, the
worker, its clock and the relay running until Ctrl-C, SIGTERM or SIGHUP.
"""

import argparse
import hashlib
import http.client
import os
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from demo.engine.staff import PEOPLE
from settings import embedded, fleet
from settings.embedded.process import is_free
from settings.supervisor import POLL_SECONDS, Supervisor

ROOT = Path(__file__).resolve().parent.parent
OPEN_SECONDS = 90.0
SERVERS_SECONDS = 3.0
WRONG, FAILED = 2, 1


def main(arguments: Sequence[str]) -> int:
    """Run the shop and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m settings.demo", description="Run the whole shop.")
    parser.add_argument("--port", type=_port, default=8000)
    parser.add_argument("--data", type=Path, default=ROOT / ".data", help="folder of everything it keeps")
    parser.add_argument("--empty", action="store_true", help="do not fill an empty database")
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.prepare:
        _prepare(chosen.data, fill=not chosen.empty)
        return 0
    if not is_free(chosen.port):
        say(f"Port {chosen.port} is taken. Choose another: make demo PORT={chosen.port + 1}")
        return WRONG
    stopping = threading.Event()
    with _told_by_signals(stopping):
        try:
            return _keep_open(chosen.data.absolute(), port=chosen.port, empty=chosen.empty, stopping=stopping)
        except embedded.EmbeddedError as error:
            say(str(error))
            return FAILED


def say(line: str) -> None:
    """Tell the terminal; a closed one must not stop the shop from stopping."""
    try:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except OSError:
        pass


def _keep_open(data: Path, *, port: int, empty: bool, stopping: threading.Event) -> int:
    begun = time.monotonic()
    with ExitStack() as to_stop:
        environment = {
            **os.environ,
            "LATCHKEY_ENV": "demo",
            "SHOP_URL": os.environ.get("SHOP_URL") or f"http://127.0.0.1:{port}",
            "MEDIA_ROOT": os.environ.get("MEDIA_ROOT") or str(data / "media"),
            "MAIL_FOLDER": os.environ.get("MAIL_FOLDER") or str(data / "mail"),
            "PYTHONUNBUFFERED": "1",
        }
        started = _servers(data)
        to_stop.callback(_stop, started)
        for servers in started:
            environment |= {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}
            if not servers.folder.is_relative_to(data):
                say(f"The servers' user cannot enter this folder, so the data is kept in {servers.folder}.")
        supervisor = Supervisor(environment=environment, folder=ROOT, logs=data / "log", say=say)
        to_stop.callback(supervisor.stop)
        to_stop.callback(say, "Stopping.")
        prepare = [sys.executable, "-m", "settings.demo", "--prepare", "--data", str(data)]
        code = supervisor.run("prepare", [*prepare, *(["--empty"] if empty else [])], stopping=stopping)
        if code and not stopping.is_set():
            say(f"The shop could not be prepared. See {data / 'log' / 'prepare.log'}.")
            return FAILED
        if not stopping.is_set():
            # Alone at first: the others would only make a newcomer wait longer for the first page.
            supervisor.start("web", fleet.web(port=port, workers=min(max(os.cpu_count() or 2, 2), 4)))
            if not _await_open(port, stopping=stopping) and not stopping.is_set():
                say(f"The shop does not answer. See {data / 'log'}.")
                return FAILED
            _start_workers(supervisor, data)
        if not stopping.is_set():
            _greet(port, data=data, empty=empty, seconds=time.monotonic() - begun)
        _watch(supervisor, started, data=data, stopping=stopping)
    say("Everything has stopped.")
    return 0


def _servers(data: Path) -> list[embedded.Servers]:
    """Return the private servers, or none when the environment names both; a later start adds to the list."""
    named = [name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name, "").strip()]
    if len(named) == 1:
        raise embedded.EmbeddedError(
            f"{named[0]} is set alone: set both DATABASE_URL and REDIS_URL, or neither."
        )
    if named:
        return []
    say("Starting PostgreSQL and Valkey.")
    return [embedded.start(data / "servers", ephemeral=False)]


def _stop(started: list[embedded.Servers]) -> None:
    for servers in reversed(started):
        servers.stop()


def _prepare(data: Path, *, fill: bool) -> None:
    """Bring database and static files up to date, in a process of its own; fill a database without products."""
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.base")
    django.setup()
    from django.conf import settings

    from shop.models import Product

    call_command("migrate", interactive=False, verbosity=0)
    stamp = data / "static.stamp"
    sources = _static_sources(Path(settings.STATIC_ROOT))
    if not stamp.exists() or stamp.read_text() != sources or not Path(settings.STATIC_ROOT).exists():
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(sources)
    filled = data / "filled.stamp"
    if fill and not (filled.exists() and Product.objects.exists()):
        # A filling that was cut short goes on where it stopped.
        say("Filling the shop: products, people and thirty days of orders. This is done once.")
        call_command("seed_demo")
        filled.touch()


def _static_sources(target: Path) -> str:
    """Return a fingerprint of every static file of the project, and of the packages that bring others."""
    found = [ROOT / "uv.lock", *(path for path in ROOT.glob("*/static/**/*") if path.is_file())]
    told = [f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}" for path in sorted(found)]
    return hashlib.sha256("\n".join([str(target), *told]).encode()).hexdigest()


def _start_workers(supervisor: Supervisor, data: Path) -> None:
    # In the order they stop in, after the web server: no new orders first, the worker's last tasks last.
    supervisor.start("beat", fleet.beat(schedule=str(data / "beat")))
    supervisor.start("relay", fleet.relay())
    supervisor.start("worker", fleet.worker())


def _await_open(port: int, *, stopping: threading.Event) -> bool:
    deadline = time.monotonic() + OPEN_SECONDS
    while not _answers(port):
        if stopping.wait(POLL_SECONDS) or time.monotonic() > deadline:
            return False
    return True


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10).close()
    except urllib.error.HTTPError as answer:
        return answer.code < 500
    except (OSError, http.client.HTTPException):
        return False
    return True


def _greet(port: int, *, data: Path, empty: bool, seconds: float) -> None:
    people = (
        ""
        if empty
        else "\n".join(
            f"  {person.role or 'Shopper':<13}{person.email:<33}{person.password}" for person in PEOPLE
        )
    )
    say(
        f"\nThe shop is open, after {seconds:.0f} s.\n\n"
        f"  Shop         http://127.0.0.1:{port}/\n"
        f"  Back office  http://127.0.0.1:{port}/backoffice/\n\n"
        + (f"{people}\n\n" if people else "")
        + f"  Mails are written to {data / 'mail'}, logs to {data / 'log'}.\n"
        "  Ctrl-C stops everything and keeps the data.\n"
    )


def _watch(
    supervisor: Supervisor, started: list[embedded.Servers], *, data: Path, stopping: threading.Event
) -> None:
    """Mend what falls until told to stop. Servers come back on their old ports, where the others look for them."""
    looked_at = time.monotonic()
    while not stopping.wait(POLL_SECONDS):
        supervisor.mend()
        if not started or time.monotonic() - looked_at < SERVERS_SECONDS:
            continue
        if not started[-1].answer():
            say(f"A server does not answer; starting it again. See {started[-1].folder}.")
            try:
                started.append(embedded.start(data / "servers", ephemeral=False))
                say("Both servers answer again.")
            except embedded.EmbeddedError as error:
                say(str(error))
        looked_at = time.monotonic()


@contextmanager
def _told_by_signals(stopping: threading.Event) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        if stopping.is_set():
            # Asked twice: leave at once; the processes' watcher and the servers' guardian end the rest.
            os._exit(128 + number)
        stopping.set()

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, stop) for number in signals]
    try:
        yield
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65_535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return port


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

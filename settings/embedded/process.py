"""Run a server as a child with a log, and see that it does not outlive the one who started it."""

import os
import pwd
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypedDict

# A server that recovers after a crash may take a while; one that makes no progress says so in its log.
START_SECONDS = 120.0
STOP_SECONDS = 30.0
POLL_SECONDS = 0.02
LOG_BYTES = 5_000_000

# Reads until the parent lets go of the other end: a line means it stopped its servers itself, an end of file
# that it died. Works on every system; Linux's parent-death signal would spare a process but watches a thread.
WATCH = """
trap '' HUP INT TERM
read -r _ && exit 0
for server in $1; do kill -INT "$server"; done
if [ -n "$2" ]; then
  for server in $1; do while kill -0 "$server"; do sleep 0.1; done; done
  rm -rf -- "$2"
fi
"""


class EmbeddedError(RuntimeError):
    """A private server could not be started, or its data not be reached."""


class _Privileges(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The user a server runs as."""

    name: str
    uid: int
    gid: int

    @classmethod
    def own(cls) -> Self:
        """Return whoever runs this process; a uid without a name, as containers have, will do."""
        uid = os.geteuid()
        try:
            name = pwd.getpwuid(uid).pw_name
        except KeyError:
            name = str(uid)
        return cls(name=name, uid=uid, gid=os.getegid())

    def arguments(self) -> _Privileges:
        """Return what subprocess needs to become this user; nothing when one already is."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """One server that answers; without a process it was found running and is not ours to stop."""

    name: str
    pid: int
    port: int
    process: subprocess.Popen[bytes] | None

    def stop(self) -> None:
        """End the server if it was started here: politely, after a while by force."""
        if self.process is None or self.process.poll() is not None:
            return
        # PostgreSQL's fast shutdown; Valkey writes its log out on either signal.
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian:
    """A shell that ends servers whose starter died without a word."""

    process: subprocess.Popen[bytes] | None

    @classmethod
    def watch(cls, servers: Sequence[Server], *, folder: Path | None) -> Self:
        """Watch over those servers that were started here; a folder given is removed after them."""
        pids = " ".join(str(server.pid) for server in servers if server.process)
        if not pids:
            return cls(process=None)
        command = ["/bin/sh", "-c", WATCH, "latchkey-guardian", pids, str(folder or "")]
        process = subprocess.Popen(
            command,
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        return cls(process=process)

    def dismiss(self) -> None:
        """Send the guardian home after the servers were stopped."""
        if self.process is not None and self.process.poll() is None:
            self.process.communicate(b"stopped\n")


def launch(
    name: str,
    command: Sequence[str],
    *,
    cwd: Path,
    log: Path,
    identity: Identity,
    port: int,
    answers: Callable[[], bool],
    feed: bytes = b"",
) -> Server:
    """Start a server and return once it answers.

    :raises EmbeddedError: when it ends or stays silent instead
    """
    rotate = log.exists() and log.stat().st_size > LOG_BYTES
    with open(log, "wb" if rotate else "ab", opener=_private) as out:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=subprocess.STDOUT,
            # Ctrl-C in the terminal is for the one who started us; servers stop last.
            start_new_session=True,
            **identity.arguments(),
        )
    server = Server(name=name, pid=process.pid, port=port, process=process)
    try:
        if process.stdin is not None:
            process.stdin.write(feed)
            process.stdin.close()
        _await(process, answers=answers, name=name, log=log)
    except BaseException:
        server.stop()
        raise
    return server


def _await(process: subprocess.Popen[bytes], *, answers: Callable[[], bool], name: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers():
        if process.poll() is not None:
            raise EmbeddedError(f"{name} ended with code {process.returncode}. Its last words:\n{tail(log)}")
        if time.monotonic() > deadline:
            raise EmbeddedError(
                f"{name} does not answer after {START_SECONDS:.0f} s. See {log}:\n{tail(log)}"
            )
        time.sleep(POLL_SECONDS)


def _private(path: str, flags: int) -> int:
    # PostgreSQL quotes failed statements, and with them perhaps a person's data.
    return os.open(path, flags, 0o600)


def environment() -> dict[str, str]:
    """Return the few variables a server needs; PGDATA and the like of the caller must not reach it."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def free_port() -> int:
    """Return a port nobody listens on; another may take it first, so starting is tried more than once."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Tell whether a port can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def tail(log: Path, *, lines: int = 12) -> str:
    """Return the last lines of a log."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError as error:
        return f"(no log: {error})"

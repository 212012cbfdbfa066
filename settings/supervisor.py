"""Keep a handful of processes running, and end every one of them with their keeper."""

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

POLL_SECONDS = 0.2
STOP_SECONDS = 10.0
BACK_OFF_SECONDS = (1.0, 2.0, 5.0, 15.0, 30.0)
# One that ran this long before it ended is not failing at its start.
STEADY_SECONDS = 60.0
LOG_BYTES = 20_000_000
NOTEWORTHY = re.compile(r"\b(warning|error|critical|traceback)\b", re.IGNORECASE)

# Learns the children's process groups line by line. At the end of its input their keeper is gone: it ends them.
WATCHER = """
trap '' HUP INT TERM
while read -r group; do
  [ "$group" = stopped ] && exit 0
  groups="$groups $group"
done
for group in $groups; do kill -s TERM -- "-$group"; done
sleep 8
for group in $groups; do kill -s KILL -- "-$group"; done
"""


@dataclass(slots=True, kw_only=True)
class Child:
    """One process and its history."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[str] | None = None
    started_at: float = 0.0
    failures: int = 0
    due_at: float = 0.0


@dataclass(slots=True, kw_only=True)
class Supervisor:
    """Starts children in a process group each, restarts those that fall, stops them in order."""

    environment: Mapping[str, str]
    folder: Path
    logs: Path
    say: Callable[[str], None]
    children: list[Child] = field(default_factory=list)
    _watcher: subprocess.Popen[str] = field(init=False)

    def __post_init__(self) -> None:
        """Start the watcher that ends the children should this process be killed."""
        self.logs.mkdir(parents=True, exist_ok=True)
        quiet = subprocess.DEVNULL
        self._watcher = subprocess.Popen(
            ["/bin/sh", "-c", WATCHER, "latchkey-watcher"],
            stdin=subprocess.PIPE,
            stdout=quiet,
            stderr=quiet,
            text=True,
            process_group=0,
        )

    def run(self, name: str, command: Sequence[str], *, stopping: threading.Event) -> int:
        """Run a command to its end, showing what it says; return its code, or -1 when told to stop first."""
        child = Child(name=name, command=command)
        process = self._launch(child, show=lambda line: True)
        while process.poll() is None:
            if stopping.wait(POLL_SECONDS):
                self._end([child])
                return -1
        return process.returncode

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start a process to be kept running; its warnings are shown, everything goes to its log."""
        child = Child(name=name, command=command)
        self.children.append(child)
        self._launch(child, show=lambda line: bool(NOTEWORTHY.search(line)))

    def mend(self) -> None:
        """Start those again that ended, each after a pause that grows with its failures."""
        now = time.monotonic()
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                child.failures = 0 if now - child.started_at > STEADY_SECONDS else child.failures
                pause = BACK_OFF_SECONDS[min(child.failures, len(BACK_OFF_SECONDS) - 1)]
                child.failures += 1
                child.due_at = now + pause
                self.say(
                    f"{child.name} ended with code {child.process.returncode}; "
                    f"starting it again in {pause:.0f} s. See {self.logs / child.name}.log."
                )
                # What it left behind would go on serving beside its successor.
                _sweep(child.process)
                child.process = None
            if child.process is None and now >= child.due_at:
                self._launch(child, show=lambda line: bool(NOTEWORTHY.search(line)))

    def stop(self) -> None:
        """End the children in the order they were started in, each with whatever it left behind."""
        for child in self.children:
            self._end([child])
        if self._watcher.poll() is None:
            self._watcher.communicate("stopped\n")

    def _end(self, children: Sequence[Child]) -> None:
        running = [child.process for child in children if child.process and child.process.poll() is None]
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            _sweep(process)

    def _launch(self, child: Child, *, show: Callable[[str], bool]) -> subprocess.Popen[str]:
        child.process = subprocess.Popen(
            child.command,
            cwd=self.folder,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            # Out of the terminal's foreground: Ctrl-C is for us alone, and we stop them in order.
            process_group=0,
        )
        child.started_at = time.monotonic()
        if self._watcher.stdin is not None:
            self._watcher.stdin.write(f"{child.process.pid}\n")
            self._watcher.stdin.flush()
        output = child.process.stdout
        assert output is not None  # noqa: S101 # asked for above
        threading.Thread(target=self._forward, args=(child.name, output, show), daemon=True).start()
        return child.process

    def _forward(self, name: str, output: IO[str], show: Callable[[str], bool]) -> None:
        log = self.logs / f"{name}.log"
        rotate = log.exists() and log.stat().st_size > LOG_BYTES
        with output, open(log, "w" if rotate else "a") as file:
            for line in output:
                file.write(line)
                file.flush()
                if line.strip() and show(line):
                    self.say(f"{name:>7} | {line.rstrip()}")


def _sweep(process: subprocess.Popen[str]) -> None:
    """Kill what is left of an ended process's group; macOS says EPERM when only zombies are."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)

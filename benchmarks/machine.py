"""Say what a figure was measured on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

import redis


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

"""Typed settings: the mode, and the policy with its fingerprint."""

import tomllib
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import cast

from django.conf import settings

from antifraud.engine.assessment import Mode
from antifraud.engine.policy import Policy, PolicyError, parse_policy

# A new number says that the same facts may be read differently from now on.
SIGNALS_VERSION = "2"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedPolicy:
    """A policy and a fingerprint of the file it came from."""

    policy: Policy
    fingerprint: str


def mode() -> Mode:
    """Return whether verdicts are acted upon."""
    return cast(Mode, settings.ANTIFRAUD_MODE)


def policy() -> LoadedPolicy:
    """Return the policy that settings name, read once a process.

    :raises PolicyError: when it cannot be used
    """
    return load(Path(settings.ANTIFRAUD_POLICY))


def city_file() -> Path | None:
    """Return the merchant's file of cities, if there is one."""
    return Path(settings.GEO_CITY_FILE) if settings.GEO_CITY_FILE else None


def versions() -> dict[str, str]:
    """Return what an assessment was made with."""
    return {
        "policy": policy().fingerprint,
        "signals": SIGNALS_VERSION,
        "disposable-email-domains": _installed("disposable-email-domains"),
    }


@cache
def load(path: Path) -> LoadedPolicy:
    """Read a policy's file.

    :raises PolicyError: when it is missing, not TOML, or says something wrong
    """
    try:
        raw = path.read_bytes()
        table = tomllib.loads(raw.decode())
    except (OSError, ValueError) as error:
        raise PolicyError([f"{path}: {error}"]) from error
    return LoadedPolicy(policy=parse_policy(table), fingerprint=sha256(raw).hexdigest()[:12])


@cache
def _installed(package: str) -> str:
    # Asked of the disk, it cost every assessment a millisecond.
    return metadata.version(package)

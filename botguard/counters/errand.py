"""What this process wants looked up off the request's way: host names of addresses, directories of keys, uses counted.

The watch thread carries it to PostgreSQL every few seconds; a process that dies loses what it had not handed over,
and the next request asks again.
"""

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock

# A flood of false names must cost neither memory nor the resolver.
MOST = 200


@dataclass(slots=True)
class Errands:
    """Bounded lists; what does not fit waits for its next request."""

    _names: set[tuple[str, str]] = field(default_factory=set)
    _sources: set[str] = field(default_factory=set)
    _uses: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def resolve(self, address: str, operator: str) -> None:
        """Ask for the host name of an address that claims to be an operator's."""
        with self._lock:
            if len(self._names) < MOST:
                self._names.add((address, operator))

    def read(self, source: str) -> None:
        """Ask for another look at a directory we know."""
        with self._lock:
            if len(self._sources) < MOST:
                self._sources.add(source)

    def use(self, *, signer: str, room: str, action: str, address: str) -> None:
        """Count a request that a partner signed."""
        with self._lock:
            self._uses[signer, room, action, address] += 1

    def take(self) -> tuple[set[tuple[str, str]], set[str], Counter[tuple[str, str, str, str]]]:
        """Return everything and forget it."""
        with self._lock:
            taken = self._names, self._sources, self._uses
            self._names, self._sources, self._uses = set(), set(), Counter()
        return taken

    def put_back(self, uses: Counter[tuple[str, str, str, str]]) -> None:
        """Keep uses that could not be handed over; the rest asks for itself again."""
        with self._lock:
            self._uses.update(uses)


errands = Errands()

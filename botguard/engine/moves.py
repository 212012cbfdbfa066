"""The networks on which a proof was taken up again within the hour, as proof.lua keeps them."""

from dataclasses import dataclass, field

HOUR_MS = 3_600_000


@dataclass(slots=True)
class Moves:
    """Different networks, each with when it was last moved to."""

    last_ms: dict[str, int] = field(default_factory=dict)

    def add(self, network: str, *, most: int, now_ms: int) -> bool:
        """Move to a network, and tell whether that was allowed: back to one of the hour always, else while few are."""
        self.last_ms = {name: at for name, at in self.last_ms.items() if at > now_ms - HOUR_MS}
        if network not in self.last_ms and len(self.last_ms) >= most:
            return False
        self.last_ms[network] = now_ms
        return True

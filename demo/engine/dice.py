"""The dice, as a value that is passed in: `random.Random` with a seed fits."""

from collections.abc import Sequence
from typing import Protocol


class Dice(Protocol):
    """What the demo draws with; the same seed draws the same shop."""

    def random(self) -> float:
        """Draw from [0, 1)."""

    def randrange(self, start: int, stop: int, /) -> int:
        """Draw a whole number from `start` up to, not including, `stop`."""

    def choice[T](self, among: Sequence[T], /) -> T:
        """Draw one."""

    def choices[T](self, among: Sequence[T], /, weights: Sequence[float]) -> list[T]:
        """Draw one by weight, in a list."""

"""What an attacker is: a tool, a goal, some addresses, and the question whether the goal was reached."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from tests.range.record import Got
from tests.range.relay import Relays

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Where an attack happens."""

    relays: Relays
    addresses: Sequence[str]  # the attacker's own
    folder: Path  # for what it carries away
    products: int
    until: float  # by the steady clock: it must be over by then

    @property
    def seconds_left(self) -> float:
        """Return how long the attack may go on."""
        return max(0.0, self.until - time.monotonic())

    @property
    def is_over(self) -> bool:
        """Tell whether the time is up."""
        return not self.seconds_left

    @property
    def url(self) -> str:
        """Return the shop as seen from the attacker's first address."""
        return self.relays.url(self.addresses[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One attacker. `run` returns what it says it achieved, whatever unit its goal has; `is_reached` judges it."""

    name: str
    threats: tuple[str, ...]  # OWASP Automated Threats
    goal: str
    run: Callable[[Field], int]
    is_reached: Callable[[int, Got, Field], bool]
    addresses: int = 1
    address: str = ""  # where it must be this one
    seconds: int = 45
    tool: str = ""  # a program that must be installed

    @property
    def is_possible(self) -> bool:
        """Tell whether the attacker's tool is here."""
        return not self.tool or which(self.tool) is not None


def share(got: Got, field: Field) -> float:
    """Return which part of the catalogue's product pages was got."""
    return got.products / field.products

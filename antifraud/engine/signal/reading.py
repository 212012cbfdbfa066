"""Values: what a signal reads off an order, before anybody weighs it."""

from collections.abc import Callable
from dataclasses import dataclass

from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import MOST_TOLD_APART, History


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure, which the policy's bands weigh, and the sentence a merchant reads if it weighs anything."""

    value: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A question that could not be asked, and why."""

    sentence: str


type Finding = Reading | Missing | None  # None: asked, and nothing to tell, or not applicable


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One question about an order. The code is a stable public name."""

    code: str
    read: Callable[[OrderFacts, History], Finding]


NO_ADDRESS = Missing("No client address was recorded")
NO_NETWORK = Missing("The kind of network is not known")
NO_COUNTRY = Missing("The country of the address is not known")
NO_DEVICE = Missing("No device was recorded")
NO_VISIT = Missing("The visit was not recorded")
NO_EMAIL = Missing("No usable e-mail was given")
NO_PHONE = Missing("No phone was given")
NO_STREET = Missing("No street was given")
NO_NAME = Missing("No name was given")


def counted(number: int, singular: str, *, orders: int = 0) -> str:
    """Return `1 order`, `2 orders`; `2 or more customers` when these are of more orders than are told apart."""
    more = " or more" if orders > MOST_TOLD_APART else ""
    return f"{number:,}{more} {singular}{'' if number == 1 and not more else 's'}"


def ratio(value: float) -> str:
    """Return a ratio as people say it."""
    return f"{value:.1f}" if value < 10 else f"{value:,.0f}"

"""Dataclasses that every request builds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import dataclass_transform


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def swift[T](*, slots: bool = True) -> Callable[[type[T]], type[T]]:
    """Make a dataclass that is frozen to the type checker and left open by the interpreter.

    A dataclass that freezes itself is filled through object.__setattr__: for the forty fields of a request that takes
    four times as long, about as long as judging it. Hashed like a frozen one, which by the type checker's word it is.
    """
    return dataclass(slots=slots, kw_only=True, unsafe_hash=True)

"""A visit told click by click, as somebody who draws or records visits has it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """One request, so many seconds after the walk began; `path` may carry a query."""

    after: float
    path: str
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A visit from where its key was first shown, `age_seconds` before now; `key` are 16 bytes."""

    age_seconds: float
    address: str
    clicks: tuple[Click, ...]
    agent: str
    languages: str
    key: bytes
    has_styles: bool = True  # fetched a style sheet with its first page
    is_proved: bool = False

"""Values: one reason for or against, and one question that could not be asked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason: a stable code, its weight in centibans (positive speaks for bad) and a sentence for people."""

    code: str
    points: int
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchecked:
    """One signal whose facts were missing; it weighs nothing and is shown as "not checked"."""

    code: str
    sentence: str

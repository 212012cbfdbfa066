"""Values: one reason for or against, and one question that could not be asked."""

from scorecard.construction import swift


@swift()
class Evidence:
    """One reason: a stable code, its weight in centibans (positive speaks for bad) and a sentence for people."""

    code: str
    points: int
    sentence: str


@swift()
class Unchecked:
    """One signal whose facts were missing; it weighs nothing and is shown as "not checked"."""

    code: str
    sentence: str

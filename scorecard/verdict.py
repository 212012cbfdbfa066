"""Add evidence up."""

from collections.abc import Iterable
from functools import cached_property

from scorecard.construction import swift
from scorecard.evidence import Evidence, Unchecked
from scorecard.unit import score as display


# Without slots, so that what every reader asks for is added up once.
@swift(slots=False)
class Verdict:
    """A prior and the reasons that move it; `total` is their exact sum in centibans."""

    prior: int
    evidence: tuple[Evidence, ...]
    unchecked: tuple[Unchecked, ...] = ()

    @cached_property
    def total(self) -> int:
        """Return prior plus every weight."""
        return self.prior + sum([each.points for each in self.evidence])

    @property
    def score(self) -> int:
        """Return the 0-100 display of the total."""
        return display(self.total)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Return the reasons' codes in order."""
        return tuple([each.code for each in self.evidence])


def weigh(found: Iterable[Evidence | Unchecked | None], *, prior: int) -> Verdict:
    """Sort what the signals found into a verdict: heaviest reasons first, ties by code; None was not noteworthy."""
    evidence: list[Evidence] = []
    unchecked: list[Unchecked] = []
    for each in found:
        if isinstance(each, Evidence):
            evidence.append(each)
        elif each is not None:
            unchecked.append(each)
    evidence.sort(key=lambda each: (-abs(each.points), each.code))
    unchecked.sort(key=lambda each: each.code)
    return Verdict(prior=prior, evidence=tuple(evidence), unchecked=tuple(unchecked))

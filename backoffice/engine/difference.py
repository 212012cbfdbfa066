"""Say what two judgements of one order have between them: facts, reasons, lists, rules and versions."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from antifraud.engine.assessment import AssessmentView
from backoffice.engine.wording import signed
from scorecard import Evidence

NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is not as it was."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changed from the judgement before; `reasons` make up the whole change of the total."""

    total: int
    reasons: tuple[Change, ...]
    facts: tuple[Change, ...]
    others: tuple[Change, ...]

    @property
    def groups(self) -> tuple[tuple[str, tuple[Change, ...]], ...]:
        """Return what changed under its headings."""
        return ("Reasons", self.reasons), ("Facts", self.facts), ("Lists, rules and versions", self.others)

    @property
    def is_empty(self) -> bool:
        """Return whether both say the same."""
        return not (self.reasons or self.facts or self.others)


def difference(now: AssessmentView, before: AssessmentView) -> Difference:
    """Return what is different now; the points of changed reasons and starts add up to the change of the total."""
    starts = {"start": _points(before.prior)}, {"start": _points(now.prior)}
    return Difference(
        total=now.total - before.total,
        reasons=(*_changes(*starts), *_changes(_reasons(before.evidence), _reasons(now.evidence))),
        facts=_changes(_told(asdict(before.facts)), _told(asdict(now.facts))),
        others=(
            *_changes({"level": before.level}, {"level": now.level}),
            *_changes({"recommended": before.would}, {"recommended": now.would}),
            *_changes(_listed(before), _listed(now)),
            *_changes(_ruled(before), _ruled(now)),
            *_changes(dict(before.versions), dict(now.versions)),
        ),
    )


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Change, ...]:
    names = list(dict.fromkeys((*before, *after)))
    return tuple(
        Change(name=name, before=before.get(name, NOTHING), after=after.get(name, NOTHING))
        for name in names
        if before.get(name) != after.get(name)
    )


def _reasons(evidence: Iterable[Evidence]) -> dict[str, str]:
    return {each.code: f"{_points(each.points)}: {each.sentence}" for each in evidence}


def _points(points: int) -> str:
    return f"{signed(points)} points"


def _told(facts: Mapping[str, object]) -> dict[str, str]:
    return {name: "not known" if value in (None, "") else str(value) for name, value in facts.items()}


def _listed(assessment: AssessmentView) -> dict[str, str]:
    return {f"entry #{match.entry_id}": f"{match.effect} {match.value}" for match in assessment.matched}


def _ruled(assessment: AssessmentView) -> dict[str, str]:
    return {
        f"rule #{match.rule_id}": f"{match.title}: {match.action}, {match.mode}" for match in assessment.rules
    }

"""Lay out the fraud protection panel: the verdict, evidence that adds up, and what the visit looked like."""

from collections.abc import Mapping
from dataclasses import dataclass

from antifraud.engine.assessment import AssessmentView
from antifraud.engine.facts import BACK_OFFICE
from backoffice.engine.wording import DOORS, KINDS, LEVELS, RECOMMENDED, Word, odds
from scorecard import Unchecked


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One row of name and value; an unknown value is None."""

    name: str
    value: str | None
    is_code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason, its weight in points, and the same weight as odds."""

    code: str
    sentence: str
    points: int
    odds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What the panel's template shows. `prior` and the evidence's points add up to `total`."""

    word: Word
    recommended: Word
    sentence: str
    score: int | None
    prior: int
    evidence: tuple[Reason, ...]
    total: int
    heaviest: int
    unchecked: tuple[Unchecked, ...]
    origin: tuple[Fact, ...]
    visit: tuple[Fact, ...]


def lay_out(
    assessment: AssessmentView | None,
    *,
    address: str | None,
    network: Mapping[str, object],
    visit: Mapping[str, object],
    seconds: float | None,
    door: str | None = None,
) -> Panel:
    """Return the panel of an order; without an assessment it is grey and empty, never green."""
    origin = _by_hand() if door == BACK_OFFICE else (*_origin(address, network, door), _distance(assessment))
    summary = _visit(visit, seconds)
    if assessment is None:
        return Panel(
            word=LEVELS["grey"],
            recommended=RECOMMENDED["hold"],
            sentence="The fraud check has not looked at this order yet.",
            score=None,
            prior=0,
            evidence=(),
            total=0,
            heaviest=1,
            unchecked=(),
            origin=origin,
            visit=summary,
        )
    return Panel(
        word=LEVELS[assessment.level],
        recommended=RECOMMENDED[assessment.would],
        sentence=assessment.sentence,
        score=assessment.score,
        prior=assessment.prior,
        evidence=tuple(
            Reason(code=each.code, sentence=each.sentence, points=each.points, odds=odds(each.points))
            for each in assessment.evidence
        ),
        total=assessment.total,
        heaviest=max((abs(each.points) for each in assessment.evidence), default=1) or 1,
        unchecked=assessment.unchecked,
        origin=origin,
        visit=summary,
    )


def _by_hand() -> tuple[Fact, ...]:
    """Say that there is no address to speak of; the clerk's is nobody's business here."""
    checked = "not checked: there was no visit"
    return (
        Fact(name="Came by", value=DOORS[BACK_OFFICE]),
        *(Fact(name=name, value=checked) for name in ("Address", "Country", "Network", "Distance")),
    )


def _origin(address: str | None, network: Mapping[str, object], door: str | None) -> tuple[Fact, ...]:
    asn = network.get("asn")
    return (
        *((Fact(name="Came by", value=DOORS[door]),) if door in DOORS else ()),
        Fact(name="Address", value=address, is_code=True),
        Fact(name="Country", value=_text(network.get("country"))),
        Fact(name="Network", value=f"AS{asn}" if asn else None, is_code=True),
        Fact(name="Organisation", value=_text(network.get("organisation"))),
        Fact(name="Kind", value=KINDS.get(str(network.get("kind") or "unknown"), str(network.get("kind")))),
    )


def _distance(assessment: AssessmentView | None) -> Fact:
    if assessment is None:
        return Fact(name="Distance", value="not checked")
    place = assessment.history.place
    if place is not None and place.country and place.country == assessment.facts.country.upper():
        return Fact(name="Distance", value="within the country of delivery")
    if place is None or place.distance_km is None:
        return Fact(name="Distance", value="not checked")
    give = f", give or take {place.radius_km:,} km" if place.radius_km else ""
    return Fact(
        name="Distance", value=f"{place.distance_km:,} km to the middle of the country of delivery{give}"
    )


def _visit(visit: Mapping[str, object], seconds: float | None) -> tuple[Fact, ...]:
    points = visit.get("points")
    codes = visit.get("codes")
    return (
        Fact(name="Visit before the order", value=None if seconds is None else duration(seconds)),
        Fact(name="Device", value=_text(visit.get("key_id")), is_code=True),
        Fact(name="Pages", value=_text(visit.get("pages"))),
        Fact(name="Product pages", value=_text(visit.get("product_pages"))),
        Fact(name="Way into the checkout", value=_text(visit.get("proof"))),
        Fact(name="Traps touched", value=_text(visit.get("trap_hits"))),
        Fact(name="Agent", value=_text(visit.get("agent_class"))),
        Fact(name="Languages", value=_text(visit.get("languages"))),
        Fact(name="Guard's points", value=_text(points)),
        Fact(
            name="Guard's reasons",
            value=", ".join(map(str, codes)) if isinstance(codes, list | tuple) and codes else None,
        ),
    )


def duration(seconds: float) -> str:
    """Return a length of time in the largest unit that says something."""
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= 2 * size or (seconds >= size and unit != "minute"):
            count = int(seconds // size)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{int(seconds)} second{'' if int(seconds) == 1 else 's'}"


def _text(value: object) -> str | None:
    return None if value is None or value == "" else str(value)

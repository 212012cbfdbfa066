"""Lay out what attackers and people got."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.range.attack import Attack
from tests.range.people import Visit
from tests.range.record import Got


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one attacker achieved."""

    attack: Attack
    claimed: int
    got: Got
    is_reached: bool
    seconds: float


def attackers(scores: Sequence[Score], *, products: int) -> str:
    """Return a table of attackers."""
    head = (
        "attacker",
        "goal",
        "claims",
        "reached",
        "catalogue",
        "listed",
        "requests",
        "before refusal",
        "seconds",
    )
    rows = [
        (
            score.attack.name,
            score.attack.goal,
            f"{score.claimed}",
            "YES" if score.is_reached else "no",
            f"{score.got.products / products:.2%}",
            f"{score.got.listed / products:.2%}",
            f"{score.got.requests}",
            "never" if score.got.before_refusal is None else f"{score.got.before_refusal}",
            f"{score.seconds:.0f}",
        )
        for score in scores
    ]
    return table([head, *rows])


def people(visits: Sequence[Visit]) -> str:
    """Return a table of people by kind, and the trouble they met."""
    head = ("people", "number", "pages", "challenged", "over once", "refused", "wanted to buy", "bought")
    rows = []
    for kind in dict.fromkeys(visit.kind for visit in visits):
        these = [visit for visit in visits if visit.kind == kind]
        rows.append(
            (
                kind,
                f"{len(these)}",
                f"{sum(visit.pages for visit in these)}",
                f"{sum(visit.challenges > 0 for visit in these)}",
                f"{sum(visit.challenges > 1 for visit in these)}",
                f"{sum(visit.refusals > 0 for visit in these)}",
                f"{sum(visit.wanted_to_order for visit in these)}",
                f"{sum(visit.has_ordered for visit in these)}",
            )
        )
    troubles = Counter(trouble for visit in visits for trouble in visit.trouble)
    return "\n".join(
        [table([head, *rows]), *(f"  {number} × {what}" for what, number in troubles.most_common(10))]
    )


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as aligned text, the first as their head."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])

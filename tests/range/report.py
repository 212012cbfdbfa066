"""Lay out what attackers and people got, for eyes, for docs/threats.md, and as JSON."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

from tqdm import tqdm

from benchmarks.machine import described
from tests.range.attack import Attack
from tests.range.people import Visit
from tests.range.record import Got
from tests.range.robots import Robot


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one attacker achieved."""

    attack: Attack
    claimed: int
    got: Got
    is_reached: bool
    is_cut_short: bool  # it had more to do when its time was up
    seconds: float
    trouble: str = ""

    @property
    def verdict(self) -> str:
        """Return in a word how it ended; one that broke has shown nothing."""
        if self.trouble:
            return "BROKE"
        return "REACHED" if self.is_reached else "missed"

    @property
    def kept_out(self) -> str:
        """Return after how many answers it first met a challenge or a refusal."""
        return "never" if self.got.before_refusal is None else f"{self.got.before_refusal}"


@dataclass(slots=True, kw_only=True)
class Result:
    """Everything of one run, filled in as it comes."""

    began_at: str
    machine: str
    mode: str
    products: int
    invited: int
    seed: int
    seconds: float = 0.0
    visits: list[Visit] = field(default_factory=list)
    robots: list[Robot] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        """Tell whether every attacker missed its goal, and no person was refused or challenged twice."""
        return (
            not self.left_out
            and all(score.verdict == "missed" for score in self.scores)
            and all(visit.refusals == 0 and visit.challenges <= 1 for visit in self.visits)
            and all(robot.is_right for robot in self.robots)
        )

    def keep(self, path: Path) -> None:
        """Write what is known so far; whoever reads it never finds half of it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = {
            name: getattr(self, name)
            for name in ("began_at", "machine", "mode", "products", "invited", "seed", "left_out")
        }
        whole["seconds"], whole["is_well"] = round(self.seconds), self.is_well
        whole["attackers"] = [_attacker(score, products=self.products) for score in self.scores]
        whole["robots"] = [{**asdict(robot), "is_right": robot.is_right} for robot in self.robots]
        whole["people"] = [asdict(visit) for visit in self.visits]
        draft = path.with_suffix(".part")
        draft.write_text(json.dumps(whole, indent=1))
        draft.replace(path)


def _attacker(score: Score, *, products: int) -> dict[str, object]:
    return {
        "name": score.attack.name,
        "threats": score.attack.threats,
        "goal": score.attack.goal,
        "verdict": score.verdict,
        "claimed": score.claimed,
        "requests": score.got.requests,
        "before_refusal": score.got.before_refusal,
        "challenges": score.got.challenges,
        "refusals": score.got.refusals,
        "product_pages": score.got.products,
        "share": round(score.got.products / products, 5),
        "listed": score.got.listed,
        "addresses": 1 if score.attack.address else score.attack.addresses,
        "seconds": round(score.seconds, 1),
        "is_cut_short": score.is_cut_short,
        "trouble": score.trouble,
    }


def machine() -> str:
    """Return what the figures are measured on."""
    return described()


def tell(text: str) -> None:
    """Print at once, above any bar."""
    tqdm.write(text, file=sys.stdout)
    sys.stdout.flush()


def told(score: Score, *, products: int) -> str:
    """Return one attacker in a line."""
    share = f"{score.got.products} product pages ({score.got.products / products:.2%})"
    text = f"{score.verdict:8}{score.attack.name}: {score.attack.goal}; claims {score.claimed}, {share},"
    text += f" {score.got.requests} requests, kept out after {score.kept_out}, {score.seconds:.0f} s"
    return f"{text}: {score.trouble}" if score.trouble else text


def attackers(scores: Sequence[Score], *, products: int) -> str:
    """Return a table of attackers."""
    head = ("attacker", "goal", "ended", "claims", "product pages", "share", "listed", "requests")
    rows = [
        (
            score.attack.name,
            score.attack.goal,
            score.verdict,
            f"{score.claimed}",
            f"{score.got.products}",
            f"{score.got.products / products:.2%}",
            f"{score.got.listed}",
            f"{score.got.requests}",
            score.kept_out,
            f"{score.seconds:.0f}{' (time up)' if score.is_cut_short else ''}",
        )
        for score in scores
    ]
    return table([(*head, "kept out after", "seconds"), *rows])


def people(visits: Sequence[Visit]) -> str:
    """Return a table of people by kind, and the trouble they met."""
    head = (
        "people",
        "number",
        "pages",
        "median",
        "challenged once",
        "more often",
        "refused",
        "wanted to buy",
    )
    rows = []
    for kind in dict.fromkeys(visit.kind for visit in visits):
        these = [visit for visit in visits if visit.kind == kind]
        rows.append(
            (
                kind,
                f"{len(these)}",
                f"{sum(visit.pages for visit in these)}",
                f"{median(visit.pages for visit in these):.0f}",
                f"{sum(visit.challenges == 1 for visit in these)}",
                f"{sum(visit.challenges > 1 for visit in these)}",
                f"{sum(visit.refusals > 0 for visit in these)}",
                f"{sum(visit.wanted_to_order for visit in these)}",
                f"{sum(visit.has_ordered for visit in these)}",
            )
        )
    hurt = [visit for visit in visits if visit.refusals or visit.challenges > 1]
    troubles = Counter(trouble for visit in visits for trouble in visit.trouble)
    return "\n".join(
        [
            table([(*head, "bought"), *rows]),
            *(
                f"- {visit.kind}, {visit.address}: {visit.challenges} challenges, {visit.refusals} refusals:"
                f" {'; '.join(visit.trouble)}"
                for visit in hurt[:20]
            ),
            *(f"- {number} × {what}" for what, number in troubles.most_common(10)),
        ]
    )


def robots(visits: Sequence[Robot]) -> str:
    """Return a table of good crawlers."""
    head = (
        "crawler",
        "held for",
        "known after",
        "pages",
        "refused reading",
        "at the doors",
        "orders",
        "right",
    )
    rows = [
        (
            robot.kind,
            ", then ".join(robot.held_for) or "nothing",
            "–" if robot.seconds_to_proof is None else f"{robot.seconds_to_proof:.0f} s",
            f"{robot.pages}",
            f"{robot.refused_before} before, {robot.refused} after",
            " ".join(str(status) for status in robot.shut),
            f"{robot.orders}",
            "yes" if robot.is_right else "NO",
        )
        for robot in visits
    ]
    return "\n".join(
        [table([head, *rows]), *(f"- {robot.kind}: {what}" for robot in visits for what in robot.trouble)]
    )


def summary(result: Result) -> str:
    """Return all tables, and what they come to."""
    parts = [robots(result.robots)] if result.robots else []
    parts += [people(result.visits)] if result.visits else []
    parts += [attackers(result.scores, products=result.products)] if result.scores else []
    missed = sum(score.verdict == "missed" for score in result.scores)
    lines = [f"Attackers: {missed} of {len(result.scores)} missed their goal."]
    lines += [f"Left out: {', '.join(result.left_out)}."] if result.left_out else []
    if result.visits:
        once = sum(visit.challenges == 1 for visit in result.visits)
        more = sum(visit.challenges > 1 for visit in result.visits)
        refused = sum(visit.refusals > 0 for visit in result.visits)
        wanted = sum(visit.wanted_to_order for visit in result.visits)
        bought = sum(visit.has_ordered for visit in result.visits)
        lines.append(
            f"People: {len(result.visits)}, {refused} refused, {once} challenged once, {more} more often;"
            f" {bought} of {wanted} who wanted to buy bought."
        )
    if result.robots:
        lines.append(
            f"Crawlers: {sum(robot.is_right for robot in result.robots)} of {len(result.robots)} right."
        )
    lines.append(
        f"{result.mode}, {result.products:,} products, {result.seconds / 60:.1f} min, {result.machine}"
    )
    lines.append("All is well." if result.is_well else "NOT all is well.")
    return "\n\n".join(["", *parts, "\n".join(lines)])


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a Markdown table that is aligned for eyes, the first as its head."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])

"""Read a scorecard: per feature, bands from a lower bound upwards, each with an odds multiplier.

In a policy's TOML:

    prior_odds = 0.02
    [signals.orders-from-address-hour]
    bands = [[2, 1.5], [3, 3]]     # from 2 on ×1.5, from 3 on ×3; below 2 nothing
    [signals.tor]
    odds = 8                       # a yes-or-no signal
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite

from scorecard.unit import POINTS_PER_BAN, points

LARGEST = 10**15


class CardError(ValueError):
    """A scorecard that cannot be used; `problems` names everything that is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """From `least` upwards a feature weighs `points` centibans, until the next band."""

    least: float
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A prior and, per signal code, its ascending bands."""

    prior: int
    bands: Mapping[str, tuple[Band, ...]]

    def weight(self, code: str, value: float = 1) -> int:
        """Return the centibans a signal's value weighs; below its first band 0.

        :raises KeyError: when the card does not know the code
        """
        weight = 0
        for band in self.bands[code]:
            # Put so that what is not a number is below every band.
            if not value >= band.least:
                break
            weight = band.points
        return weight

    def total(self, values: Mapping[str, float | None]) -> int:
        """Return the prior and what every value weighs, in centibans; what is missing or None weighs nothing.

        :raises KeyError: when the card does not know a code
        """
        return self.prior + sum(
            self.weight(code, value) for code, value in values.items() if value is not None
        )


def write_card(card: Card) -> str:
    """Return a card in the words `parse_card` reads: the same points come back, to the last one."""
    lines = [f"prior_odds = {_written(card.prior)}", ""]
    for code, bands in card.bands.items():
        rows = ", ".join(f"[{band.least:.15g}, {_written(band.points)}]" for band in bands)
        lines += [f"[signals.{code}]", f"bands = [{rows}]"]
    return "\n".join(lines) + "\n"


def parse_card(table: Mapping[str, object], *, codes: frozenset[str]) -> Card:
    """Parse a policy's `prior_odds` and `signals` against the codes the code knows.

    :raises CardError: with every problem: unknown or missing codes, odds not positive, bands not ascending
    """
    problems: list[str] = []
    prior = _odds(table.get("prior_odds"), "prior_odds", problems)
    signals = table.get("signals", {})
    if not isinstance(signals, Mapping):
        raise CardError(["signals must be a table"])
    problems += [f"signals.{code} is not a signal" for code in sorted(set(signals) - codes)]
    problems += [f"signals.{code} is missing" for code in sorted(codes - set(signals))]
    bands = {code: _bands(entry, f"signals.{code}", problems) for code, entry in signals.items()}
    if problems:
        raise CardError(problems)
    return Card(prior=prior, bands=bands)


def _bands(entry: object, where: str, problems: list[str]) -> tuple[Band, ...]:
    if isinstance(entry, Mapping) and set(entry) == {"odds"}:
        return (Band(least=1, points=_odds(entry["odds"], f"{where}.odds", problems)),)
    rows = entry.get("bands") if isinstance(entry, Mapping) and set(entry) == {"bands"} else None
    if not isinstance(rows, list) or not rows:
        problems.append(f"{where} needs either odds or a list of bands")
        return ()
    found = []
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, list) or len(row) != 2 or not _is_number(row[0]):
            problems.append(f"{where}: band {number} must be [from, odds]")
            continue
        found.append(Band(least=row[0], points=_odds(row[1], f"{where}: band {number}", problems)))
    if any(low.least >= high.least for low, high in pairwise(found)):
        problems.append(f"{where}: bands must ascend")
    return tuple(found)


def _written(points: int) -> str:
    # Four digits are two thousandths of a point: they round back to the same one.
    return f"{10 ** (points / POINTS_PER_BAN):.4g}"


def _odds(value: object, where: str, problems: list[str]) -> int:
    if not _is_number(value) or not isinstance(value, int | float) or value <= 0:
        problems.append(f"{where} must be a positive number, not {value!r}")
        return 0
    return points(value)


def _is_number(value: object) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    # TOML's integers have no end; a float's does.
    return isfinite(value) if isinstance(value, float) else abs(value) <= LARGEST

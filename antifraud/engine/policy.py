"""Read the policy: what signals weigh, where levels begin, whom to trust, and when silent cancelling pauses itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, isfinite

from antifraud.engine.signal import CODES
from scorecard import Card, CardError, parse_card, points

SECTIONS = frozenset({"prior_odds", "signals", "levels", "trust", "breaker"})


class PolicyError(ValueError):
    """A policy that cannot be used; `problems` names everything that is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How orders are judged. Thresholds are totals in centibans."""

    card: Card
    amber: int
    red: int
    trusted_deliveries: int
    breaker_least: int
    breaker_share: float
    breaker_hourly: int

    def cancels_allowed(self, *, offline_orders: int) -> int:
        """Return how many orders a day may be cancelled silently before it pauses itself."""
        return max(self.breaker_least, ceil(self.breaker_share * offline_orders))


def parse_policy(table: Mapping[str, object]) -> Policy:
    """Parse a policy's TOML.

    :raises PolicyError: with every problem found
    """
    problems = [f"{name} is not a section" for name in sorted(set(table) - SECTIONS)]
    card = Card(prior=0, bands={})
    try:
        card = parse_card(table, codes=CODES)
    except CardError as error:
        problems += error.problems
    levels = _section(table, "levels", frozenset({"amber_odds", "red_odds"}), problems)
    trust = _section(table, "trust", frozenset({"deliveries"}), problems)
    breaker = _section(table, "breaker", frozenset({"least", "share", "hourly"}), problems)
    amber = _number(levels, "levels.amber_odds", problems, least=1e-9)
    red = _number(levels, "levels.red_odds", problems, least=1e-9)
    if amber >= red and not problems:
        problems.append("levels: red_odds must be above amber_odds")
    deliveries = _whole(trust, "trust.deliveries", problems, least=1)
    fewest = _whole(breaker, "breaker.least", problems, least=0)
    share = _number(breaker, "breaker.share", problems, least=0, most=1)
    hourly = _whole(breaker, "breaker.hourly", problems, least=0)
    if problems:
        raise PolicyError(problems)
    return Policy(
        card=card,
        amber=points(amber),
        red=points(red),
        trusted_deliveries=deliveries,
        breaker_least=fewest,
        breaker_share=share,
        breaker_hourly=hourly,
    )


def _section(
    table: Mapping[str, object], name: str, keys: frozenset[str], problems: list[str]
) -> Mapping[str, object]:
    section = table.get(name)
    if not isinstance(section, Mapping):
        problems.append(f"{name} must be a table")
        return {}
    problems += [f"{name}.{key} is not a setting" for key in sorted(set(section) - keys)]
    return section


def _number(
    section: Mapping[str, object], where: str, problems: list[str], *, least: float, most: float = 1e9
) -> float:
    value = section.get(where.partition(".")[2])
    if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
        return float(value) if isfinite(value) else 0.0
    problems.append(f"{where} must be a number from {least:g} to {most:g}, not {value!r}")
    return 0.0


def _whole(section: Mapping[str, object], where: str, problems: list[str], *, least: int) -> int:
    value = section.get(where.partition(".")[2])
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= 1_000_000:
        return value
    problems.append(f"{where} must be a whole number from {least}, not {value!r}")
    return least

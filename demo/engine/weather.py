"""A month of simulated traffic: people by the hour of the day, crawlers all the time, and waves of robots."""

from collections.abc import Iterator
from dataclasses import dataclass

from demo.engine.dice import Dice
from demo.engine.history import HOURS


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoHour:
    """Requests of one hour, `age_hours` before now, by what the guard thought of them."""

    age_hours: int
    good: int
    unknown: int
    bad: int


def hours(dice: Dice, *, days: int, hour_now: int) -> Iterator[DemoHour]:
    """Draw the hours of `days` days, oldest first; `hour_now` is the hour of the day now, 0 to 23."""
    waves = {dice.randrange(2, days * 24): 3 + dice.randrange(0, 9) for _ in range(max(2, days // 4))}
    left = 0
    for age in range(days * 24, 0, -1):
        left = max(left - 1, waves.get(age, 0))
        busy = HOURS[(hour_now - age) % 24] * (1.3 - 0.5 * age / (days * 24))
        yield DemoHour(
            age_hours=age,
            good=int(busy * (26 + 8 * dice.random())),
            unknown=int(20 + busy * (6 + 5 * dice.random())),
            bad=int(4 + 9 * dice.random() + left * 45 * dice.random()),
        )

"""A month of simulated traffic: people by the hour of the day, crawlers all the time, and waves of robots."""

from collections.abc import Iterator
from dataclasses import dataclass

from demo.engine.dice import Dice
from demo.engine.history import HOURS


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoStretch:
    """Requests of ten minutes, `age_minutes` before now, by what the guard thought of them."""

    age_minutes: int
    good: int
    unknown: int
    bad: int


def stretches(dice: Dice, *, days: int, hour_now: int) -> Iterator[DemoStretch]:
    """Draw `days` days, ten minutes at a time, oldest first; `hour_now` is the hour of the day now, 0 to 23."""
    waves = {dice.randrange(2, days * 24): 3 + dice.randrange(0, 9) for _ in range(max(2, days // 4))}
    left = 0
    for age in range(days * 24, 0, -1):
        left = max(left - 1, waves.get(age, 0))
        busy = HOURS[(hour_now - age) % 24] * (1.3 - 0.5 * age / (days * 24))
        for part in range(6):
            yield DemoStretch(
                age_minutes=age * 60 - part * 10,
                good=int(busy * (4.3 + 1.4 * dice.random())),
                unknown=int(3 + busy * (1 + 0.8 * dice.random())),
                bad=int(0.6 + 1.5 * dice.random() + left * 7 * dice.random()),
            )

"""Convert between odds, points (centibans) and the 0-100 shown to people."""

from math import log10

POINTS_PER_BAN = 100


def points(odds: float) -> int:
    """Return an odds multiplier's weight in whole centibans: 10 is 100, 2 is 30, 1 is 0, 1/10 is -100.

    :raises ValueError: when odds are not positive and finite
    """
    if not 0 < odds < float("inf"):
        raise ValueError(f"odds must be positive and finite, not {odds}")
    return round(POINTS_PER_BAN * log10(odds))


def probability(total: int) -> float:
    """Return the probability, 0 to 1, that a total of centibans stands for."""
    # Beyond ±100 bans a float has nothing left to say, and 10.0 ** x would overflow.
    bans = max(-100.0, min(100.0, total / POINTS_PER_BAN))
    return 1 / (1 + float(10**-bans))


def score(total: int) -> int:
    """Return the 0-100 display of a total of centibans; the total itself is what sums."""
    return round(100 * probability(total))

"""Every attacker of the range."""

from tests.range.attack import Attack
from tests.range.attackers import buyers, guessers, probers, scrapers

ATTACKS: tuple[Attack, ...] = (*scrapers.ATTACKS, *probers.ATTACKS, *guessers.ATTACKS, *buyers.ATTACKS)

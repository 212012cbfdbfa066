"""How much work is asked for: a second as a rule, more of suspects and where proofs are farmed."""

import pytest

from botguard.engine.effort import Demand, Effort, Rate, effort
from botguard.engine.policy import ProofTerms

TERMS = ProofTerms(
    puzzles=16,
    bits=13,
    challenge_seconds=600,
    patience_seconds=10,
    opens_seconds=7_200,
    heavy_points=100,
    home_proofs=100,
    network_proofs=400,
    posed_a_minute=600,
)
USUAL = 16 << 13
DEMANDS: list[tuple[str, Demand, int]] = [
    ("an ordinary visitor", Demand(), 1),
    ("a mild suspect", Demand(points=99), 1),
    ("a heavy suspect", Demand(points=100), 2),
    ("an office that shops", Demand(home=99, network=99), 1),
    ("a hundred proofs from one address", Demand(home=100), 2),
    ("two hundred from one address", Demand(home=200), 4),
    ("a thousand from one address", Demand(home=1_000), 16),
    ("a thousand from a relay", Demand(home=1_000, network=1_000, kind="relay"), 1),
    ("four hundred from one neighbourhood", Demand(network=400), 2),
    ("the nearer count and the wider one are the same proofs", Demand(home=100, network=400), 2),
    ("a busy shop", Demand(posed=600), 2),
    ("a besieged shop", Demand(posed=5_000), 16),
    ("everything at once is no more than sixteenfold", Demand(points=900, home=10**6, posed=10**6), 16),
]


@pytest.mark.parametrize(("demand", "times"), [row[1:] for row in DEMANDS], ids=[row[0] for row in DEMANDS])
def test_the_work_of_a_challenge(demand: Demand, times: int) -> None:
    assert effort(TERMS, demand).hashes == USUAL * times


def test_more_puzzles_before_harder_ones() -> None:
    assert effort(TERMS, Demand(home=200)) == Effort(puzzles=64, bits=13)
    assert effort(TERMS, Demand(home=10_000)) == Effort(puzzles=64, bits=15)


def test_a_rate_slides() -> None:
    rate = Rate()
    assert [rate.add(now=600 + second) for second in (0, 1, 59)] == [1, 2, 3]
    assert rate.add(now=660) == 4
    assert rate.add(now=690) == 2 + 1
    assert rate.add(now=900) == 1

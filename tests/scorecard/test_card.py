"""Reading a scorecard: what bands weigh, and every mistake named at once."""

import tomllib

import pytest

from scorecard import Band, Card, CardError, parse_card

CODES = frozenset({"tor", "orders"})
GOOD = """
prior_odds = 0.1
[signals.tor]
odds = 8
[signals.orders]
bands = [[2, 1.5], [3, 3], [10, 0.5]]
"""


def parse(text: str) -> Card:
    return parse_card(tomllib.loads(text), codes=CODES)


def test_a_card_is_what_it_says() -> None:
    assert parse(GOOD) == Card(
        prior=-100,
        bands={
            "tor": (Band(least=1, points=90),),
            "orders": (Band(least=2, points=18), Band(least=3, points=48), Band(least=10, points=-30)),
        },
    )


WEIGHTS = {
    "below the first band": ("orders", 1.999, 0),
    "on a band's edge": ("orders", 2, 18),
    "between bands": ("orders", 2.5, 18),
    "on the next edge": ("orders", 3, 48),
    "beyond the last": ("orders", 10**9, -30),
    "far below": ("orders", -5, 0),
    "not a number is no evidence": ("orders", float("nan"), 0),
    "yes": ("tor", 1, 90),
    "no": ("tor", 0, 0),
}


@pytest.mark.parametrize(("code", "value", "points"), WEIGHTS.values(), ids=WEIGHTS)
def test_weighs(code: str, value: float, points: int) -> None:
    assert parse(GOOD).weight(code, value) == points


def test_a_yes_needs_no_value() -> None:
    assert parse(GOOD).weight("tor") == 90


def test_an_unknown_code_is_loud() -> None:
    with pytest.raises(KeyError):
        parse(GOOD).weight("moon")


REST = "[signals.orders]\nodds = 2\n"
PROBLEMS = {
    "no prior": ("[signals.tor]\nodds = 2\n" + REST, ["prior_odds must be a positive number, not None"]),
    "a prior in words": (
        "prior_odds = 'low'\n[signals.tor]\nodds = 2\n" + REST,
        ["prior_odds must be a positive number, not 'low'"],
    ),
    "no signals at all": ("prior_odds = 1", ["signals.orders is missing", "signals.tor is missing"]),
    "signals that are no table": ("prior_odds = 1\nsignals = 3", ["signals must be a table"]),
    "a signal nobody knows": (
        "prior_odds = 1\n[signals.moon]\nodds = 2\n[signals.tor]\nodds = 2\n" + REST,
        ["signals.moon is not a signal"],
    ),
    "odds of nothing": (
        "prior_odds = 1\n[signals.tor]\nodds = 0\n" + REST,
        ["signals.tor.odds must be a positive number, not 0"],
    ),
    "odds without end": (
        "prior_odds = 1\n[signals.tor]\nodds = inf\n" + REST,
        ["signals.tor.odds must be a positive number, not inf"],
    ),
    "odds longer than a float": (
        f"prior_odds = 1\n[signals.tor]\nodds = 1{'0' * 400}\n" + REST,
        [f"signals.tor.odds must be a positive number, not 1{'0' * 400}"],
    ),
    "odds that are true": (
        "prior_odds = 1\n[signals.tor]\nodds = true\n" + REST,
        ["signals.tor.odds must be a positive number, not True"],
    ),
    "both odds and bands": (
        "prior_odds = 1\n[signals.tor]\nodds = 2\nbands = [[1, 2]]\n" + REST,
        ["signals.tor needs either odds or a list of bands"],
    ),
    "a number for a signal": (
        "prior_odds = 1\n[signals]\ntor = 2\n" + REST,
        ["signals.tor needs either odds or a list of bands"],
    ),
    "no bands in the list": (
        "prior_odds = 1\n[signals.tor]\nbands = []\n" + REST,
        ["signals.tor needs either odds or a list of bands"],
    ),
    "a band of three, and one in words": (
        "prior_odds = 1\n[signals.tor]\nbands = [[1, 2, 3], ['a', 2]]\n" + REST,
        ["signals.tor: band 1 must be [from, odds]", "signals.tor: band 2 must be [from, odds]"],
    ),
    "bands that do not ascend": (
        "prior_odds = 1\n[signals.tor]\nbands = [[2, 2], [2, 3]]\n" + REST,
        ["signals.tor: bands must ascend"],
    ),
    "a band's odds below nothing": (
        "prior_odds = 1\n[signals.tor]\nbands = [[1, 2], [2, -3]]\n" + REST,
        ["signals.tor: band 2 must be a positive number, not -3"],
    ),
    "everything at once": (
        "prior_odds = -1\n[signals.moon]\nodds = 2\n[signals.tor]\nbands = 4",
        [
            "prior_odds must be a positive number, not -1",
            "signals.moon is not a signal",
            "signals.orders is missing",
            "signals.tor needs either odds or a list of bands",
        ],
    ),
}


@pytest.mark.parametrize(("text", "problems"), PROBLEMS.values(), ids=PROBLEMS)
def test_names_every_problem(text: str, problems: list[str]) -> None:
    with pytest.raises(CardError) as refused:
        parse(text)
    assert refused.value.problems == problems
    assert str(refused.value) == "; ".join(problems)

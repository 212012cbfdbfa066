"""The policy's parser: silent about a good one, loud about everything wrong with a bad one."""

from pathlib import Path

import pytest

from botguard.engine.policy import CODES, PolicyError, parse_policy
from scorecard import points

GOOD = (Path(__file__).parents[3] / "botguard" / "policy.toml").read_text()


def test_the_shipped_policy_is_good() -> None:
    policy = parse_policy(GOOD)
    assert set(policy.card.bands) == CODES
    assert policy.card.prior == points(0.01)
    assert policy.ladder("checkout") != policy.ladder("browse") == policy.ladders["default"]


BAD: list[tuple[str, str, str, tuple[str, ...]]] = [
    ("not TOML", "[limits]", "[limits", ("not TOML",)),
    ("an unknown section", "[limits]", "[surprise]\na = 1\n[limits]", ("surprise is not a section",)),
    ("no prior", "prior_odds = 0.01", "", ("prior_odds must be a positive number",)),
    ("a negative prior", "prior_odds = 0.01", "prior_odds = -1", ("prior_odds must be a positive number",)),
    ("a missing signal", "trap-hit = { odds = 1e6 }", "", ("signals.trap-hit is missing",)),
    ("an unknown signal", "trap-hit =", "mood = { odds = 2 }\ntrap-hit =", ("signals.mood is not a signal",)),
    ("odds of zero", "{ odds = 1e6 }", "{ odds = 0 }", ("signals.trap-hit.odds must be a positive number",)),
    (
        "infinite odds",
        "{ odds = 1e6 }",
        "{ odds = inf }",
        ("signals.trap-hit.odds must be a positive number",),
    ),
    (
        "bands that fall",
        "[[16, 10], [30, 100]]",
        "[[30, 10], [16, 100]]",
        ("signals.pace-second: bands must ascend",),
    ),
    ("a ladder that falls", "throttle = 150", "throttle = 10", ("ladder.default: steps must ascend",)),
    ("a ladder without a step", "throttle = 150\n", "", ("ladder.default.throttle is missing",)),
    (
        "a ladder with a word",
        "throttle = 150",
        'throttle = "high"',
        ("default.throttle must be a whole",),
    ),
    ("no default ladder", "[ladder.default]", "[ladder.other]", ("ladder.default is missing",)),
    ("a burst of zero", "burst = 300", "burst = 0", ("limits.burst must be a whole number from 1 on",)),
    ("a burst of true", "burst = 300", "burst = true", ("limits.burst must be a whole number",)),
    ("an unknown limit", "burst = 300", "burst = 300\nspeed = 1", ("limits.speed is not known",)),
    ("a path without its slash", '"/wp-"', '"wp-"', ("paths.scans must be a list of addresses",)),
    ("a path that is everything", '"/wp-"', '"/"', ("paths.scans must be a list of addresses",)),
    ("an unknown list of paths", "[paths]", '[paths]\nodd = ["/x/"]', ("paths.odd is not known",)),
    ("a month beyond the year", "month = 11", "month = 13", ("browsers.month must be a month",)),
    ("no table of browsers", "[browsers]", "[bans2]", ("bans2 is not a section", "browsers is missing")),
    (
        "a crowd by its name",
        "21928, 6614,",
        '"T-Mobile",',
        ("crowds.systems must be a list of autonomous systems' numbers",),
    ),
    ("work for minutes", "bits = 13", "bits = 30", ("proof: more than 24 bits",)),
    (
        "two things at once",
        "burst = 300",
        "burst = 0\n[bans2]\nx = 1",
        ("bans2 is not a section", "limits.burst must be a whole number"),
    ),
]


@pytest.mark.parametrize(("old", "new", "problems"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_every_problem_is_named(old: str, new: str, problems: tuple[str, ...]) -> None:
    assert old in GOOD
    with pytest.raises(PolicyError) as caught:
        parse_policy(GOOD.replace(old, new, 1))
    for problem in problems:
        assert any(problem in found for found in caught.value.problems), caught.value.problems


def test_an_empty_policy_names_everything_it_lacks() -> None:
    with pytest.raises(PolicyError) as caught:
        parse_policy("")
    assert len(caught.value.problems) >= len(CODES) + 5

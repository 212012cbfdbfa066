"""Every signal is explained, with its weight as it is: the page of signals is held to the policy."""

import re
from pathlib import Path

from botguard.engine.policy import CODES, parse_policy
from scorecard import Band

ROOT = Path(__file__).parents[2]
POLICY = parse_policy((ROOT / "botguard" / "policy.toml").read_text())
ROW = re.compile(
    r"^\| `(?P<code>[a-z-]+)` \| (?P<points>[^|]+) \| (?P<sure>\d) \| (?P<faked>\d) \| (?P<what>[^|]{8,}) \|$"
)


def rows() -> list[re.Match[str]]:
    """Return the rows of the page's tables that explain a code."""
    lines = (ROOT / "docs" / "signals-requests.md").read_text().splitlines()
    return [found for line in lines if (found := ROW.match(line))]


def written(bands: tuple[Band, ...]) -> str:
    """Return a code's bands as the page writes them."""
    if len(bands) == 1 and bands[0].least == 1:
        return f"{bands[0].points}".replace("-", "−")
    return ", ".join(f"{band.points} from {band.least:,.0f}" for band in bands).replace("-", "−")


def test_every_code_has_one_row_and_every_row_a_code() -> None:
    codes = [row["code"] for row in rows()]
    assert len(codes) == len(set(codes))
    assert set(codes) == CODES


def test_the_points_are_those_of_the_policy() -> None:
    told = {row["code"]: row["points"] for row in rows()}
    assert told == {code: written(POLICY.card.bands[code]) for code in CODES}


def test_sure_and_faked_are_from_nothing_to_three() -> None:
    assert {int(row[name]) for row in rows() for name in ("sure", "faked")} <= {0, 1, 2, 3}


def test_what_is_easily_faked_by_a_browser_never_challenges_alone() -> None:
    least = POLICY.ladder("browse").soft - POLICY.card.prior
    soft = [row["code"] for row in rows() if int(row["faked"]) == 3]
    assert soft
    assert all(band.points < least for code in soft for band in POLICY.card.bands[code])

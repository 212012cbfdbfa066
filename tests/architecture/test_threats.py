"""The page of threats keeps its word: every threat has a row; every test, attacker, code and brake named is real."""

import ast
import re
from functools import lru_cache
from pathlib import Path

import pytest

from botguard.engine.policy import parse_policy
from tests.range.attackers import ATTACKS
from tests.range.attackers.scrapers import PATIENT

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "threats.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if "| OAT-" in line
]
NAMES = [each.name for each in (*ATTACKS, PATIENT)]
# What orders are weighed by has a page and a policy of its own.
OF_ORDERS = ("session-speed", "no-product-view")


def shown_by() -> list[str]:
    """Return every test the page names, as `file` or `file::function`."""
    return sorted(set(re.findall(r"`(tests/[^`]+)`", PAGE)))


def attackers(row: list[str]) -> list[str]:
    """Return the attackers a row names."""
    _, _, named = row[4].partition("range: ")
    return [name.strip() for name in named.split(",") if name.strip()]


@lru_cache
def functions(path: Path) -> frozenset[str]:
    """Return the tests of a file."""
    return frozenset(
        node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)
    )


def test_every_automated_threat_has_one_row() -> None:
    assert [row[0][:7] for row in ROWS] == [f"OAT-{number:03}" for number in range(1, 22)]


@pytest.mark.parametrize("named", shown_by())
def test_a_named_test_exists(named: str) -> None:
    path, _, function = named.partition("::")
    assert (ROOT / path).is_file()
    assert function in functions(ROOT / path)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:7])
def test_a_row_names_attackers_of_the_range_and_codes_of_the_policy(row: list[str]) -> None:
    unknown = [name for name in attackers(row) if not any(name in each for each in NAMES)]
    policy = parse_policy((ROOT / "botguard" / "policy.toml").read_text())
    known = {*policy.card.bands, *policy.brakes, *OF_ORDERS}
    assert (unknown, [code for code in re.findall(r"`([a-z-]+)`", row[3]) if code not in known]) == ([], [])


def test_every_attacker_is_named_where_its_threats_are() -> None:
    rows = {row[0][:7]: " ".join(row) for row in ROWS}
    named = {row[0][:7]: attackers(row) for row in ROWS}
    assert set(rows) >= {threat for each in (*ATTACKS, PATIENT) for threat in each.threats}
    silent = [
        each.name
        for each in (*ATTACKS, PATIENT)
        if not any(name in each.name for threat in each.threats for name in named[threat])
    ]
    assert silent == []

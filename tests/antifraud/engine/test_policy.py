"""The policy's parser names every mistake; the policy we ship says what it means to."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from antifraud.engine.policy import Policy, PolicyError, parse_policy
from antifraud.engine.signal import CODES
from tests.antifraud.orders import POLICY

ROOT = Path(__file__).resolve().parents[3]


def shipped() -> dict[str, Any]:
    return tomllib.loads((ROOT / "antifraud" / "policy.toml").read_text())


def test_what_we_ship() -> None:
    assert (POLICY.card.prior, POLICY.amber, POLICY.red) == (-170, -60, 30)
    assert set(POLICY.card.bands) == CODES
    assert (POLICY.trusted_deliveries, POLICY.breaker_least, POLICY.breaker_share) == (3, 5, 0.05)
    assert POLICY.breaker_hourly == 10


def test_everything_wrong_is_named_at_once() -> None:
    table = shipped()
    table["colour"] = {}
    table["prior_odds"] = -1
    table["levels"] = {"amber_odds": True, "red_odds": float("nan"), "blue": 1}
    table["trust"] = {"deliveries": 0.5}
    table["breaker"] = {"least": 5, "share": 2}
    table["signals"]["ip-tor"] = {"odds": 0}
    table["signals"]["ip-vpn"] = {"bands": [[2, 2], [1, 3]]}
    table["signals"]["ip-moon"] = {"odds": 2}
    del table["signals"]["cvc-fail"]
    with pytest.raises(PolicyError) as refused:
        parse_policy(table)
    assert refused.value.problems == [
        "colour is not a section",
        "prior_odds must be a positive number, not -1",
        "signals.ip-moon is not a signal",
        "signals.cvc-fail is missing",
        "signals.ip-tor.odds must be a positive number, not 0",
        "signals.ip-vpn: bands must ascend",
        "levels.blue is not a setting",
        "levels.amber_odds must be a number from 1e-09 to 1e+09, not True",
        "levels.red_odds must be a number from 1e-09 to 1e+09, not nan",
        "trust.deliveries must be a whole number from 1, not 0.5",
        "breaker.share must be a number from 0 to 1, not 2",
        "breaker.hourly must be a whole number from 0, not None",
    ]


def test_red_lies_above_amber() -> None:
    table = shipped()
    table["levels"] = {"amber_odds": 2, "red_odds": 2}
    with pytest.raises(PolicyError, match="red_odds must be above amber_odds"):
        parse_policy(table)


@pytest.mark.parametrize(
    ("offline_orders", "allowed"),
    [(0, 5), (100, 5), (101, 6), (1000, 50)],
    ids=["an idle day", "five of a hundred", "rounded up", "a busy day"],
)
def test_the_breaker_counts_by_the_day(offline_orders: int, allowed: int) -> None:
    assert POLICY.cancels_allowed(offline_orders=offline_orders) == allowed


def test_every_signal_is_in_the_docs_and_nothing_else() -> None:
    page = (ROOT / "docs" / "signals-orders.md").read_text()
    rows = [line.split("|")[1].strip().strip("`") for line in page.splitlines() if line.startswith("| `")]
    assert sorted(rows) == sorted(CODES)


def test_a_policy_is_a_value() -> None:
    assert isinstance(POLICY, Policy)
    assert parse_policy(shipped()) == POLICY

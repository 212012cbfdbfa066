"""What brakes count, for whom, and how the policy says it."""

from ipaddress import ip_address

import pytest

from botguard.engine.brake import BRAKES, estimate, parse_brakes, subjects

SUBJECTS: list[tuple[str, str | None, str | None, bool, dict[str, str]]] = [
    # what it shows, address, key, whether many share the address, what is counted besides the shop
    ("a visitor", "192.0.2.7", "k", False,
     {"visitor": "visitor:k", "home": "home:192.0.2.7/32", "network": "network:192.0.2.0/24"}),
    ("a household", "2001:db8:1:2::7", "k", False,
     {"visitor": "visitor:k", "home": "home:2001:db8:1:2::/64", "network": "network:2001:db8:1::/48"}),
    ("a crowd answers for nobody but each for themselves", "192.0.2.7", "k", True, {"visitor": "visitor:k"}),
    ("somebody without a key", "192.0.2.7", None, False,
     {"home": "home:192.0.2.7/32", "network": "network:192.0.2.0/24"}),
    ("this machine has no neighbours", "127.0.0.5", None, False, {"home": "home:127.0.0.5/32"}),
    ("an order nobody knows the address of", None, None, False, {}),
]  # fmt: skip
WINDOWS = [
    ("all of this stretch", 5, 0, 0, 5),
    ("at its start all of the one before", 0, 10, 0, 10),
    ("half way half of it", 3, 10, 300, 8),
    ("at its end none", 3, 10, 600, 3),
]
TERMS = {"minutes": 5, "holds_minutes": 10}


@pytest.mark.parametrize(
    ("shown", "address", "visitor", "is_crowded", "expected"), SUBJECTS, ids=[each[0] for each in SUBJECTS]
)
def test_an_event_is_counted_for(
    shown: str, address: str | None, visitor: str | None, is_crowded: bool, expected: dict[str, str]
) -> None:
    found = subjects(ip_address(address) if address else None, visitor=visitor, is_crowded=is_crowded)
    assert found == {"shop": "shop", **expected}


@pytest.mark.parametrize(
    ("shown", "current", "previous", "passed", "expected"), WINDOWS, ids=[w[0] for w in WINDOWS]
)
def test_a_window_slides(shown: str, current: int, previous: int, passed: float, expected: int) -> None:
    assert estimate(current=current, previous=previous, passed=passed, width=600) == expected


def good() -> dict[str, object]:
    return {kind.code: {**TERMS, "limits": dict.fromkeys(kind.scopes, 3)} for kind in BRAKES}


def test_a_good_policy_is_read() -> None:
    problems: list[str] = []
    found = parse_brakes(good(), problems)
    assert problems == []
    assert found["mailer"].limits == {"recipient": 3, "domain": 3}
    assert (found["mailer"].minutes, found["mailer"].holds_minutes) == (5, 10)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (None, "brakes is missing"),
        ({**good(), "nonsense": {}}, "brakes.nonsense is not a brake"),
        ({**good(), "mailer": {"minutes": 5}}, "brakes.mailer must say minutes"),
        ({**good(), "mailer": {**TERMS, "limits": {"shop": 3}}}, "brakes.mailer.limits must name recipient, domain"),
        ({**good(), "mailer": {**TERMS, "limits": {"recipient": 0, "domain": 3}}}, "brakes.mailer must be of whole"),
        ({**good(), "mailer": {**TERMS, "limits": {"recipient": True, "domain": 3}}}, "brakes.mailer must be of whole"),
    ],
    ids=["none", "an unknown brake", "half a brake", "another brake's scopes", "zero", "yes"],
)  # fmt: skip
def test_a_bad_policy_is_named(table: object, said: str) -> None:
    problems: list[str] = []
    parse_brakes(table, problems)
    assert any(problem.startswith(said) for problem in problems), problems

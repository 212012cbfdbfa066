"""Standing: what orders came to, what staff said, and what both do to the ladder."""

import pytest

from botguard.engine.tier import MARK_BYTES, Record, StandingTerms, account_mark, shifted, tier_of

TERMS = StandingTerms(safeguard_kept=3, distrust_lost=2, distrust_refused=3)
STEPS = ("allow", "slow", "challenge", "throttle", "refuse")

STANDINGS: list[tuple[str, Record, str, str]] = [
    ("a new account", Record(), "", "ordinary"),
    ("two orders kept", Record(kept=2), "", "ordinary"),
    ("three orders kept", Record(kept=3), "", "safeguard"),
    ("three kept, one refused", Record(kept=3, refused=1), "", "ordinary"),
    ("four kept, one refused", Record(kept=4, refused=1), "", "safeguard"),
    ("a hundred kept, one charged back", Record(kept=100, lost=1), "", "ordinary"),
    ("a hundred kept, two charged back", Record(kept=100, lost=2), "", "distrusted"),
    ("two refused", Record(refused=2), "", "ordinary"),
    ("three refused", Record(refused=3), "", "distrusted"),
    ("three refused of ten", Record(kept=7, refused=3), "", "safeguard"),
    ("staff trust it whatever happened", Record(lost=9), "safeguard", "safeguard"),
    ("staff distrust it whatever happened", Record(kept=9), "distrusted", "distrusted"),
    ("staff want it to be like any other", Record(kept=9), "ordinary", "ordinary"),
]


@pytest.mark.parametrize(
    ("record", "said", "tier"), [row[1:] for row in STANDINGS], ids=[row[0] for row in STANDINGS]
)
def test_the_tier_of_a_record(record: Record, said: str, tier: str) -> None:
    assert tier_of(record, said=said, terms=TERMS) == tier


# tier, what the ladder says, with a proof, hastily: what happens
SHIFTS: list[tuple[str, str, str, bool, bool, str]] = [
    ("anybody's steps stay", "ordinary", "challenge", False, False, "challenge"),
    ("the safeguarded are let in", "safeguard", "allow", False, False, "allow"),
    ("the safeguarded are not slowed", "safeguard", "slow", False, False, "allow"),
    ("the safeguarded are slowed, not challenged", "safeguard", "challenge", False, False, "slow"),
    ("the safeguarded are challenged, not throttled", "safeguard", "throttle", False, True, "challenge"),
    ("unless there is nothing more to prove", "safeguard", "throttle", True, False, "slow"),
    ("and they do not rush", "safeguard", "throttle", True, True, "throttle"),
    (
        "the safeguarded are throttled, not refused, when they rush",
        "safeguard",
        "refuse",
        True,
        True,
        "throttle",
    ),
    ("at a human pace they are not even throttled", "safeguard", "refuse", False, False, "challenge"),
    ("least of all with a proof", "safeguard", "refuse", True, False, "slow"),
    ("the distrusted read the catalogue", "distrusted", "allow", False, False, "allow"),
    ("the distrusted are challenged, not slowed", "distrusted", "slow", False, False, "challenge"),
    ("the distrusted can still prove themselves", "distrusted", "challenge", False, False, "challenge"),
    ("the distrusted who did are not asked again", "distrusted", "slow", True, False, "throttle"),
    ("the distrusted who did are throttled", "distrusted", "challenge", True, False, "throttle"),
    ("the distrusted are refused, not throttled", "distrusted", "throttle", True, False, "refuse"),
    ("nothing is harder than to be refused", "distrusted", "refuse", True, True, "refuse"),
]


@pytest.mark.parametrize(
    ("tier", "action", "has_proof", "is_hasty", "then"),
    [row[1:] for row in SHIFTS],
    ids=[row[0] for row in SHIFTS],
)
def test_a_standing_moves_every_step_by_one(
    tier: str, action: str, has_proof: bool, is_hasty: bool, then: str
) -> None:
    assert shifted(action, tier=tier, steps=STEPS, codes=(), is_hasty=is_hasty, has_proof=has_proof) == then


@pytest.mark.parametrize("code", ["key-revoked", "room-closed", "rule-deny", "trap-hit"])
def test_what_no_standing_softens(code: str) -> None:
    found = shifted(
        "refuse", tier="safeguard", steps=STEPS, codes=("pace-minute", code), is_hasty=False, has_proof=True
    )
    assert found == "refuse"


def test_an_accounts_mark_is_its_own_and_needs_the_secret() -> None:
    marks = {account_mark(number, secret=secret) for number in range(100) for secret in ("a" * 32, "b" * 32)}
    assert len(marks) == 200
    assert {len(mark) for mark in marks} == {MARK_BYTES}
    assert account_mark(7, secret="a" * 32) == account_mark(7, secret="a" * 32)

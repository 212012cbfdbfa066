"""What is done wrong in one room closes that room, and only that one."""

from dataclasses import replace

import pytest

from botguard.engine.decide import decide
from botguard.engine.facts import History, RequestFacts
from tests.botguard.engine.test_decide import NOW, PERSON, POLICY

GUESSES = History(noted={"coupon-guess": 60})
ROWS: list[tuple[str, RequestFacts, History, tuple[str, bool]]] = [
    # what it shows, request, history, the room that is taken and whether the key is
    ("guessed coupons close the coupon box", replace(PERSON, room="coupon"), GUESSES, ("coupon", False)),
    ("elsewhere the same guesser loses the key", replace(PERSON, room="search"), GUESSES, ("", True)),
    ("a few guesses close nothing", replace(PERSON, room="coupon"), History(noted={"coupon-guess": 2}), ("", False)),
    ("a box that is closed already", replace(PERSON, room="coupon"),
     History(noted={"coupon-guess": 60}, banned_for="x"), ("", False)),
    ("nobody without a key", replace(PERSON, room="coupon", key=None, key_state="none"), GUESSES, ("", False)),
    ("a trap takes the whole key wherever it is", replace(PERSON, room="coupon", is_trap=True), History(), ("", True)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "history", "taken"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_a_room_is_taken(facts: RequestFacts, history: History, taken: tuple[str, bool]) -> None:
    verdict = decide(facts, history, POLICY, now=NOW)
    assert (verdict.takes_room, verdict.takes_key) == taken, verdict
    assert verdict.has_remedy is any(taken)


def test_nobody_is_banned_by_address_where_many_share_it() -> None:
    trapped = replace(PERSON, is_trap=True)
    assert decide(trapped, History(), POLICY, now=NOW).bans_address
    assert not decide(replace(trapped, is_crowded=True), History(), POLICY, now=NOW).bans_address

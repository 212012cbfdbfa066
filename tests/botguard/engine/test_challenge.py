"""Challenges: solved by work or by patience, in time, from where they were given."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from botguard.engine import challenge as challenges
from botguard.engine.challenge import Challenge
from botguard.engine.policy import ProofTerms
from botguard.engine.question import QUESTIONS, is_answer, question
from tests.botguard.visitors import solve

NOW = 1_780_000_000
SECRET, OTHER = "s" * 40, "x" * 40
HERE = ip_address("203.0.113.5")
TERMS = ProofTerms(puzzles=4, bits=6, challenge_seconds=600, patience_seconds=10, opens_seconds=7_200)
POSED = challenges.pose(bytes(16), address=HERE, terms=TERMS, now=NOW)
TEXT = challenges.seal(POSED, secrets=[SECRET])
SOLUTION = solve(TEXT, puzzles=4, bits=6)
FIRST, *REST = SOLUTION.split(".")


def judged(**changes: object) -> tuple[str, str]:
    values = {"text": TEXT, "solution": SOLUTION, "answer": "", "address": HERE, "now": NOW + 1, **changes}
    return challenges.judge(POSED, **values)  # type: ignore[arg-type] # the rows below say what they change


JUDGEMENTS: list[tuple[str, dict[str, object], tuple[str, str]]] = [
    ("solved by work", {}, ("work", "")),
    ("solved in the last second", {"now": NOW + 599}, ("work", "")),
    ("solved too late", {"now": NOW + 600}, ("", "expired")),
    ("solved by a neighbour", {"address": ip_address("203.0.113.77")}, ("work", "")),
    ("solved somewhere else", {"address": ip_address("203.0.114.5")}, ("", "elsewhere")),
    ("answered after ten seconds", {"solution": "", "answer": "mug", "now": NOW + 10}, ("patience", "")),
    (
        "answered with a full stop",
        {"solution": "", "answer": " A Mug. ", "now": NOW + 60},
        ("patience", ""),
    ),
    ("answered after nine seconds", {"solution": "", "answer": "mug", "now": NOW + 9}, ("", "early")),
    ("answered wrongly", {"solution": "", "answer": "lamp", "now": NOW + 60}, ("", "wrong-answer")),
    ("not answered", {"solution": "", "now": NOW + 60}, ("", "wrong-answer")),
    ("one puzzle missing", {"solution": ".".join(REST)}, ("", "unsolved")),
    ("one puzzle too many", {"solution": f"{SOLUTION}.1"}, ("", "unsolved")),
    ("another challenge's work", {"solution": solve(TEXT[::-1], puzzles=4, bits=6)}, ("", "unsolved")),
    ("a negative number", {"solution": ".".join(["-1", *REST])}, ("", "unsolved")),
    ("a number of 5,000 digits", {"solution": ".".join(["1" * 5_000, *REST])}, ("", "unsolved")),
    ("Arabic digits", {"solution": ".".join(["٣", *REST])}, ("", "unsolved")),
    ("an exponent", {"solution": ".".join(["1e9", *REST])}, ("", "unsolved")),
    ("a lone surrogate", {"solution": ".".join(["\ud800", *REST])}, ("", "unsolved")),
    ("NUL bytes", {"solution": "\0\0.\0.\0.\0"}, ("", "unsolved")),
    ("only dots", {"solution": "..."}, ("", "unsolved")),
]


@pytest.mark.parametrize(
    ("changes", "outcome"), [row[1:] for row in JUDGEMENTS], ids=[row[0] for row in JUDGEMENTS]
)
def test_what_a_solution_is_worth(changes: dict[str, object], outcome: tuple[str, str]) -> None:
    assert judged(**changes) == outcome


def test_every_single_puzzle_is_checked() -> None:
    numbers = SOLUTION.split(".")
    for place in range(4):
        wrong = [*numbers[:place], str(int(numbers[place]) + 1), *numbers[place + 1 :]]
        # One wrong number in 64 would solve it by chance; these four do not.
        assert not challenges.is_solved(TEXT, ".".join(wrong), puzzles=4, bits=6)


def test_a_sealed_challenge_carries_its_terms() -> None:
    assert challenges.unseal(TEXT, secrets=[OTHER, SECRET]) == POSED


@pytest.mark.parametrize("place", range(len(TEXT)))
def test_no_character_can_be_changed(place: int) -> None:
    changed = TEXT[:place] + ("A" if TEXT[place] != "A" else "B") + TEXT[place + 1 :]
    assert challenges.unseal(changed, secrets=[SECRET]) is None


@pytest.mark.parametrize(
    "text", ["", "x", TEXT[:-1], f"{TEXT}=", "\0" * 72, "\ud800" * 72, "A" * 10_240], ids=range(7)
)
def test_garbage_is_no_challenge(text: str) -> None:
    assert challenges.unseal(text, secrets=[SECRET]) is None


def test_a_strangers_seal_is_no_seal() -> None:
    easier: Challenge = replace(POSED, bits=1)
    assert challenges.unseal(challenges.seal(easier, secrets=[OTHER]), secrets=[SECRET]) is None


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
def test_every_question_has_an_answer_and_refuses_others(number: int) -> None:
    assert question(number).strip()
    assert all(is_answer(number, answer) for answer in QUESTIONS[number][1])
    assert not is_answer(number, "")
    assert not is_answer(number, "I am a robot")

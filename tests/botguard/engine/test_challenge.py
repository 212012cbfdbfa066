"""Challenges: solved in time, in the way and the room they were posed for, from where they were given."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from botguard.engine import challenge as challenges
from botguard.engine.challenge import Challenge, Reply
from botguard.engine.effort import Effort
from botguard.engine.policy import ProofTerms
from botguard.engine.question import question
from botguard.engine.room import ROOMS
from botguard.engine.sound import counts
from tests.botguard.visitors import solve

NOW = 1_780_000_000
SECRET, OTHER = "s" * 40, "x" * 40
HERE = ip_address("203.0.113.5")
TERMS = ProofTerms(puzzles=4, bits=6, challenge_seconds=600, patience_seconds=10, opens_seconds=7_200)
POSED = challenges.sealed(challenges.pose(bytes(16), address=HERE, terms=TERMS, now=NOW), secrets=[SECRET])
TEXT = POSED.text
SOLUTION = solve(TEXT, puzzles=4, bits=6)
FIRST, *REST = SOLUTION.split(".")

FAULTS: list[tuple[str, dict[str, object], str]] = [
    ("work, at once", {"now": NOW}, ""),
    ("work in the last second", {"now": NOW + 599}, ""),
    ("work too late", {"now": NOW + 600}, "expired"),
    ("work by a neighbour", {"address": ip_address("203.0.113.77")}, ""),
    ("work from somewhere else", {"address": ip_address("203.0.114.5")}, "elsewhere"),
    ("work from another family", {"address": ip_address("2001:db8::5")}, "elsewhere"),
    ("work for another room", {"room": "pay"}, "another-room"),
    ("work for a room that asks for nothing", {"room": "browse"}, "another-room"),
    ("an answer after ten seconds", {"way": "question", "now": NOW + 10}, ""),
    ("an answer after nine seconds", {"way": "question", "now": NOW + 9}, "early"),
    ("beeps after nine seconds", {"way": "sound", "now": NOW + 9}, "early"),
    ("somebody else's box, at once", {"way": "widget", "now": NOW}, ""),
    ("a page's challenge for the soft way", {"way": "soft"}, "another-way"),
    ("a page's challenge for a mailed link", {"way": "mail"}, "another-way"),
]


@pytest.mark.parametrize(("changes", "problem"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_what_forbids_a_reply(changes: dict[str, object], problem: str) -> None:
    values = {"way": "work", "address": HERE, "room": "checkout", "now": NOW + 1, **changes}
    assert challenges.fault(POSED.challenge, **values) == problem  # type: ignore[arg-type] # the rows say what changes


@pytest.mark.parametrize("kind", ["soft", "mail"])
def test_a_challenge_of_another_kind_opens_no_page(kind: str) -> None:
    other = challenges.pose(bytes(16), address=HERE, terms=TERMS, now=NOW, kind=kind)
    for way in ("work", "question", "sound", "widget", "soft", "mail"):
        found = challenges.fault(other, way=way, address=HERE, room="checkout", now=NOW + 20)
        assert found == ("" if way == kind else "another-way")


def test_a_mailed_link_is_good_for_longer_than_a_page() -> None:
    mailed = challenges.pose(bytes(16), address=HERE, terms=TERMS, now=NOW, kind="mail")
    assert (mailed.expires_at, POSED.challenge.expires_at) == (NOW + 1_800, NOW + 600)


SOLUTIONS: list[tuple[str, str, bool]] = [
    ("every puzzle solved", SOLUTION, True),
    ("nothing", "", False),
    ("one puzzle missing", ".".join(REST), False),
    ("one puzzle too many", f"{SOLUTION}.1", False),
    ("another challenge's work", solve(TEXT[::-1], puzzles=4, bits=6), False),
    ("a negative number", ".".join(["-1", *REST]), False),
    ("a number of 5,000 digits", ".".join(["1" * 5_000, *REST]), False),
    ("Arabic digits", ".".join(["٣", *REST]), False),
    ("an exponent", ".".join(["1e9", *REST]), False),
    ("a lone surrogate", ".".join(["\ud800", *REST]), False),
    ("NUL bytes", "\0\0.\0.\0.\0", False),
    ("only dots", "...", False),
]


@pytest.mark.parametrize(
    ("solution", "is_right"), [row[1:] for row in SOLUTIONS], ids=[row[0] for row in SOLUTIONS]
)
def test_what_work_is_worth(solution: str, is_right: bool) -> None:
    assert challenges.is_right(POSED, Reply(way="work", solution=solution)) is is_right


def test_every_single_puzzle_is_checked() -> None:
    numbers = SOLUTION.split(".")
    for place in range(4):
        wrong = [*numbers[:place], str(int(numbers[place]) + 1), *numbers[place + 1 :]]
        # One wrong number in 64 would solve it by chance; these four do not.
        assert not challenges.is_solved(TEXT, ".".join(wrong), puzzles=4, bits=6)


def test_the_answer_of_one_way_is_worth_nothing_in_another() -> None:
    read, heard = min(question(POSED.seed).answers), counts(POSED.seed)
    assert challenges.is_right(POSED, Reply(way="question", answer=read))
    assert challenges.is_right(POSED, Reply(way="sound", answer=heard))
    assert not challenges.is_right(POSED, Reply(way="question", answer=heard))
    assert not challenges.is_right(POSED, Reply(way="sound", answer=read))
    assert not challenges.is_right(POSED, Reply(way="work", answer=read))
    assert not challenges.is_right(POSED, Reply(way="telepathy", answer=read))


def test_a_sealed_challenge_carries_its_terms() -> None:
    assert challenges.unseal(TEXT, secrets=[SECRET]) == POSED


@pytest.mark.parametrize("room", ROOMS)
def test_a_sealed_challenge_carries_its_room_and_its_work(room: str) -> None:
    posed = challenges.pose(
        bytes(16), address=HERE, terms=TERMS, now=NOW, room=room, effort=Effort(puzzles=64, bits=15)
    )
    found = challenges.unseal(challenges.sealed(posed, secrets=[SECRET]).text, secrets=[SECRET])
    assert found is not None
    assert (found.challenge.room, found.challenge.puzzles, found.challenge.bits) == (room, 64, 15)


def test_a_rotated_secret_still_knows_what_it_asked() -> None:
    assert challenges.unseal(TEXT, secrets=[OTHER, SECRET]) == POSED


def test_who_reads_a_challenge_learns_nothing_of_its_question() -> None:
    elsewhere = challenges.sealed(POSED.challenge, secrets=[OTHER])
    assert elsewhere.challenge == POSED.challenge
    assert elsewhere.seed != POSED.seed


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
    easier: Challenge = replace(POSED.challenge, bits=1)
    assert challenges.unseal(challenges.sealed(easier, secrets=[OTHER]).text, secrets=[SECRET]) is None


QUICK = [
    ("in the same instant", 0.0, True),
    ("in a thousandth", 0.001, True),
    ("at twice a browser's best", 0.5, True),
    ("at a browser's best", 1.1, False),
    ("on an old telephone", 9.0, False),
]


@pytest.mark.parametrize(("seconds", "is_quick"), [row[1:] for row in QUICK], ids=[row[0] for row in QUICK])
def test_work_faster_than_browsers_do_it(seconds: float, is_quick: bool) -> None:
    million = Effort(puzzles=6, bits=20)
    posed = challenges.pose(bytes(16), address=HERE, terms=TERMS, now=NOW + 0.25, effort=million)
    assert (posed.issued_at, posed.issued_ms) == (NOW, 250)
    assert posed.is_quick(now=NOW + 0.25 + seconds) is is_quick

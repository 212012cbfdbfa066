"""Small questions: endless, answerable, and never by an empty or a fixed answer."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botguard.engine import question as questions
from botguard.engine.question import DAYS, KINDS, TEMPLATES, USES, in_words, is_answer, question


def seeds(number: int) -> list[bytes]:
    return [sha256(str(each).encode()).digest()[:16] for each in range(number)]


def test_five_thousand_challenges_hardly_ask_the_same_twice() -> None:
    asked = {question(seed).words for seed in seeds(5_000)}
    assert len(asked) > 4_200


def test_a_farmer_of_a_thousand_answers_meets_few_of_them_again() -> None:
    farmed, later = seeds(2_000)[:1_000], seeds(2_000)[1_000:]
    known = {question(seed).words for seed in farmed}
    assert sum(question(seed).words in known for seed in later) < 100


def test_every_kind_of_question_is_asked() -> None:
    makers = [maker.__name__ for maker in TEMPLATES]
    asked = [makers[int.from_bytes(seed) % len(makers)] for seed in seeds(500)]
    assert set(asked) == set(makers)


@given(st.binary(min_size=16, max_size=16))
def test_every_question_has_an_answer_and_refuses_others(seed: bytes) -> None:
    found = question(seed)
    assert found.words.strip().endswith(("?", "."))
    assert found.answers
    assert all(is_answer(seed, answer) for answer in found.answers)
    assert not any(is_answer(seed, wrong) for wrong in ("", " ", ".", "the", "I am a robot", found.words))


@given(st.binary(min_size=16, max_size=16))
def test_no_answer_of_a_choice_is_right_twice(seed: bytes) -> None:
    words = question(seed).words.rstrip("?.")
    _, colon, choice = words.partition(": ")
    if colon and "," in choice:
        assert sum(is_answer(seed, each) for each in choice.split(", ")) == 1


WRITINGS = [
    ("as it is", "{}", True),
    ("in capitals", "{upper}", True),
    ("with an article", "the {}", True),
    ("with spaces and a full stop", "  {}. ", True),
    ("with another word", "{} or so", False),
]


@pytest.mark.parametrize(
    ("writing", "is_right"), [row[1:] for row in WRITINGS], ids=[row[0] for row in WRITINGS]
)
def test_how_people_write_an_answer(writing: str, is_right: bool) -> None:
    for seed in seeds(50):
        answer = min(question(seed).answers)
        assert is_answer(seed, writing.format(answer, upper=answer.upper())) is is_right


NUMBERS = [
    (0, "nought"),
    (7, "seven"),
    (12, "twelve"),
    (20, "twenty"),
    (41, "forty-one"),
    (99, "ninety-nine"),
]


@pytest.mark.parametrize(("number", "words"), NUMBERS)
def test_numbers_in_words(number: int, words: str) -> None:
    assert in_words(number) == words


def test_no_word_belongs_to_two_kinds() -> None:
    words = [word for kind in KINDS.values() for word in kind]
    assert len(words) == len(set(words))
    assert len({thing for _, thing in USES}) == len(USES)
    assert not {word.lower() for word in words} & {day.lower() for day in DAYS}
    assert len(questions.SIZES) == len(set(questions.SIZES))

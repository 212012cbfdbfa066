"""Mistyped words are mended, right ones are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.engine.spelling import KnownWord, distance, mend

KNOWN = [
    KnownWord(word=word, uses=uses)
    for word, uses in (
        ("ceramic", 9),
        ("mug", 30),
        ("rug", 2),
        ("lamp", 12),
        ("lampshade", 4),
        ("linen", 8),
        ("oak", 5),
    )
]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("mug", "mug", id="a known word stays"),
        pytest.param("lam", "lam", id="the beginning of a known word stays"),
        pytest.param("ceramc", "ceramic", id="a letter left out"),
        pytest.param("mgu", "mug", id="two letters swapped in a short word"),
        pytest.param("cerammic", "ceramic", id="a letter twice"),
        pytest.param("linnen", "linen", id="a doubled letter in the middle"),
        pytest.param("bug", "mug", id="two words are equally near: the more used one"),
        pytest.param("lampshaed", "lampshade", id="a swap in a long word"),
        pytest.param("zebra", None, id="nothing is near"),
        pytest.param("ok", None, id="too short to guess"),
        pytest.param("", "", id="nothing begins every word"),
    ],
)
def test_words_are_mended(typed: str, expected: str | None) -> None:
    assert mend(typed, KNOWN) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        pytest.param("", "", 0, id="nothing and nothing"),
        pytest.param("abc", "", 3, id="everything dropped"),
        pytest.param("mgu", "mug", 1, id="a swap is one slip"),
        pytest.param("ca", "abc", 3, id="the restricted distance edits no swapped pair again"),
        pytest.param("kitten", "sitting", 3, id="the classic"),
    ],
)
def test_slips_are_counted(left: str, right: str, expected: int) -> None:
    assert distance(left, right) == expected


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_the_distance_is_symmetric_and_zero_only_for_equals(left: str, right: str) -> None:
    assert distance(left, right) == distance(right, left)
    assert (distance(left, right) == 0) == (left == right)

"""Drift of one reading: its bands, its index, and what the index is called."""

import pytest

from botguard.engine.drift import Drift, drift_of, edges_of, merged
from scorecard.metrics import NotMeasurable


@pytest.mark.parametrize(
    ("limits", "edges"),
    [
        ([], ()),
        ([20], (1, 2, 4, 8, 16, 20)),
        ([3, 8], (1, 2, 3, 4, 8)),
        ([0.5], (0.5,)),
    ],
    ids=["no weight, no bands", "doublings below the limit", "limits between doublings", "a limit below one"],
)
def test_bands_begin_at_doublings_and_where_weights_do(limits: list[float], edges: tuple[float, ...]) -> None:
    assert edges_of(limits) == edges


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ([50, 50], [10, 20], ([50, 50], [10, 20])),
        ([96, 2, 1, 1], [97, 1, 1, 1], ([100], [100])),
        ([90, 4, 3, 3], [88, 4, 4, 4], ([90, 10], [88, 12])),
        ([2, 2, 96], [1, 1, 98], ([100], [100])),
        ([60, 0, 40], [54, 6, 40], ([60, 0, 40], [54, 6, 40])),
    ],
    ids=[
        "bands with enough in them stay",
        "a thin tail goes to its neighbour",
        "thin bands in a row make one",
        "a thin beginning goes to what follows",
        "a band nobody was in, and many are now, is one of its own",
    ],
)
def test_thin_bands_are_counted_with_their_neighbours(
    before: list[int], now: list[int], expected: tuple[list[int], list[int]]
) -> None:
    assert merged(before, now) == expected


@pytest.mark.parametrize(
    ("before", "now", "psi", "word"),
    [
        ([500, 300, 200], [250, 150, 100], 0.0, "stable"),
        ([500, 500], [42, 58], 0.0258, "stable"),
        ([500, 500], [34, 66], 0.1061, "shifted"),
        ([500, 500], [25, 75], 0.2747, "changed"),
        ([1000, 0], [100, 900], 10.2659, "changed"),
    ],
    ids=[
        "the same shares",
        "a little more of it",
        "a third instead of half are below",
        "a quarter instead of half are below",
        "what nobody did before, and most do now",
    ],
)
def test_an_index_is_called_what_credit_scoring_calls_it(
    before: list[int], now: list[int], psi: float, word: str
) -> None:
    found = drift_of("pace-minute", before, now)
    assert (round(found.psi, 4), found.word) == (psi, word)


@pytest.mark.parametrize(
    ("psi", "word"), [(0.0999, "stable"), (0.1, "shifted"), (0.2499, "shifted"), (0.25, "changed")]
)
def test_the_words_begin_where_they_are_said_to(psi: float, word: str) -> None:
    assert Drift(code="x", psi=psi, reached_before=0, reached_now=0).word == word


def test_nothing_cannot_be_compared() -> None:
    with pytest.raises(NotMeasurable):
        drift_of("x", [0, 0], [1, 2])

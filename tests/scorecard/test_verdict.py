"""A verdict is the exact sum of what it shows, in an order that never varies."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from scorecard import Evidence, Unchecked, score, weigh

words = st.text("abcdef-", min_size=1, max_size=6)
reasons = st.builds(Evidence, code=words, points=st.integers(-(10**6), 10**6), sentence=words)
gaps = st.builds(Unchecked, code=words, sentence=words)
findings = st.lists(
    st.one_of(reasons, gaps, st.none()), max_size=30, unique_by=lambda each: each and each.code
)


def reason(code: str, points: int) -> Evidence:
    return Evidence(code=code, points=points, sentence=f"Because of {code}")


def test_reasons_are_shown_heaviest_first_and_add_up() -> None:
    gap = Unchecked(code="g", sentence="No address")
    verdict = weigh([reason("b", 30), None, reason("c", -60), gap, reason("a", 30)], prior=-170)
    assert verdict.codes == ("c", "a", "b")
    assert verdict.unchecked == (gap,)
    assert (verdict.prior, verdict.total, verdict.score) == (-170, -170 - 60 + 30 + 30, 2)


def test_nothing_found_leaves_the_prior() -> None:
    verdict = weigh([], prior=-170)
    assert (verdict.total, verdict.evidence, verdict.unchecked) == (-170, (), ())


@given(findings, st.integers(-1000, 1000))
def test_a_total_is_the_prior_and_every_shown_weight(
    found: list[Evidence | Unchecked | None], prior: int
) -> None:
    verdict = weigh(found, prior=prior)
    assert verdict.total == verdict.prior + sum(each.points for each in verdict.evidence)
    assert verdict.score == score(verdict.total)
    assert sorted([*verdict.evidence, *verdict.unchecked], key=repr) == sorted(
        (each for each in found if each is not None), key=repr
    )


@given(findings, st.randoms(use_true_random=False))
def test_the_order_of_asking_changes_nothing(found: list[Evidence | Unchecked | None], dice: Random) -> None:
    shuffled = found[:]
    dice.shuffle(shuffled)
    assert weigh(shuffled, prior=0) == weigh(found, prior=0)

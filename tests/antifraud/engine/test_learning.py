"""Learning: what a signal's hand-set bands declare, how orders are split, and what a fit may not undo."""

from datetime import UTC, datetime, timedelta

import pytest

from antifraud.engine.learning import (
    LEAST_SEEN,
    MOST_LEARNED,
    Case,
    adapted,
    by_chance,
    by_time,
    features_of,
    merged,
    readings,
    total,
)
from antifraud.engine.signal import SIGNALS
from scorecard import Band, Card, probability
from tests.antifraud.orders import POLICY, history, order

START = datetime(2026, 1, 1, tzinfo=UTC)
HAND = Card(
    prior=-170,
    bands={
        "rising": (Band(least=3, points=30), Band(least=5, points=48)),
        "young": (Band(least=0, points=170), Band(least=61, points=48), Band(least=601, points=0)),
        "trusted": (Band(least=1, points=-48), Band(least=3, points=-90)),
        "seldom": (Band(least=1, points=90),),
    },
)


def case(number: int, *, is_bad: bool = False, days: float = 0, known: float = 0, **values: float) -> Case:
    return Case(
        values=values,
        is_bad=is_bad,
        placed_at=START + timedelta(days=days),
        known_at=START + timedelta(days=days + known),
        group=f"person-{number}",
    )


TRENDS = {
    "more weighs more": ("rising", "rising", None),
    "the first band speaks the loudest": ("young", "falling", 0),
    "more weighs less": ("trusted", "falling", None),
}


@pytest.mark.parametrize(("code", "trend", "floor"), TRENDS.values(), ids=TRENDS.keys())
def test_hand_set_bands_declare_the_trend(code: str, trend: str, floor: float | None) -> None:
    rows = [{code: float(value)} for value in range(1000)]
    (feature,) = features_of(rows, hand=HAND)
    assert (feature.code, feature.trend, feature.floor) == (code, trend, floor)
    assert min(feature.edges) >= HAND.bands[code][0].least


def test_what_few_orders_speak_of_is_not_fitted() -> None:
    rows = [{"seldom": 1.0}] * (LEAST_SEEN - 1) + [{"seldom": None}] * 1000
    assert features_of(rows, hand=HAND) == ()
    assert [each.code for each in features_of([*rows, {"seldom": 1.0}], hand=HAND)] == ["seldom"]


def test_every_signal_of_the_policy_declares_a_trend() -> None:
    rows = [dict.fromkeys((signal.code for signal in SIGNALS), float(value)) for value in range(2000)]
    features = {each.code: each.trend for each in features_of(rows, hand=POLICY.card)}
    assert set(features) == {signal.code for signal in SIGNALS}
    assert [code for code, trend in features.items() if trend == "free"] == []


def test_a_hand_set_limit_stays_where_no_good_order_was_seen() -> None:
    learned = Card(prior=-100, bands={"rising": (Band(least=3, points=1),)})
    card = merged(HAND, learned, cases=[case(1, rising=4), case(2, is_bad=True, rising=9)])
    assert card.bands["rising"] == (Band(least=3, points=1), Band(least=5, points=48))
    assert {code: card.bands[code] for code in HAND.bands if code != "rising"} == {
        code: bands for code, bands in HAND.bands.items() if code != "rising"
    }


BORNE_OUT = {
    "a few dozen orders bear out little": ("rising", 9, 5, 30, 89),
    "thousands bear out much": ("rising", 9, 5, 3_000, 289),
    "nothing says more than a list does": ("rising", 9, 5, 20_000, MOST_LEARNED),
    "hand-set weights may be heavier than few orders bear out": ("young", 1, 0, 30, 170),
    "good orders speak in favour as far": ("trusted", 9, 3, 3_000, -289),
    "what speaks the loudest below a limit is counted from there": ("young", 1, 0, 3_000, 289),
}


@pytest.mark.parametrize(
    ("code", "value", "edge", "each", "points"), BORNE_OUT.values(), ids=BORNE_OUT.keys()
)
def test_no_learned_weight_says_more_than_its_orders_bear_out(
    code: str, value: float, edge: float, each: int, points: int
) -> None:
    """As many bad orders as good ones: all of a kind have the value, none of the other has."""
    sign = 1 if points > 0 else -1
    learned = Card(prior=0, bands={code: (Band(least=edge, points=400 * sign),)})
    mine = [case(number, is_bad=points > 0, **{code: value}) for number in range(each)]
    others = [case(number, is_bad=points < 0, **{"seldom": 1}) for number in range(each)]
    assert merged(HAND, learned, cases=mine + others).weight(code, value) == points


def test_limits_that_differ_in_what_they_caught_do_not_weigh_alike() -> None:
    """Where all heavy limits end at one weight, the worst orders are all the same, and too many to stop."""
    learned = Card(prior=0, bands={"rising": (Band(least=3, points=250), Band(least=5, points=290))})
    cases = [case(number, is_bad=True, rising=9 if number < 300 else 4) for number in range(500)]
    cases += [case(number, is_bad=True) for number in range(500)]
    cases += [case(number, rising=4 if number < 20 else 0) for number in range(1000)]
    card = merged(HAND, learned, cases=cases)
    assert 100 < card.weight("rising", 4) < card.weight("rising", 9) < 290


@pytest.mark.parametrize("prior", [-300, 0, 200])
def test_the_prior_is_what_makes_all_that_is_said_the_number_of_bad_orders(prior: int) -> None:
    learned = Card(prior=prior, bands={"rising": (Band(least=3, points=40), Band(least=5, points=150))})
    cases = [case(number, is_bad=number % 7 == 0, rising=number % 6, seldom=1) for number in range(2000)]
    card = merged(HAND, learned, cases=cases)
    said = sum(probability(total(card, each.values)) for each in cases)
    bad = sum(each.is_bad for each in cases)
    assert said == pytest.approx(bad, rel=0.02)


def test_codes_that_are_none_any_more_are_left_out() -> None:
    learned = Card(
        prior=-50, bands={"rising": (Band(least=2, points=7),), "gone": (Band(least=1, points=9),)}
    )
    card = adapted(HAND, learned)
    assert (set(card.bands), card.prior) == (set(HAND.bands), -50)
    assert total(card, {"rising": 2.0, "gone": 1.0, "seldom": None}) == -43


def test_a_split_by_time_learns_only_what_was_known_by_then() -> None:
    cases = [case(number, days=number, known=(60 if number == 3 else 0)) for number in range(10)]
    split = by_time(list(reversed(cases)))
    assert split.tried == tuple(cases[7:])
    assert split.taught == tuple(each for each in cases[:7] if each is not cases[3])


def test_a_split_by_chance_keeps_a_person_on_one_side_and_is_always_the_same() -> None:
    cases = [case(number % 100, days=number) for number in range(1000)]
    split = by_chance(cases)
    assert {each.group for each in split.taught}.isdisjoint(each.group for each in split.tried)
    assert len(split.taught) + len(split.tried) == 1000
    assert 600 <= len(split.taught) <= 800
    assert by_chance(cases) == split


def test_nothing_to_split_is_no_error() -> None:
    assert by_time([]).tried == ()
    assert by_chance([]).taught == ()


def test_readings_are_what_signals_read() -> None:
    values = readings(
        order(address_kind="tor", failed_payments=3, trap_hits=None, guard_points=None), history()
    )
    assert set(values) == {signal.code for signal in SIGNALS}
    assert (values["ip-tor"], values["pay-attempts"], values["bot-evidence"]) == (1.0, 3.0, None)

"""Money is exact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.engine.money import CurrencyMismatch, Money, total

AMOUNTS = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("money", "text"),
    [
        pytest.param(Money(0, "EUR"), "€0.00", id="nothing has its two decimals"),
        pytest.param(Money(5, "EUR"), "€0.05", id="cents are padded"),
        pytest.param(Money(123456, "EUR"), "€1,234.56", id="thousands are set apart"),
        pytest.param(Money(-250, "GBP"), "-£2.50", id="the sign stands before the symbol"),
        pytest.param(Money(1500, "JPY"), "¥1,500", id="yen have no minor unit"),
        pytest.param(Money(1500, "KWD"), "1.500 KWD", id="dinars have three decimals, and no symbol here"),
        pytest.param(Money(9900, "CHF"), "99.00 CHF", id="a currency without a symbol gives its code"),
    ],
)
def test_money_prints_itself(money: Money, text: str) -> None:
    assert str(money) == text


@pytest.mark.parametrize(
    ("minor", "rate", "expected"),
    [
        pytest.param(1000, 10, 100, id="a tenth"),
        pytest.param(5, 10, 1, id="half a cent goes up"),
        pytest.param(-5, 10, -1, id="half a cent goes away from zero"),
        pytest.param(4, 10, 0, id="less than half a cent is nothing"),
        pytest.param(999, 100, 999, id="all of it"),
        pytest.param(999, 0, 0, id="none of it"),
        pytest.param(10**15 + 5, 10, 10**14 + 1, id="floats would lose this cent"),
    ],
)
def test_a_percentage_is_rounded_half_away_from_zero(minor: int, rate: int, expected: int) -> None:
    assert Money(minor, "EUR").percent(rate) == Money(expected, "EUR")


def test_currencies_do_not_mix() -> None:
    euro, pound = Money(1, "EUR"), Money(1, "GBP")
    for operation in (
        lambda: euro + pound,
        lambda: euro - pound,
        lambda: euro < pound,
        lambda: euro <= pound,
    ):
        with pytest.raises(CurrencyMismatch):
            operation()
    with pytest.raises(CurrencyMismatch):
        total([euro, pound], currency="EUR")


@given(st.lists(AMOUNTS))
def test_a_total_is_the_sum_of_its_minor_units(amounts: list[int]) -> None:
    assert total((Money(one, "EUR") for one in amounts), currency="EUR") == Money(sum(amounts), "EUR")


@given(AMOUNTS, AMOUNTS)
def test_taking_away_undoes_adding(left: int, right: int) -> None:
    assert Money(left, "EUR") + Money(right, "EUR") - Money(right, "EUR") == Money(left, "EUR")


@given(st.integers(0, 10**9), st.integers(0, 100))
def test_a_percentage_and_its_rest_make_the_whole_to_within_a_cent(minor: int, rate: int) -> None:
    whole = Money(minor, "EUR")
    assert abs((whole.percent(rate) + whole.percent(100 - rate) - whole).minor) <= 1
    assert Money.zero("EUR") <= whole.percent(rate) <= whole


@given(AMOUNTS, st.sampled_from(["EUR", "JPY", "KWD"]))
def test_the_decimal_holds_the_same_amount(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert int(money.decimal * 10**money.exponent) == minor

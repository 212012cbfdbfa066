"""Prices add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.engine.price import Discount, PricedLine, Rate, allocate, price
from shop.engine.money import Money


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def line(unit: int, quantity: int = 1) -> PricedLine:
    return PricedLine(variant_id=1, quantity=quantity, unit=eur(unit))


TEN = Discount(kind="percent", value=10)
RATE = Rate(price=eur(490), free_from=eur(7500))


@pytest.mark.parametrize(
    ("lines", "discount", "rate", "expected"),
    [
        pytest.param([], None, None, (0, 0, 0, 0), id="nothing costs nothing"),
        pytest.param([line(4900)], None, RATE, (4900, 0, 490, 5390), id="delivery is added"),
        pytest.param(
            [line(2500, 3)], None, RATE, (7500, 0, 0, 7500), id="delivery is free from its threshold on"
        ),
        pytest.param(
            [line(7500)], TEN, RATE, (7500, 750, 490, 7240), id="the threshold counts goods after discount"
        ),
        pytest.param([line(1005)], TEN, None, (1005, 101, 0, 904), id="half a cent is rounded up"),
        pytest.param(
            [line(300)],
            Discount(kind="amount", value=500),
            RATE,
            (300, 300, 490, 490),
            id="no amount goes below zero",
        ),
        pytest.param(
            [line(300)],
            Discount(kind="percent", value=100),
            None,
            (300, 300, 0, 0),
            id="all of it may be off",
        ),
    ],
)
def test_totals(
    lines: list[PricedLine], discount: Discount | None, rate: Rate | None, expected: tuple[int, ...]
) -> None:
    found = price(lines, currency="EUR", discount=discount, rate=rate)
    assert (found.goods.minor, found.discount.minor, found.delivery.minor, found.total.minor) == expected


@pytest.mark.parametrize(
    ("amount", "over", "expected"),
    [
        pytest.param(100, [100, 100, 100], [34, 33, 33], id="the odd cent goes to the earlier of equals"),
        pytest.param(10, [1, 999], [0, 10], id="a share too small for a cent gets none"),
        pytest.param(5, [0, 0], [0, 0], id="nothing can be taken off nothing"),
        pytest.param(7, [3, 2, 2], [3, 2, 2], id="all of it goes to all of them"),
    ],
)
def test_an_amount_is_split_to_the_last_cent(amount: int, over: list[int], expected: list[int]) -> None:
    assert [each.minor for each in allocate(eur(amount), over=[eur(each) for each in over])] == expected


LINES = st.lists(st.builds(line, st.integers(0, 10**7), st.integers(1, 99)), max_size=8)
DISCOUNTS = (
    st.none()
    | st.builds(Discount, kind=st.just("percent"), value=st.integers(0, 100))
    | st.builds(Discount, kind=st.just("amount"), value=st.integers(0, 10**9))
)
RATES = st.none() | st.builds(
    Rate,
    price=st.builds(eur, st.integers(0, 10**5)),
    free_from=st.none() | st.builds(eur, st.integers(0, 10**7)),
)


@given(LINES, DISCOUNTS, RATES)
def test_a_total_is_goods_less_discount_plus_delivery_and_never_negative(
    lines: list[PricedLine], discount: Discount | None, rate: Rate | None
) -> None:
    found = price(lines, currency="EUR", discount=discount, rate=rate)
    assert found.total.minor == found.goods.minor - found.discount.minor + found.delivery.minor >= 0
    assert 0 <= found.discount.minor <= found.goods.minor
    assert sum(each.minor for each in found.line_discounts) == found.discount.minor
    assert all(
        0 <= off.minor <= each.amount.minor for off, each in zip(found.line_discounts, lines, strict=True)
    )

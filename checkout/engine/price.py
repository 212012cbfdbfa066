"""Price a cart: exact minor units, nothing below zero, every discounted cent assigned to a line."""

from collections.abc import Sequence
from dataclasses import dataclass

from shop.engine.money import Money, total


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """Some units of one variant at one unit price."""

    variant_id: int
    quantity: int
    unit: Money

    @property
    def amount(self) -> Money:
        """Return what the units cost together, before any discount."""
        return self.unit * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """What a coupon takes off the goods: a whole percentage, or an amount in minor units."""

    kind: str  # percent, amount
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What a delivery method costs; nothing once the discounted goods reach `free_from`."""

    price: Money
    free_from: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What a cart comes to. `line_discounts` has one amount a line, in the lines' order, and sums to `discount`."""

    goods: Money
    discount: Money
    delivery: Money
    line_discounts: tuple[Money, ...]

    @property
    def total(self) -> Money:
        """Return what is to be paid."""
        return self.goods - self.discount + self.delivery


def price(
    lines: Sequence[PricedLine], *, currency: str, discount: Discount | None = None, rate: Rate | None = None
) -> Totals:
    """Price lines with at most one discount and one delivery rate.

    :raises CurrencyMismatch: when a line or the rate is in another currency
    """
    goods = total((line.amount for line in lines), currency=currency)
    off = _discount(goods, discount)
    delivery = Money.zero(currency) if rate is None else _delivery(goods - off, rate)
    return Totals(
        goods=goods,
        discount=off,
        delivery=delivery,
        line_discounts=allocate(off, over=[line.amount for line in lines]),
    )


def allocate(amount: Money, *, over: Sequence[Money]) -> tuple[Money, ...]:
    """Split an amount over others in proportion, to the last minor unit (largest remainder, earlier lines first)."""
    weights = [each.minor for each in over]
    whole = sum(weights)
    if whole == 0:
        return tuple(Money.zero(amount.currency) for _ in over)
    shares = [amount.minor * weight // whole for weight in weights]
    remainders = [amount.minor * weight % whole for weight in weights]
    left = amount.minor - sum(shares)
    for position in sorted(range(len(over)), key=lambda index: (-remainders[index], index))[:left]:
        shares[position] += 1
    return tuple(Money(share, amount.currency) for share in shares)


def _discount(goods: Money, discount: Discount | None) -> Money:
    if discount is None:
        return Money.zero(goods.currency)
    off = (
        goods.percent(discount.value) if discount.kind == "percent" else Money(discount.value, goods.currency)
    )
    return goods if goods < off else off


def _delivery(payable: Money, rate: Rate) -> Money:
    is_free = rate.free_from is not None and rate.free_from <= payable
    return Money.zero(payable.currency) if is_free else rate.price

"""Money: whole minor units of one currency."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

# ISO 4217 currencies whose minor unit is not a hundredth.
EXPONENTS = {
    "JPY": 0,
    "KRW": 0,
    "ISK": 0,
    "CLP": 0,
    "VND": 0,
    "XAF": 0,
    "XOF": 0,
    "BHD": 3,
    "KWD": 3,
    "TND": 3,
}
SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥"}


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met."""


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An exact amount: `minor` whole minor units (cents) of an ISO 4217 `currency`."""

    minor: int
    currency: str

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Return nothing, in a currency."""
        return cls(0, currency)

    @property
    def exponent(self) -> int:
        """Return the number of decimals of the currency's minor unit."""
        return EXPONENTS.get(self.currency, 2)

    @property
    def decimal(self) -> Decimal:
        """Return the amount in major units."""
        return Decimal(self.minor).scaleb(-self.exponent)

    def __add__(self, other: Self) -> Self:
        self._same(other)
        return type(self)(self.minor + other.minor, self.currency)

    def __sub__(self, other: Self) -> Self:
        self._same(other)
        return type(self)(self.minor - other.minor, self.currency)

    def __mul__(self, count: int) -> Self:
        return type(self)(self.minor * count, self.currency)

    def __lt__(self, other: Self) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Self) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def percent(self, rate: int) -> Self:
        """Return a whole percentage of the amount, half a minor unit rounded away from zero."""
        exact = Decimal(self.minor) * rate / 100
        return type(self)(int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)), self.currency)

    def __str__(self) -> str:
        sign = "-" if self.minor < 0 else ""
        figure = f"{abs(self.decimal):,.{self.exponent}f}"
        symbol = SYMBOLS.get(self.currency)
        return f"{sign}{symbol}{figure}" if symbol else f"{sign}{figure} {self.currency}"

    def _same(self, other: Self) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not add up")


def total(amounts: Iterable[Money], *, currency: str) -> Money:
    """Add amounts of one currency up; none at all is zero.

    :raises CurrencyMismatch: when a currency differs
    """
    found = Money.zero(currency)
    for amount in amounts:
        found += amount
    return found

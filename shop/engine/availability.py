"""Say what is left of something, in the shop's words."""

from dataclasses import dataclass

FEW = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """What shoppers are told of stock: a code for pages and programs, and words for people."""

    code: str
    words: str

    @property
    def is_available(self) -> bool:
        """Tell whether at least one can be bought now."""
        return self.code != "sold-out"


def availability(units: int) -> Availability:
    """Return what to say of so many units; exact numbers only where they help to decide."""
    if units <= 0:
        return Availability(code="sold-out", words="Sold out")
    if units <= FEW:
        return Availability(code="few-left", words=f"Only {units} left")
    return Availability(code="in-stock", words="In stock")

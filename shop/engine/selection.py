"""What a shopper asked a list for: bounds, attribute values, order. Pages and programs ask alike."""

from dataclasses import dataclass
from urllib.parse import urlencode

ATTRIBUTE_PREFIX = "with-"
SORTS = (
    ("newest", "Newest first"),
    ("price", "Price, low to high"),
    ("price-down", "Price, high to low"),
    ("name", "Name, A to Z"),
)
# More than any page of ours offers; it bounds the query that an address can ask for.
MOST_ATTRIBUTES = 8
MOST_VALUES = 24
LONGEST_WORD = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An attribute of which one of some values is wanted."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Filters and order of a list of products; nothing set selects everything, newest first."""

    price_from_minor: int | None = None
    price_to_minor: int | None = None
    in_stock: bool = False
    attributes: tuple[Wanted, ...] = ()
    sort: str = "newest"

    @property
    def is_filtered(self) -> bool:
        """Tell whether anything but the order is set."""
        bounds = (self.price_from_minor, self.price_to_minor)
        return bounds != (None, None) or self.in_stock or bool(self.attributes)

    def wants(self, name: str, value: str) -> bool:
        """Tell whether a value of an attribute was chosen."""
        return any(one.name == name and value in one.values for one in self.attributes)


def read_attributes(parameters: list[tuple[str, list[str]]]) -> tuple[Wanted, ...]:
    """Return the attribute filters among an address's parameters; what no page of ours offers is left out."""
    found = []
    for key, values in sorted(parameters):
        name = key.removeprefix(ATTRIBUTE_PREFIX)
        words = tuple(dict.fromkeys(value for value in values if _is_word(value)))[:MOST_VALUES]
        if key.startswith(ATTRIBUTE_PREFIX) and _is_word(name) and words:
            found.append(Wanted(name=name, values=words))
    return tuple(found[:MOST_ATTRIBUTES])


def page_number(text: str | None) -> int | None:
    """Return the page asked for, 1 without one; None for what names no page."""
    if text is None or text == "":
        return 1
    is_number = text.isascii() and text.isdigit() and len(text) <= 6 and int(text) > 0
    return int(text) if is_number else None


def address_query(parameters: list[tuple[str, list[str]]], *, without: str) -> str:
    """Return an address's parameters but one, ready to have more appended: `sort=price&`."""
    kept = [(key, value) for key, values in parameters if key != without for value in values if value]
    return urlencode(kept) + "&" if kept else ""


def _is_word(text: str) -> bool:
    return 0 < len(text) <= LONGEST_WORD and text.isprintable()

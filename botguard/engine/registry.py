"""Read a Web Bot Auth registry: the cards of robots, one address a line (draft-meunier-webbotauth-registry)."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from botguard.engine.botauth import BadPublication, checked_url
from botguard.engine.rule import shown

MOST_CARDS = 1_000
# More than any registry of so many cards has.
MOST_CHARACTERS = 600_000
LONGEST_NAME = 80


class RegistryTooLong(ValueError):
    """A registry that is refused before it is read; the message says how much would do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """One line of a registry: the address of a card, or what is wrong with it."""

    number: int  # from 1, as people count
    text: str
    url: str = ""
    problem: str = ""
    is_known: bool = False  # it is on the shop's list already

    @property
    def name(self) -> str:
        """Return what the robot is called until staff know better: where its card is."""
        parts = urlsplit(self.url)
        return f"{parts.hostname}{parts.path.rstrip('/')}"[:LONGEST_NAME]


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """A registry as it was read."""

    lines: tuple[CardLine, ...]

    @property
    def cards(self) -> tuple[str, ...]:
        """Return the addresses of all cards."""
        return tuple(line.url for line in self.lines if not line.problem)

    @property
    def fresh(self) -> tuple[CardLine, ...]:
        """Return the lines that would be added."""
        return tuple(line for line in self.lines if not line.problem and not line.is_known)

    @property
    def known(self) -> tuple[CardLine, ...]:
        """Return the lines that are on the list already."""
        return tuple(line for line in self.lines if line.is_known)

    @property
    def wrong(self) -> tuple[CardLine, ...]:
        """Return the lines that cannot be read."""
        return tuple(line for line in self.lines if line.problem)


def read_registry(text: str, *, known: Collection[str] = ()) -> Registry:
    """Read a registry: empty lines and what follows a hash say nothing; `known` are addresses on the list already.

    :raises RegistryTooLong: over a thousand cards
    """
    if len(text) > MOST_CHARACTERS:
        raise RegistryTooLong(f"That is too long: a registry has at most {MOST_CARDS:,} cards.")
    lines: list[CardLine] = []
    seen: dict[str, int] = {}
    for number, raw in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        entry = "" if raw.lstrip().startswith("#") else raw.partition(" #")[0].strip()
        if not entry:
            continue
        line = _line(number, entry, known=known)
        if not line.problem and line.url in seen:
            line = CardLine(number=number, text=line.text, problem=f"Line {seen[line.url]} says the same.")
        seen.setdefault(line.url, number)
        lines.append(line)
    if len(lines) > MOST_CARDS:
        raise RegistryTooLong(f"That is too long: a registry has at most {MOST_CARDS:,} cards.")
    return Registry(lines=tuple(lines))


def _line(number: int, entry: str, *, known: Collection[str]) -> CardLine:
    try:
        url = checked_url(entry)
    except BadPublication as error:
        return CardLine(number=number, text=shown(entry), problem=f"{str(error).capitalize()}.")
    return CardLine(number=number, text=shown(entry), url=url, is_known=url in known)

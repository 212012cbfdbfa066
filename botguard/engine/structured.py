"""Read and write structured field values (RFC 9651): what signed requests carry in their headers.

Dictionaries of items and inner lists, with parameters. Dates and display strings have no use here and are refused.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass

# Nobody honest sends more, and each costs.
MOST_MEMBERS = 16
LONGEST_MEMBER = 512
MOST_CHARACTERS = MOST_MEMBERS * LONGEST_MEMBER
KEY = re.compile(r"[a-z*][a-z0-9_.*-]*")
NUMBER = re.compile(r"-?[0-9]{1,15}(?![0-9.])")
TEXT = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\])*)"')
TOKEN = re.compile(r"[A-Za-z*][A-Za-z0-9:/!#$%&'*+.^_`|~-]*")
BYTES = re.compile(r":([A-Za-z0-9+/]*={0,2}):")
ESCAPED = re.compile(r"\\(.)")


class Malformed(ValueError):
    """A value that is not a structured field, or holds more than anybody honest sends."""


@dataclass(frozen=True, slots=True)
class Token:
    """A bare word, which is something else than a quoted text."""

    text: str


type Bare = bool | int | str | bytes | Token
type Parameters = Mapping[str, Bare]


@dataclass(frozen=True, slots=True)
class Item:
    """A value with its parameters."""

    value: Bare
    parameters: Parameters


@dataclass(frozen=True, slots=True)
class InnerList:
    """A list of items, with parameters of its own."""

    items: tuple[Item, ...]
    parameters: Parameters


type Member = Item | InnerList


def parse_dictionary(text: str, *, most: int = MOST_MEMBERS) -> dict[str, Member]:
    """Read a dictionary of at most so many members; of those with the same name the last one counts.

    :raises Malformed: when it is none
    """
    reader = _Reader(text, longest=most * LONGEST_MEMBER)
    members: dict[str, Member] = {}
    while not reader.is_done:
        name = reader.take(KEY)
        members[name] = reader.member() if reader.skip("=") else Item(True, reader.parameters())
        if len(members) > most:
            raise Malformed("too many members")
        reader.space()
        if reader.is_done:
            break
        reader.expect(",")
        reader.space()
        if reader.is_done:
            raise Malformed("a comma at the end")
    return members


def parse_item(text: str) -> Item:
    """Read a single item.

    :raises Malformed: when it is none
    """
    reader = _Reader(text)
    item = reader.item()
    reader.space()
    if not reader.is_done:
        raise Malformed("more than one item")
    return item


def write(member: Member) -> str:
    """Return a member as it is written in exactly one way."""
    if isinstance(member, Item):
        return write_bare(member.value) + write_parameters(member.parameters)
    return f"({' '.join(write(item) for item in member.items)}){write_parameters(member.parameters)}"


def write_parameters(parameters: Parameters) -> str:
    """Return parameters, in their order."""
    return "".join(
        f";{name}" if value is True else f";{name}={write_bare(value)}" for name, value in parameters.items()
    )


def write_bare(value: Bare) -> str:
    """Return a value without parameters."""
    if isinstance(value, bool):
        return "?1" if value else "?0"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, bytes):
        return f":{b64encode(value).decode()}:"
    if isinstance(value, Token):
        return value.text
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class _Reader:
    """Walks through a text once, from left to right."""

    def __init__(self, text: str, *, longest: int = MOST_CHARACTERS) -> None:
        if len(text) > longest:
            raise Malformed("too long")
        self._text = text.strip(" \t")
        self._at = 0

    @property
    def is_done(self) -> bool:
        return self._at >= len(self._text)

    def space(self) -> None:
        while self._text[self._at : self._at + 1] in (" ", "\t"):
            self._at += 1

    def skip(self, mark: str) -> bool:
        found = self._text.startswith(mark, self._at)
        self._at += len(mark) if found else 0
        return found

    def expect(self, mark: str) -> None:
        if not self.skip(mark):
            raise Malformed(f"{mark!r} is missing")

    def take(self, shape: re.Pattern[str]) -> str:
        found = shape.match(self._text, self._at)
        if found is None:
            raise Malformed(f"not understood at {self._at}")
        self._at = found.end()
        return found[found.lastindex or 0]

    def member(self) -> Member:
        return self.inner_list() if self._text.startswith("(", self._at) else self.item()

    def inner_list(self) -> InnerList:
        self.expect("(")
        items: list[Item] = []
        while True:
            self.space()
            if self.skip(")"):
                return InnerList(tuple(items), self.parameters())
            if items and self._text[self._at - 1] not in " \t":
                raise Malformed("items run together")
            items.append(self.item())
            if len(items) > MOST_MEMBERS:
                raise Malformed("too many items")

    def item(self) -> Item:
        return Item(self.bare(), self.parameters())

    def parameters(self) -> Parameters:
        found: dict[str, Bare] = {}
        while self.skip(";"):
            self.space()
            name = self.take(KEY)
            found[name] = self.bare() if self.skip("=") else True
            if len(found) > MOST_MEMBERS:
                raise Malformed("too many parameters")
        return found

    def bare(self) -> Bare:
        mark = self._text[self._at : self._at + 1]
        if mark == '"':
            return ESCAPED.sub(r"\1", self.take(TEXT))
        if mark == ":":
            try:
                return b64decode(self.take(BYTES), validate=True)
            except Base64Error as error:
                raise Malformed("not base64") from error
        if mark == "?":
            self._at += 1
            if self.skip("1"):
                return True
            self.expect("0")
            return False
        if mark == "-" or mark.isdigit():
            return int(self.take(NUMBER))
        return Token(self.take(TOKEN))

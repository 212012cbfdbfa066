"""Registries of robots' cards: what each line says, and what is wrong with it."""

import pytest

from botguard.engine.registry import RegistryTooLong, read_registry

A, B = "https://bot1.example.com/card", "https://bot2.example.com/card"
READ: list[tuple[str, str, list[str]]] = [
    ("one card", A, [A]),
    ("comments, empty lines and a mark in front", f"\ufeff# bots\n\n{A} # the first\n  {B}  \n", [A, B]),
    ("lines as Windows ends them", f"{A}\r\n{B}\r\n", [A, B]),
    ("a hash within an address is no comment", f"{A}#x\n{B}", [B]),
    ("nothing", "", []),
    ("comments alone", "# a\n  # b", []),
]


@pytest.mark.parametrize(("text", "cards"), [pytest.param(*row[1:], id=row[0]) for row in READ])
def test_cards(text: str, cards: list[str]) -> None:
    assert list(read_registry(text).cards) == cards


WRONG: list[tuple[str, str, str]] = [
    ("plain http", "http://bot.example.com/card", "An address begins with https:// and a host."),
    ("a name without a scheme", "bot.example.com/card", "An address begins with https:// and a host."),
    ("a fragment", f"{A}#x", "An address has no user, fragment or port."),
    ("another port", "https://bot.example.com:8443/", "An address has no user, fragment or port."),
    ("a user", "https://a:b@bot.example.com/", "An address has no user, fragment or port."),
    ("a card in the line itself", "data:application/json,{}", "An address begins with https:// and a host."),
    ("a host in brackets that end nowhere", "https://[::1", "Not an address."),
    ("letters that are not ASCII", "https://bot.example/ü", "An address begins with https:// and a host."),
    (
        "too long an address",
        f"https://bot.example/{'x' * 500}",
        "An address begins with https:// and a host.",
    ),
    ("the same once more", f"{B}\n{B}", "Line 1 says the same."),
]


@pytest.mark.parametrize(("text", "problem"), [pytest.param(*row[1:], id=row[0]) for row in WRONG])
def test_lines_that_are_wrong(text: str, problem: str) -> None:
    (line,) = read_registry(text).wrong
    assert (line.problem, line.number) == (problem, len(text.splitlines()))
    assert len(line.text) <= 61


def test_what_is_on_the_list_is_neither_new_nor_wrong() -> None:
    found = read_registry(f"{A}\n{B}", known=[A])
    assert [line.url for line in found.fresh] == [B]
    assert [line.url for line in found.known] == [A]
    assert found.wrong == ()


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (A, "bot1.example.com/card"),
        ("https://Bot.example/", "bot.example"),
        (f"https://b.example/{'x' * 99}", None),
    ],
    ids=["host and path", "a host", "a long path"],
)
def test_a_card_is_called_by_its_place(url: str, name: str | None) -> None:
    (line,) = read_registry(url).fresh
    assert line.name == (name or url.removeprefix("https://")[:80])


def test_a_thousand_cards_and_no_more() -> None:
    lines = [f"https://bot.example/{number}" for number in range(1_001)]
    assert len(read_registry("\n".join(lines[:1_000])).cards) == 1_000
    for text in ("\n".join(lines), "x" * 600_001):
        with pytest.raises(RegistryTooLong):
            read_registry(text)

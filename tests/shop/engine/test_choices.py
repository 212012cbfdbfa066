"""What shoppers are offered: options, stock words, filters read from an address."""

import pytest

from shop.engine.availability import availability
from shop.engine.option import Offer, Option, lay_out
from shop.engine.selection import Wanted, address_query, page_number, read_attributes

LAMP = tuple(
    Offer(
        sku=f"{colour}-{size}",
        name=f"{colour} {size}",
        options={"size": size, "colour": colour},
        is_available=left,
    )
    for colour, size, left in (("Ochre", "Small", True), ("Ochre", "Large", False), ("Ink", "Small", True))
)


def _links(options: tuple[Option, ...]) -> list[tuple[str, str, str, bool, bool]]:
    return [
        (option.name, value.label, value.sku, value.is_current, value.is_available)
        for option in options
        for value in option.values
    ]


def test_each_value_leads_to_the_variant_that_shares_most_with_the_current_one() -> None:
    assert _links(lay_out(LAMP, current=LAMP[0])) == [
        ("colour", "Ochre", "Ochre-Small", True, True),
        ("colour", "Ink", "Ink-Small", False, True),
        ("size", "Small", "Ochre-Small", True, True),
        ("size", "Large", "Ochre-Large", False, False),
    ]


def test_a_value_without_that_combination_leads_to_the_nearest_there_is() -> None:
    links = _links(lay_out(LAMP, current=LAMP[2]))
    assert ("size", "Large", "Ochre-Large", False, False) in links


def test_variants_without_options_are_told_apart_by_name() -> None:
    offers = tuple(
        Offer(sku=sku, name=name, options={}, is_available=True) for sku, name in (("A", "One"), ("B", ""))
    )
    assert _links(lay_out(offers, current=offers[1])) == [
        ("version", "One", "A", False, True),
        ("version", "B", "B", True, True),
    ]


def test_a_single_variant_offers_no_choice() -> None:
    assert lay_out(LAMP[:1], current=LAMP[0]) == ()


@pytest.mark.parametrize(
    ("units", "code", "words"),
    [
        pytest.param(-1, "sold-out", "Sold out", id="less than nothing is sold out"),
        pytest.param(0, "sold-out", "Sold out", id="nothing left"),
        pytest.param(1, "few-left", "Only 1 left", id="the last one"),
        pytest.param(5, "few-left", "Only 5 left", id="five are few"),
        pytest.param(6, "in-stock", "In stock", id="six are plenty"),
    ],
)
def test_stock_is_said_in_words(units: int, code: str, words: str) -> None:
    said = availability(units)
    assert (said.code, said.words, said.is_available) == (code, words, code != "sold-out")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(None, 1, id="no page is the first"),
        pytest.param("", 1, id="an empty one too"),
        pytest.param("7", 7, id="a number"),
        pytest.param("0", None, id="pages begin at one"),
        pytest.param("-1", None, id="negative"),
        pytest.param("abc", None, id="a word"),
        pytest.param("1.5", None, id="a fraction"),
        pytest.param("٣", None, id="digits of another script"),
        pytest.param("9" * 5000, None, id="a number of 5,000 digits"),
        pytest.param("1\x00", None, id="a NUL byte"),
    ],
)
def test_pages_are_read_from_an_address(text: str | None, expected: int | None) -> None:
    assert page_number(text) == expected


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        pytest.param(
            [("with-material", ["oak", "oak"])], (Wanted(name="material", values=("oak",)),), id="once each"
        ),
        pytest.param([("material", ["oak"])], (), id="without the prefix it is no filter"),
        pytest.param([("with-", ["oak"])], (), id="a filter has a name"),
        pytest.param([("with-material", [""])], (), id="and a value"),
        pytest.param([("with-material", ["o\x00k"])], (), id="no NUL in a value"),
        pytest.param([("with-ma\x00t", ["oak"])], (), id="nor in a name"),
        pytest.param([("with-material", ["x" * 61])], (), id="no word is that long"),
    ],
)
def test_attribute_filters_are_read_from_an_address(
    parameters: list[tuple[str, list[str]]], expected: tuple[Wanted, ...]
) -> None:
    assert read_attributes(parameters) == expected


def test_an_address_cannot_ask_for_an_endless_query() -> None:
    found = read_attributes([(f"with-a{n}", [str(m) for m in range(1000)]) for n in range(1000)])
    assert len(found) == 8
    assert {len(one.values) for one in found} == {24}


def test_an_address_keeps_its_filters_for_the_next_page() -> None:
    parameters = [("with-material", ["oak", "a&b"]), ("page", ["3"]), ("price_to", [""])]
    assert address_query(parameters, without="page") == "with-material=oak&with-material=a%26b&"
    assert address_query([("page", ["3"])], without="page") == ""

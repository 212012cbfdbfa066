"""Search finds what was meant."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from shop.models import Category, Product
from shop.queries.search import clean, search, search_page
from tests.shop.shelf import NOW, Version, add_product


def _fill() -> None:
    add_product(
        "Harbour mug",
        Version(sku="HM-OCH", name="Ochre", options={"colour": "ochre"}),
        summary="A ceramic mug for long mornings",
        attributes={"material": ["ceramic"], "colour": ["ochre"]},
    )
    add_product(
        "Café cup",
        category="cups",
        summary="A small cup of stoneware",
        attributes={"material": ["stoneware"]},
        days_old=3,
    )
    add_product(
        "Reading lamp",
        category="lamps",
        summary="Brass, with a linen shade",
        description="Warm light at night.",
    )
    add_product("Lampshade", category="lamps", summary="Pleated linen", days_old=2)
    add_product("Hidden mug", summary="A ceramic secret", is_published=False)


TABLE = [
    pytest.param("mug", ["Harbour mug"], "mug", id="a word of the name"),
    pytest.param("mugs", ["Harbour mug"], "mugs", id="a plural"),
    pytest.param("MUG", ["Harbour mug"], "MUG", id="capitals"),
    pytest.param("ceramic", ["Harbour mug"], "ceramic", id="a word of the summary"),
    pytest.param("ochre", ["Harbour mug"], "ochre", id="a colour of a variant"),
    pytest.param("HM-OCH", ["Harbour mug"], "HM-OCH", id="a part number"),
    pytest.param("cera", ["Harbour mug"], "cera", id="the last word unfinished"),
    pytest.param("ceramic mu", ["Harbour mug"], "ceramic mu", id="two words, the last unfinished"),
    pytest.param("lam", ["Lampshade", "Reading lamp"], "lam", id="a beginning of several words"),
    pytest.param("cafe", ["Café cup"], "cafe", id="an accent left out"),
    pytest.param("café", ["Café cup"], "café", id="an accent kept"),
    pytest.param("lamps", ["Lampshade", "Reading lamp"], "lamps", id="a category's name"),
    pytest.param("linen -pleated", ["Reading lamp"], "linen -pleated", id="a word excluded"),
    pytest.param('"linen shade"', ["Reading lamp"], '"linen shade"', id="a phrase"),
    pytest.param("night", ["Reading lamp"], "night", id="a word of the description"),
    pytest.param("ceramc mgu", ["Harbour mug"], "ceramic mug", id="two words mistyped"),
    pytest.param("stonewear", ["Café cup"], "stoneware", id="a common misspelling"),
    pytest.param("lampsahde", ["Lampshade"], "lampshade", id="two letters swapped"),
    pytest.param("harbor mug", ["Harbour mug"], "harbour mug", id="the other English"),
    pytest.param("Harbuor", ["Harbour mug"], "harbour", id="a swap, and a capital"),
    pytest.param(
        "green ceramic elephant", ["Harbour mug"], "green ceramic elephant", id="one word of three is had"
    ),
    pytest.param("readinglamp", ["Reading lamp"], "readinglamp", id="two words run together"),
    pytest.param("xyzzy", [], "xyzzy", id="nothing is near"),
    pytest.param("", [], "", id="nothing typed"),
    pytest.param("  ?! ", [], "?!", id="no word typed"),
    pytest.param("the", [], "the", id="a word that says nothing"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "names", "text"), TABLE)
def test_search_finds_what_was_meant(typed: str, names: list[str], text: str) -> None:
    _fill()
    page = search_page(typed, number=1, now=NOW)
    assert page is not None
    assert (sorted(tile.name for tile in page.tiles), page.text, page.total) == (names, text, len(names))


@pytest.mark.django_db
def test_the_name_weighs_more_than_the_description() -> None:
    add_product("Plain bowl", description="Goes with any lamp.")
    add_product("Night lamp", days_old=9)
    assert [row.name for row in search("lamp").products] == ["Night lamp", "Plain bowl"]


@pytest.mark.django_db
def test_search_says_when_it_mended_and_when_it_only_came_near() -> None:
    _fill()
    kinds = {text: (search(text).is_mended, search(text).is_near) for text in ("mug", "mgu", "mug of gold")}
    assert kinds == {"mug": (False, False), "mgu": (True, False), "mug of gold": (False, True)}


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        pytest.param("a\x00b", "a b", id="a NUL byte parts words"),
        pytest.param("a\ud800b", "a b", id="a lone surrogate too"),
        pytest.param(" a \t\n b ", "a b", id="spaces are one"),
        pytest.param("x" * 10_000, "x" * 100, id="ten kilobytes are a hundred letters"),
        pytest.param("\u202egum", "gum", id="writing direction is not turned"),
        pytest.param("лампа 🛋", "лампа 🛋", id="other scripts are kept"),
    ],
)
def test_typed_text_is_cleaned(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


class HostileSearchTest(TestCase):
    """Whatever is typed, the search answers."""

    @classmethod
    def setUpTestData(cls) -> None:
        Category.objects.all().delete()
        _fill()

    @given(
        st.text(
            alphabet=st.one_of(st.characters(), st.sampled_from("'\"\\()&|!:*<>%_-ab \x00\ud800")),
            max_size=60,
        )
    )
    @settings(max_examples=150)
    def test_any_text_is_answered(self, typed: str) -> None:
        page = search_page(typed, number=1, now=NOW)
        assert page is not None
        assert page.total <= Product.objects.listed().count()

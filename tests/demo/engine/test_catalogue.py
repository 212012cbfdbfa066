"""The demo's words fit the models, and the expansion is as distinct as a real catalogue."""

from collections import Counter

import pytest

from demo.engine.art.gallery import TEMPLATES
from demo.engine.art.palette import COLOURWAYS
from demo.engine.catalogue import CATEGORIES, PRODUCTS, DemoCategory, DemoProduct, expand
from demo.engine.catalogue.shape import Size, product, slug
from shop.models import Category, Product, Variant

EVERY_CATEGORY = pytest.mark.parametrize("category", CATEGORIES, ids=lambda category: category.slug)
EVERY_PRODUCT = pytest.mark.parametrize("item", PRODUCTS, ids=lambda item: item.slug)
Model = type[Category] | type[Product] | type[Variant]


@pytest.fixture(scope="module")
def expanded() -> list[DemoProduct]:
    """Return the catalogue of a measurement."""
    return list(expand(products=20_000, seed=1))


def longest(model: Model, field: str) -> int:
    """Return how many signs the field holds."""
    length = model._meta.get_field(field).max_length
    assert length is not None
    return length


def repeated(names: list[str]) -> list[str]:
    """Return the names that stand more than once."""
    return [name for name, count in Counter(names).items() if count > 1]


def skus(items: list[DemoProduct]) -> list[str]:
    """Return every variant's stock number."""
    return [variant.sku for item in items for variant in item.variants]


def test_the_shop_has_eight_shelves_and_at_least_64_products() -> None:
    assert len(CATEGORIES) == 8
    assert len(PRODUCTS) >= 64
    assert {item.category for item in PRODUCTS} == {category.slug for category in CATEGORIES}


@EVERY_CATEGORY
def test_a_shelf_fits_its_model_and_has_a_picture(category: DemoCategory) -> None:
    assert 0 < len(category.name) <= longest(Category, "name")
    assert slug(category.slug) == category.slug
    assert 0 < len(category.intro) <= longest(Category, "intro")
    assert category.art in TEMPLATES
    assert category.colourway in COLOURWAYS


@EVERY_CATEGORY
def test_a_shelf_shows_every_state_of_trade(category: DemoCategory) -> None:
    items = [item for item in PRODUCTS if item.category == category.slug]
    variants = [variant for item in items for variant in item.variants]
    assert len(items) >= 8
    assert any(variant.compare_at_minor for variant in variants), "nothing is reduced"
    assert any(item.days_old <= 14 for item in items), "nothing is new"
    assert any(variant.stock == 0 for variant in variants), "nothing is sold out"
    assert any(1 <= variant.stock <= 3 for variant in variants), "nothing is nearly gone"
    assert any(len(item.variants) == 1 for item in items), "nothing comes in one version only"


@EVERY_PRODUCT
def test_a_product_fits_its_model_and_has_a_picture(item: DemoProduct) -> None:
    assert 0 < len(item.name) <= longest(Product, "name")
    assert 0 < len(item.slug) <= longest(Product, "slug")
    assert 0 < len(item.summary) <= longest(Product, "summary")
    assert 2 <= len(item.description.split("\n\n")) <= 3
    assert item.art in TEMPLATES
    assert item.attributes["material"]
    assert item.attributes["room"]


@EVERY_PRODUCT
def test_a_products_variants_can_be_drawn_and_sold(item: DemoProduct) -> None:
    assert 1 <= len(item.variants) <= 6
    assert not repeated([variant.name for variant in item.variants])
    for variant in item.variants:
        assert variant.colourway in COLOURWAYS
        assert len(variant.sku) <= longest(Variant, "sku")
        assert len(variant.name) <= longest(Variant, "name")
        assert variant.price_minor > 0
        assert variant.compare_at_minor is None or variant.compare_at_minor > variant.price_minor
        assert variant.stock >= 0


def test_no_two_things_of_the_shop_share_an_address_or_a_stock_number() -> None:
    assert not repeated([category.slug for category in CATEGORIES])
    assert not repeated([item.slug for item in PRODUCTS])
    assert not repeated(skus(list(PRODUCTS)))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("Fenwick wool throw", "fenwick-wool-throw", id="words are joined by hyphens"),
        pytest.param("Café & crème", "cafe-creme", id="accents and signs are left out"),
        pytest.param("  Two   spaces ", "two-spaces", id="space is never doubled"),
    ],
)
def test_a_name_becomes_an_address(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_colours_and_sizes_are_multiplied_and_the_stock_dealt_round() -> None:
    item = product(
        "T-1",
        "Test mug",
        "tableware",
        art="mug",
        price=1000,
        was=1500,
        colours=("oat", "ink"),
        sizes=(Size(name="Small", code="S"), Size(name="Large", code="L", extra=200)),
        stock=(5, 0, 7),
        summary="A mug.",
        description="A mug.",
        material=("stoneware",),
        room=("kitchen",),
    )
    assert [
        (each.sku, each.name, each.price_minor, each.compare_at_minor, each.stock) for each in item.variants
    ] == [
        ("BB-T-1-OAT-S", "Oat / Small", 1000, 1500, 5),
        ("BB-T-1-OAT-L", "Oat / Large", 1200, 1700, 0),
        ("BB-T-1-INK-S", "Ink / Small", 1000, 1500, 7),
        ("BB-T-1-INK-L", "Ink / Large", 1200, 1700, 5),
    ]
    assert item.attributes["colour"] == ("Oat", "Ink")


def test_the_expansion_starts_with_the_written_products(expanded: list[DemoProduct]) -> None:
    assert len(expanded) == 20_000
    assert tuple(expanded[: len(PRODUCTS)]) == PRODUCTS


def test_no_two_expanded_products_share_an_address_or_a_stock_number(expanded: list[DemoProduct]) -> None:
    assert not repeated([item.slug for item in expanded])
    assert not repeated(skus(expanded))


def test_expanded_products_fit_the_models_and_can_be_drawn(expanded: list[DemoProduct]) -> None:
    shelves = {category.slug for category in CATEGORIES}
    assert max(len(item.name) for item in expanded) <= longest(Product, "name")
    assert max(len(item.slug) for item in expanded) <= longest(Product, "slug")
    assert max(len(sku) for sku in skus(expanded)) <= longest(Variant, "sku")
    for item in expanded:
        assert item.category in shelves
        assert item.art in TEMPLATES
        for variant in item.variants:
            assert variant.colourway in COLOURWAYS
            assert variant.price_minor > 0
            assert variant.compare_at_minor is None or variant.compare_at_minor > variant.price_minor


def test_the_same_seed_draws_the_same_products_and_another_seed_others(expanded: list[DemoProduct]) -> None:
    assert list(expand(products=500, seed=1)) == expanded[:500]
    assert list(expand(products=500, seed=2)) != expanded[:500]


def test_fewer_products_than_written_are_the_first_ones() -> None:
    assert tuple(expand(products=3, seed=1)) == PRODUCTS[:3]

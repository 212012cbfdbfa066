"""What pages read is right, whatever was filtered by."""

import json

import pytest
from django.db import IntegrityError, transaction

from shop.actions.catalogue import refresh_listing
from shop.engine.money import Money
from shop.engine.selection import Selection, Wanted
from shop.models import Product, ProductImage, SearchWord, Variant
from shop.queries import discounted_tiles, new_tiles, product_page, sellable
from shop.queries.facet import count
from shop.queries.listing import ordered, selected
from tests.shop.shelf import NOW, Version, add_category, add_product

OAK, LINEN = {"material": ["oak"]}, {"material": ["linen"]}


def _shelf() -> None:
    add_product(
        "Bench",
        Version(sku="B", price_minor=20000),
        attributes={**OAK, "room": ["hall", "garden"]},
        days_old=1,
    )
    add_product(
        "Stool", Version(sku="S", price_minor=5000), attributes={**OAK, "room": ["kitchen"]}, days_old=2
    )
    add_product(
        "Apron",
        Version(sku="A", price_minor=3000, units=0),
        attributes={**LINEN, "room": ["kitchen"]},
        days_old=3,
    )
    add_product("Towel", Version(sku="T", price_minor=1500), attributes=LINEN, days_old=4)
    add_product("Elsewhere", category="lamps", attributes=OAK)
    add_product("Unseen", attributes=OAK, is_published=False)
    add_product("Unsold", Version(sku="U", is_active=False), attributes=OAK)


SELECTIONS = [
    pytest.param(Selection(), ["Bench", "Stool", "Apron", "Towel"], id="everything, newest first"),
    pytest.param(Selection(sort="price"), ["Towel", "Apron", "Stool", "Bench"], id="cheapest first"),
    pytest.param(Selection(sort="price-down"), ["Bench", "Stool", "Apron", "Towel"], id="dearest first"),
    pytest.param(Selection(sort="name"), ["Apron", "Bench", "Stool", "Towel"], id="by name"),
    pytest.param(
        Selection(price_from_minor=3000), ["Bench", "Stool", "Apron"], id="a least price is included"
    ),
    pytest.param(Selection(price_to_minor=3000), ["Apron", "Towel"], id="a greatest price is included"),
    pytest.param(Selection(in_stock=True), ["Bench", "Stool", "Towel"], id="only what is in stock"),
    pytest.param(
        Selection(attributes=(Wanted(name="material", values=("oak",)),)), ["Bench", "Stool"], id="one value"
    ),
    pytest.param(
        Selection(attributes=(Wanted(name="room", values=("hall", "kitchen")),)),
        ["Bench", "Stool", "Apron"],
        id="either of two values of one attribute",
    ),
    pytest.param(
        Selection(
            attributes=(Wanted(name="material", values=("oak",)), Wanted(name="room", values=("kitchen",)))
        ),
        ["Stool"],
        id="both of two attributes",
    ),
    pytest.param(
        Selection(in_stock=True, price_to_minor=6000, attributes=(Wanted(name="room", values=("kitchen",)),)),
        ["Stool"],
        id="filters of every kind together",
    ),
    pytest.param(
        Selection(attributes=(Wanted(name="never", values=("x",)),)), [], id="an attribute nothing has"
    ),
    pytest.param(
        Selection(attributes=(Wanted(name="room", values=("'; --",)),)), [], id="a value that is no SQL"
    ),
    pytest.param(
        Selection(attributes=(Wanted(name="a\" ' %s {}", values=("x",)),)), [], id="a name that is no SQL"
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("selection", "names"), SELECTIONS)
def test_a_selection_keeps_what_it_asks_for(selection: Selection, names: list[str]) -> None:
    _shelf()
    mugs = add_category()
    found = ordered(selected(Product.objects.listed().filter(category=mugs), selection), selection)
    assert [row.name for row in found] == names
    assert count(mugs.pk, selection).products == len(names)


@pytest.mark.django_db
@pytest.mark.parametrize(("selection", "names"), SELECTIONS)
def test_every_facet_count_is_what_choosing_that_value_alone_would_show(
    selection: Selection, names: list[str]
) -> None:
    _shelf()
    mugs = add_category()
    for facet in count(mugs.pk, selection).facets:
        name = facet.field.removeprefix("with-")
        others = tuple(one for one in selection.attributes if one.name != name)
        for one in facet.values:
            chosen = Selection(
                price_from_minor=selection.price_from_minor,
                price_to_minor=selection.price_to_minor,
                in_stock=selection.in_stock,
                attributes=(*others, Wanted(name=name, values=(one.value,))),
            )
            shown = selected(Product.objects.listed().filter(category=mugs), chosen).count()
            assert (facet.label, one.value, one.count) == (facet.label, one.value, shown)
            assert one.is_chosen == selection.wants(name, one.value)


@pytest.mark.django_db
def test_facets_name_every_value_and_the_bounds_of_price() -> None:
    _shelf()
    counts = count(add_category().pk, Selection(price_to_minor=6000))
    assert [(facet.label, [(one.label, one.count) for one in facet.values]) for facet in counts.facets] == [
        ("Material", [("Linen", 2), ("Oak", 1)]),
        ("Room", [("Kitchen", 2)]),
    ]
    assert (counts.cheapest, counts.dearest) == (Money(1500, "EUR"), Money(20000, "EUR"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "attributes", ['"oak"', "[]", '{"material": "oak"}', '{"material": [1]}', '{"material": [["oak"]]}']
)
def test_the_database_refuses_attributes_that_facets_cannot_count(attributes: str) -> None:
    product = add_product("Stool")
    with pytest.raises(IntegrityError, match="product_attributes_are_lists"), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(attributes=json.loads(attributes))


@pytest.mark.django_db
def test_the_listing_follows_the_cheapest_active_variant() -> None:
    product = add_product(
        "Lamp",
        Version(sku="L1", price_minor=3000, compare_at_minor=4000),
        Version(sku="L2", price_minor=5000),
        Version(sku="L3", price_minor=1000, is_active=False),
    )
    assert (product.price_minor, product.compare_at_minor, product.prices_differ) == (3000, 4000, True)
    Variant.objects.filter(sku="L1").update(is_active=False)
    refresh_listing([product.pk])
    product.refresh_from_db()
    assert (product.price_minor, product.compare_at_minor, product.prices_differ) == (5000, None, False)
    Variant.objects.update(is_active=False)
    refresh_listing()
    product.refresh_from_db()
    assert product.price_minor == 0
    assert not Product.objects.listed().exists()


@pytest.mark.django_db
def test_refreshing_everything_forgets_words_that_are_gone() -> None:
    product = add_product("Velvet chair")
    Product.objects.filter(pk=product.pk).update(name="Linen chair")
    refresh_listing([product.pk])
    assert {"velvet", "linen"} <= set(SearchWord.objects.values_list("word", flat=True))
    refresh_listing()
    words = set(SearchWord.objects.values_list("word", flat=True))
    assert "velvet" not in words
    assert "linen" in words


@pytest.mark.django_db
def test_a_refresh_touches_only_the_products_named() -> None:
    first, second = add_product("One"), add_product("Two")
    Variant.objects.update(price_minor=9900)
    refresh_listing([first.pk])
    prices = Product.objects.order_by("pk").values_list("pk", "price_minor")
    assert list(prices) == [(first.pk, 9900), (second.pk, 2400)]


@pytest.mark.django_db
def test_the_window_shows_new_and_discounted_products() -> None:
    add_product("Old", Version(sku="O", compare_at_minor=3000, units=0), days_old=90)
    add_product(
        "New", Version(sku="N1"), Version(sku="N2", price_minor=2500), attributes={"colour": ["ochre", "ink"]}
    )
    new, old = new_tiles(count=5, now=NOW)
    assert (new.name, new.price, new.is_new, new.is_available, new.colours) == (
        "New", "From €24.00", True, True, ("ochre", "ink"),
    )  # fmt: skip
    assert (old.price, old.compare_at, old.discount, old.is_new, old.is_available) == (
        "€24.00", "€30.00", "−20 %", False, False,
    )  # fmt: skip
    assert discounted_tiles(count=5, now=NOW) == (old,)


@pytest.mark.django_db
def test_a_product_page_shows_the_variant_asked_for_or_the_first_to_be_had() -> None:
    add_product(
        "Lamp",
        Version(sku="GONE", name="Ink", options={"colour": "Ink"}, units=0),
        Version(sku="HERE", name="Ochre", options={"colour": "Ochre"}, units=2),
        Version(sku="PAST", is_active=False),
    )
    unasked = product_page("lamp", sku=None, now=NOW)
    asked = product_page("lamp", sku="GONE", now=NOW)
    assert unasked is not None
    assert asked is not None
    assert (unasked.current.sku, unasked.current.availability.words) == ("HERE", "Only 2 left")
    assert (asked.current.sku, asked.current.availability.words) == ("GONE", "Sold out")
    assert [one.sku for one in asked.variants] == ["GONE", "HERE"]
    assert product_page("lamp", sku="PAST", now=NOW) is None
    assert product_page("lamp", sku="\x00", now=NOW) is None
    assert product_page("never", sku=None, now=NOW) is None


@pytest.mark.django_db
def test_related_products_share_most_then_cost_alike() -> None:
    add_product("Mug", Version(sku="M", price_minor=2000), attributes={"material": ["oak"], "room": ["hall"]})
    add_product(
        "Alike", Version(sku="A", price_minor=9000), attributes={"material": ["oak"], "room": ["hall"]}
    )
    add_product("Half", Version(sku="H", price_minor=2000), attributes={"material": ["oak"]})
    add_product("Near", Version(sku="N", price_minor=2100))
    add_product("Far", Version(sku="F", price_minor=8000))
    add_product("Farther", Version(sku="G", price_minor=9999))
    add_product("Other shelf", category="lamps", attributes={"material": ["oak"], "room": ["hall"]})
    page = product_page("mug", sku=None, now=NOW)
    assert page is not None
    assert [tile.name for tile in page.related] == ["Alike", "Half", "Near", "Far"]


@pytest.mark.django_db
def test_checkout_is_told_of_what_can_be_sold() -> None:
    lamp = add_product("Lamp", Version(sku="L1", name="Ink", units=2), Version(sku="L2", is_active=False))
    hidden = add_product("Hidden", Version(sku="H1"), is_published=False)
    ids = list(Variant.objects.values_list("pk", flat=True))
    found = sellable([*ids, 10**9])
    assert [(one.sku, one.full_name, str(one.price), one.available, one.url) for one in found.values()] == [
        ("L1", "Lamp, Ink", "€24.00", 2, "/p/lamp/?variant=L1")
    ]
    assert lamp.pk != hidden.pk


@pytest.mark.django_db
def test_a_variant_is_shown_in_its_own_colour() -> None:
    versions = [
        Version(sku=f"{colour}-{size}", options={"colour": colour, "size": size})
        for colour in ("Ochre", "Ink")
        for size in ("Small", "Large")
    ]
    lamp = add_product("Lamp", *versions, Version(sku="PLAIN", options={"size": "Tiny"}))
    ids = dict(Variant.objects.values_list("sku", "pk"))
    for place, sku in enumerate(("Ochre-Small", "Ink-Small")):
        ProductImage.objects.create(
            product=lamp, variant_id=ids[sku], file=f"{sku}.svg", alt=sku, position=place
        )
    ProductImage.objects.create(product=lamp, file="all.svg", alt="All", position=9)
    refresh_listing([lamp.pk])
    expected = {
        "Ochre-Small": "Ochre-Small.svg",
        "Ochre-Large": "Ochre-Small.svg",
        "Ink-Small": "Ink-Small.svg",
        "Ink-Large": "Ink-Small.svg",
        "PLAIN": "Ochre-Small.svg",
    }
    page = product_page("lamp", sku="Ink-Large", now=NOW)
    assert page is not None
    assert {one.sku: one.picture for one in page.variants} == expected
    assert {one.sku: one.picture for one in sellable(list(ids.values())).values()} == expected
    assert [one.alt for one in page.images] == ["Ink-Small", "All", "Ochre-Small"]

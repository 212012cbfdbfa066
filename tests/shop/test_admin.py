"""The catalogue's rooms in the back office."""

from io import BytesIO
from pathlib import Path

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from PIL import Image
from pytest_django import Settings

from accounts.models import User
from shop.forms import CorrectionForm, PictureForm, ProductForm, VariantForm
from shop.models import ProductImage, StockMovement, Variant
from shop.queries.search import search
from tests.shop.shelf import Version, add_product, add_variant

pytestmark = pytest.mark.django_db


def _terms(variant: Variant) -> dict[str, str]:
    return {
        "sku": variant.sku,
        "name": "",
        "options": "{}",
        "price_minor": "24.00",
        "compare_at_minor": "",
        "is_active": "on",
        "position": "0",
    }


def _variant_form(variant: Variant, **changes: str) -> VariantForm:
    return VariantForm({**_terms(variant), **changes}, instance=variant)


@pytest.fixture
def merchant(client: Client, settings: Settings) -> Client:
    """Return a client signed in as somebody who may do everything."""
    settings.BOTGUARD_MODE = "off"
    client.force_login(User.objects.create_superuser("root@example.com", "a long password"))
    return client


def test_saving_a_variant_leaves_the_counters_where_orders_have_moved_them() -> None:
    variant = add_variant(10)
    form = _variant_form(variant, price_minor="19.90")
    Variant.objects.filter(pk=variant.pk).update(allocated=4)
    assert form.is_valid(), form.errors
    form.save()
    assert Variant.objects.values_list("price_minor", "on_hand", "allocated").get() == (1990, 10, 4)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"price_minor": "0"}, "price_minor", id="a price of nothing"),
        pytest.param({"price_minor": "-1"}, "price_minor", id="a price below nothing"),
        pytest.param({"price_minor": "1.999"}, "price_minor", id="parts of a cent"),
        pytest.param({"price_minor": "NaN"}, "price_minor", id="no number"),
        pytest.param({"compare_at_minor": "24.00"}, "compare_at_minor", id="a discount of nothing"),
        pytest.param({"options": '{"colour": 3}'}, "options", id="an option that is no word"),
        pytest.param({"options": '["colour"]'}, "options", id="options without names"),
    ],
)
def test_terms_that_make_no_sense_are_refused_beside_their_field(changes: dict[str, str], field: str) -> None:
    form = _variant_form(add_variant(1), **changes)
    assert list(form.errors) == [field]


def test_prices_are_typed_in_major_units_and_unchanged_ones_count_as_unchanged() -> None:
    variant = add_variant(1)
    assert 'value="24.00"' in str(VariantForm(instance=variant)["price_minor"])
    assert "price_minor" not in _variant_form(variant).changed_data
    assert "price_minor" in _variant_form(variant, price_minor="25").changed_data


@pytest.mark.parametrize(
    ("attributes", "is_valid"),
    [
        pytest.param('{"material": ["oak"]}', True, id="names and lists of words"),
        pytest.param("{}", True, id="none"),
        pytest.param('{"material": "oak"}', False, id="a word without a list"),
        pytest.param('["oak"]', False, id="a list without names"),
        pytest.param('{"material": [3]}', False, id="a number"),
    ],
)
def test_attributes_are_names_and_lists_of_words(attributes: str, is_valid: bool) -> None:
    product = add_product("Stool")
    terms = {"name": "Stool", "slug": "stool", "category": product.category_id, "attributes": attributes}
    assert ProductForm(terms, instance=product).is_valid() == is_valid


@pytest.mark.parametrize(
    ("change", "is_valid"),
    [
        pytest.param("5", True, id="some more"),
        pytest.param("-6", True, id="all that is not promised"),
        pytest.param("-7", False, id="one that is promised"),
        pytest.param("0", False, id="nothing"),
        pytest.param("1.5", False, id="half a cup"),
        pytest.param("", False, id="no number"),
    ],
)
def test_a_correction_takes_only_what_is_not_promised(change: str, is_valid: bool) -> None:
    variant = add_variant(10)
    Variant.objects.filter(pk=variant.pk).update(allocated=4)
    variant.refresh_from_db()
    form = CorrectionForm({"change": change, "reason": "counted"}, instance=variant)
    assert form.is_valid() == is_valid
    assert CorrectionForm({"change": "1", "reason": ""}, instance=variant).errors.keys() == {"reason"}


def test_a_correction_goes_through_the_ledger(merchant: Client) -> None:
    variant = add_variant(10)
    page = f"/backoffice/shop/variant/{variant.pk}/change/"
    answer = merchant.post(page, {"change": "-3", "reason": "three broke", "on_hand": "99", "allocated": "1"})
    assert answer.status_code == 302
    assert Variant.objects.values_list("on_hand", "allocated").get() == (7, 0)
    last = StockMovement.objects.order_by("-pk")[0]
    assert (last.kind, last.on_hand_change, last.reference) == ("correct", -3, "three broke")
    refused = merchant.post(page, {"change": "-8", "reason": "more than there is"})
    assert "Only 7 can be taken" in refused.content.decode()
    assert Variant.objects.values_list("on_hand", "allocated").get() == (7, 0)


def test_nobody_changes_the_ledger_or_adds_variants_by_hand(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = User.objects.create_superuser("root@example.com", "a long password")
    ledger, variants = admin.site._registry[StockMovement], admin.site._registry[Variant]
    refused = [ledger.has_add_permission, ledger.has_change_permission, ledger.has_delete_permission]
    assert not any(
        ask(request) for ask in [*refused, variants.has_add_permission, variants.has_delete_permission]
    )
    assert {"on_hand", "allocated"} <= set(variants.get_readonly_fields(request))
    assert not {"on_hand", "allocated"} & set(VariantForm.Meta.fields)


def test_an_uploaded_picture_is_kept_as_our_own_webp(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    data = BytesIO()
    Image.new("RGB", (40, 30)).save(data, "PNG")
    image = ProductImage(product=add_product("Stool"))
    upload = SimpleUploadedFile("../../evil.svg", data.getvalue(), content_type="image/svg+xml")
    form = PictureForm({"alt": "A stool", "position": "0"}, {"file": upload}, instance=image)
    assert form.is_valid(), form.errors
    stored = form.save().file
    assert stored.name.startswith("products/picture")
    assert Image.open(stored.path).format == "WEBP"


def test_an_uploaded_svg_is_refused_and_a_stored_one_stays() -> None:
    product = add_product("Stool")
    image = ProductImage(product=product)
    upload = SimpleUploadedFile(
        "a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", content_type="image/png"
    )
    form = PictureForm({"alt": "A stool", "position": "0"}, {"file": upload}, instance=image)
    assert list(form.errors) == ["file"]
    drawn = ProductImage.objects.create(product=product, file="art/stool.svg", alt="A stool")
    form = PictureForm({"alt": "The stool", "position": "1"}, {}, instance=drawn)
    assert form.is_valid()
    assert form.save().file.name == "art/stool.svg"


def test_a_product_saved_by_a_merchant_is_listed_and_found_at_once(merchant: Client) -> None:
    product = add_product("Stool", Version(sku="S", units=4))
    variant = product.variants.get()
    inline = {f"variants-0-{name}": value for name, value in _terms(variant).items()}
    management = {
        f"{prefix}-{name}_FORMS": number
        for prefix, number in (("variants", "1"), ("images", "0"))
        for name in ("TOTAL", "INITIAL")
    }
    answer = merchant.post(
        f"/backoffice/shop/product/{product.pk}/change/",
        {
            **management,
            **inline,
            "variants-0-id": str(variant.pk),
            "variants-0-product": str(product.pk),
            "variants-0-price_minor": "77.00",
            "variants-0-allocated": "4",
            "name": "Footstool",
            "slug": "stool",
            "category": str(product.category_id),
            "attributes": "{}",
            "is_published": "on",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    product.refresh_from_db()
    variant.refresh_from_db()
    assert (product.name, product.price_minor) == ("Footstool", 7700)
    assert (variant.on_hand, variant.allocated) == (4, 0)
    assert [row.pk for row in search("footstool").products] == [product.pk]


@pytest.mark.parametrize("room", ["category", "product", "variant", "stockmovement"])
def test_every_room_opens(merchant: Client, room: str) -> None:
    add_product("Stool")
    assert merchant.get(f"/backoffice/shop/{room}/").status_code == 200
    assert merchant.get(f"/backoffice/shop/{room}/?q=stool").status_code in {200, 302}

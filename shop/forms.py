"""What shoppers filter by, and what merchants type."""

from decimal import Decimal
from typing import Any, BinaryIO, ClassVar, cast  # cleaned data is untyped

from django import forms
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from shop.actions.picture import BYTES, PictureRefused, encode_picture
from shop.engine.money import Money
from shop.engine.selection import SORTS, Selection, read_attributes
from shop.models import Product, ProductImage, Variant

DEAREST = 1_000_000


def _price(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_value=DEAREST,
        decimal_places=Money.zero(settings.SHOP_CURRENCY).exponent,
        error_messages={"invalid": "Please enter a price, such as 25 or 24.90."},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


class SelectionForm(forms.Form):
    """The filters of a list. Attributes are read from the address itself, for their names are the merchant's."""

    price_from = _price("From")
    price_to = _price("To")
    in_stock = forms.BooleanField(label="In stock only", required=False)
    sort = forms.ChoiceField(label="Sort by", choices=SORTS, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse bounds that are the wrong way round."""
        low, high = self.cleaned_data.get("price_from"), self.cleaned_data.get("price_to")
        if low is not None and high is not None and low > high:
            self.add_error("price_to", "This is less than the lower price.")
        return self.cleaned_data

    def selection(self) -> Selection:
        """Return what was asked for; a field that made no sense is left out, and says so beside itself."""
        self.full_clean()
        address = cast(QueryDict, self.data)
        return Selection(
            price_from_minor=_minor(self.cleaned_data.get("price_from")),
            price_to_minor=_minor(self.cleaned_data.get("price_to")),
            in_stock=bool(self.cleaned_data.get("in_stock")),
            attributes=read_attributes(list(address.lists())),
            sort=self.cleaned_data.get("sort") or "newest",
        )


class SearchForm(forms.Form):
    """The search box's address, checked; the text itself is cleaned where it is used."""

    q = forms.CharField(required=False, strip=True)


class PictureForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """A product's picture; what is uploaded is kept only in our own encoding."""

    class Meta:
        model = ProductImage
        fields: ClassVar[list[str]] = ["file", "alt", "variant", "position"]
        help_texts: ClassVar[dict[str, str]] = {
            "file": f"JPEG, PNG, WebP or GIF, at most {BYTES // 1024 // 1024} MB.",
            "alt": "What the picture shows, for people who cannot see it.",
        }

    def clean_file(self) -> object:
        """Encode a newly chosen file; one that was there stays as it is."""
        chosen = self.cleaned_data["file"]
        if not isinstance(chosen, UploadedFile):
            return chosen
        try:
            return ContentFile(
                encode_picture(cast(BinaryIO, chosen), size=chosen.size or 0), name="picture.webp"
            )
        except PictureRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class MinorUnitsField(forms.DecimalField):
    """A price typed in major units and kept in minor ones."""

    def prepare_value(self, value: object) -> object:
        """Print what is stored; what was typed stays as it was."""
        return Money(value, settings.SHOP_CURRENCY).decimal if isinstance(value, int) else value

    def clean(self, value: object) -> int | None:
        """Return minor units."""
        return _minor(super().clean(value))

    def has_changed(self, initial: object, data: str | None) -> bool:
        """Compare in major units."""
        return super().has_changed(self.prepare_value(initial), data)


def _stored_price(label: str, *, required: bool) -> MinorUnitsField:
    exponent = Money.zero(settings.SHOP_CURRENCY).exponent
    return MinorUnitsField(
        label=label,
        required=required,
        min_value=Decimal(1).scaleb(-exponent),
        max_value=DEAREST,
        decimal_places=exponent,
        help_text=f"In {settings.SHOP_CURRENCY}, VAT included.",
    )


class VariantForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """A variant's words and prices. Its stock moves through the ledger only."""

    price_minor = _stored_price("Price", required=True)
    compare_at_minor = _stored_price("Former price", required=False)

    class Meta:
        model = Variant
        fields: ClassVar[list[str]] = [
            "sku",
            "name",
            "options",
            "price_minor",
            "compare_at_minor",
            "is_active",
            "position",
        ]

    def clean_options(self) -> dict[str, str]:
        """Take names and words only: `{"colour": "Ochre"}`."""
        options = self.cleaned_data["options"] or {}
        words = options.values() if isinstance(options, dict) else [None]
        if not all(isinstance(word, str) and word for word in words):
            raise forms.ValidationError('Please write options as {"colour": "Ochre", "size": "Large"}.')
        return cast(dict[str, str], options)

    def clean(self) -> dict[str, Any]:
        """Refuse a discount that raises the price."""
        price, former = self.cleaned_data.get("price_minor"), self.cleaned_data.get("compare_at_minor")
        if price is not None and former is not None and former <= price:
            self.add_error("compare_at_minor", "The former price is higher than the price, or left empty.")
        return self.cleaned_data

    def save(self, commit: bool = True) -> Variant:
        """Save what the form holds and never the stock counters, which may have moved since they were read."""
        if not commit or self.instance.pk is None:
            return cast(Variant, super().save(commit))
        self.instance.save(update_fields=self.Meta.fields)
        return cast(Variant, self.instance)


class ProductForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """A product's words."""

    class Meta:
        model = Product
        fields: ClassVar[list[str]] = [
            "name",
            "slug",
            "category",
            "summary",
            "description",
            "attributes",
            "is_published",
        ]

    def clean_attributes(self) -> dict[str, list[str]]:
        """Take names and lists of words only: `{"material": ["oak"]}`."""
        attributes = self.cleaned_data["attributes"] or {}
        lists = attributes.values() if isinstance(attributes, dict) else [None]
        if not all(
            isinstance(words, list) and all(isinstance(word, str) for word in words) for words in lists
        ):
            raise forms.ValidationError('Please write attributes as {"material": ["oak", "linen"]}.')
        return cast(dict[str, list[str]], attributes)


class CorrectionForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """A counted difference of a variant's stock, and why."""

    change = forms.IntegerField(
        min_value=-100_000, max_value=100_000, help_text="Units to add; with a minus, to take away."
    )
    reason = forms.CharField(max_length=120, help_text="Kept in the stock ledger.")

    class Meta:
        model = Variant
        fields: ClassVar[list[str]] = []

    def clean_change(self) -> int:
        """Refuse a change of nothing, and to take what is promised to orders."""
        change: int = self.cleaned_data["change"]
        if change == 0:
            raise forms.ValidationError("Please enter how many units to add or take away.")
        if change < -self.instance.available:
            raise forms.ValidationError(
                f"Only {self.instance.available} can be taken: {self.instance.allocated} are promised to orders."
            )
        return change


def _minor(price: Decimal | None) -> int | None:
    """Return a price in minor units; the field has held its decimals."""
    if price is None:
        return None
    return int(price.scaleb(Money.zero(settings.SHOP_CURRENCY).exponent))

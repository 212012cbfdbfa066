"""Forms of cart and checkout."""

import re
from collections.abc import Mapping, Sequence

from django import forms

from checkout.engine.contact import COUNTRIES, ContactError, clean_recipient
from checkout.engine.placement import BANK_TRANSFER, CARD, CASH_ON_DELIVERY, Recipient
from checkout.models import DeliveryMethod
from checkout.queries.cart import MOST_OF_ONE, delivery_rate

PAYMENTS = (
    (CASH_ON_DELIVERY, "Cash on delivery"),
    (BANK_TRANSFER, "Bank transfer"),
    (CARD, "Card"),
)
# From 14 hours west to 14 east of UTC, and a day at most.
TOLD = {"clock_offset": (-840, 840), "form_seconds": (0, 86_400)}
PAYMENT_NOTES = {
    CASH_ON_DELIVERY: "You pay when the parcel is handed to you.",
    BANK_TRANSFER: "You get our account and a reference; we send the parcel once the money has arrived.",
    CARD: "You pay on the provider's page; we never see your card.",
}


def told_by_browser(sent: Mapping[str, str]) -> dict[str, float]:
    """Return what a script of ours told of the browser: its clock in minutes east of UTC, how long the form took.

    Whatever is no such figure was not told: nobody's order fails on it.
    """
    told: dict[str, float] = {}
    for name, (least, most) in TOLD.items():
        text = sent.get(name, "")
        if re.fullmatch(r"-?[0-9]{1,6}(\.[0-9])?", text) and least <= float(text) <= most:
            told[name] = float(text)
    return told


class QuantityForm(forms.Form):
    """So many units of one variant."""

    variant = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    quantity = forms.IntegerField(
        min_value=0,
        max_value=MOST_OF_ONE,
        error_messages={
            "invalid": "Please give a whole number.",
            "min_value": "Please give a whole number from 1 up.",
            "max_value": f"At most {MOST_OF_ONE} of one thing.",
        },
    )


class AddForm(QuantityForm):
    """Units to put in the cart, at least one."""

    quantity = forms.IntegerField(
        min_value=1,
        max_value=MOST_OF_ONE,
        error_messages={
            "invalid": "Please give a whole number.",
            "min_value": "Please give a whole number from 1 up.",
            "max_value": f"At most {MOST_OF_ONE} of one thing.",
        },
    )


class CouponForm(forms.Form):
    """A coupon's code."""

    code = forms.CharField(max_length=40, required=False, label="Coupon code")


class EraseForm(forms.Form):
    """The wish to be forgotten, said twice."""

    sure = forms.BooleanField(
        label="Delete my account and erase my orders. This cannot be undone.",
        error_messages={"required": "Please tick the box if you are sure."},
    )


class CheckoutForm(forms.Form):
    """Everything an order takes, on one page."""

    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        help_text="For the receipt of your order.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label="Phone",
        max_length=30,
        help_text="So that the courier can reach you.",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )
    name = forms.CharField(
        label="Full name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    country = forms.ChoiceField(
        label="Country",
        choices=[("", "Choose a country"), *COUNTRIES],
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    street = forms.CharField(
        label="Street and number",
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    street2 = forms.CharField(
        label="Flat, floor, company",
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-line2"}),
    )
    postcode = forms.CharField(
        label="Postcode",
        max_length=16,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    city = forms.CharField(
        label="City", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "address-level2"})
    )
    region = forms.CharField(
        label="Region or county",
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-level1"}),
    )
    delivery = forms.ChoiceField(label="Delivery", widget=forms.RadioSelect)
    payment = forms.ChoiceField(label="Payment", choices=PAYMENTS, widget=forms.RadioSelect)
    note = forms.CharField(
        label="Note for us", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    expected_total = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    recipient: Recipient

    def __init__(
        self,
        data: object = None,
        *,
        methods: Sequence[DeliveryMethod],
        initial: dict[str, object] | None = None,
        takes_cards: bool,
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a request's data, whatever it holds
        self.methods = methods
        self.takes_cards = takes_cards
        self.hidden: frozenset[str] = frozenset()  # payment methods not offered for this cart
        self._field("delivery").choices = [(method.code, method.name) for method in methods]
        self._field("payment").choices = _payments(takes_cards=takes_cards)

    def clean(self) -> dict[str, object]:
        """Check address and phone by the country's own rules, each problem by its field."""
        cleaned = super().clean() or {}
        if self.errors:
            # Say what is wrong with the address together with the rest, as far as it was filled in.
            if not {"country", "name", "email"} & set(self.errors):
                self._clean_recipient(cleaned)
            return cleaned
        self._clean_recipient(cleaned)
        return cleaned

    def unchecked(self, **replaced: str) -> "CheckoutForm":
        """Return the form with everything typed and nothing checked; keyword arguments replace fields."""
        typed = {name: self[name].value() for name in self.fields}
        return CheckoutForm(methods=self.methods, initial={**typed, **replaced}, takes_cards=self.takes_cards)

    def delivery_choices(self) -> list[dict[str, object]]:
        """Return the delivery methods as the page's cards show them."""
        chosen = self["delivery"].value()
        return [
            {
                "code": method.code,
                "name": method.name,
                "note": method.promise,
                "price": _price(method),
                "is_chosen": method.code == chosen,
            }
            for method in self.methods
        ]

    def payment_choices(self) -> list[dict[str, object]]:
        """Return the payment methods as the page's cards show them."""
        chosen = self["payment"].value()
        return [
            {"code": code, "name": name, "note": PAYMENT_NOTES[code], "is_chosen": code == chosen}
            for code, name in _payments(takes_cards=self.takes_cards)
            if code not in self.hidden
        ]

    def chosen_method(self) -> DeliveryMethod | None:
        """Return the delivery method that is chosen so far, valid form or not."""
        chosen = self["delivery"].value()
        return next((method for method in self.methods if method.code == chosen), None)

    def _clean_recipient(self, cleaned: dict[str, object]) -> None:
        names = ("email", "phone", "name", "street", "street2", "postcode", "city", "region", "country")
        typed = {name: " ".join(str(cleaned.get(name) or "").split()) for name in names}
        try:
            self.recipient = clean_recipient(Recipient(**typed))
        except ContactError as error:
            for field, sentence in error.problems.items():
                if field not in self.errors:
                    self.add_error(field, sentence)

    def _field(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
        return field


def _payments(*, takes_cards: bool) -> list[tuple[str, str]]:
    return [choice for choice in PAYMENTS if takes_cards or choice[0] != CARD]


def _price(method: DeliveryMethod) -> str:
    rate = delivery_rate(method)
    if not rate.price:
        return "Free"
    return str(rate.price)

"""Shape an order that is taken by hand: the checkout's own fields, and a quantity for every article."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from checkout.forms import CheckoutForm
from checkout.models import DeliveryMethod
from checkout.queries.cart import MOST_OF_ONE

QUANTITY = re.compile(r"quantity-([1-9][0-9]{0,17})")
MOST_LINES = 50
TOLD = {
    "email": "The receipt goes there.",
    "phone": "Say it back to them.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """Units by variant, and what is wrong with what was typed, by variant."""

    units: Mapping[int, int] = field(default_factory=dict)
    typed: Mapping[int, str] = field(default_factory=dict)
    problems: Mapping[int, str] = field(default_factory=dict)
    is_too_long: bool = False


def read_basket(sent: Mapping[str, str]) -> Basket:
    """Return what was typed for quantities; empty and 0 are none."""
    typed = {
        int(match[1]): value.strip()
        for name, value in sent.items()
        if (match := QUANTITY.fullmatch(name)) and value.strip() not in {"", "0"}
    }
    units, problems = {}, {}
    for variant_id, text in list(typed.items())[:MOST_LINES]:
        if re.fullmatch(r"[0-9]{1,2}", text) and 1 <= int(text) <= MOST_OF_ONE:
            units[variant_id] = int(text)
        else:
            problems[variant_id] = f"A whole number from 1 to {MOST_OF_ONE}."
    return Basket(units=units, typed=typed, problems=problems, is_too_long=len(typed) > MOST_LINES)


class HandOrderForm(CheckoutForm):
    """Everything an order takes but the goods. No browser may fill in whose it is: it knows the clerk."""

    def __init__(
        self,
        data: object = None,
        *,
        methods: Sequence[DeliveryMethod],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, methods=methods, initial=initial, takes_cards=False)
        for name, shaped in self.fields.items():
            shaped.help_text = TOLD.get(name, "")
            shaped.widget.attrs["autocomplete"] = "off"
        self.fields["note"].label = "Note"
        # Only what was said to the buyer can be taken; looking at it first says nothing yet.
        self.fields["expected_total"].required = False

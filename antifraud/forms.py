"""Shape what staff type into the lists."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.timezone import make_aware

from antifraud.engine.listing import MOST_CHARACTERS

# More than any list of so many characters has.
MOST_BYTES = 4 * MOST_CHARACTERS + 1

EXPIRIES = {
    "1-day": ("1 day", timedelta(days=1)),
    "7-days": ("7 days", timedelta(days=7)),
    "30-days": ("30 days", timedelta(days=30)),
    "1-year": ("1 year", timedelta(days=365)),
    "for-ever": ("For ever", None),
}
# Of an entry that is there already: it may end when it would have, or on a day.
KEPT, ON_DAY = "as-it-is", "on-a-day"


def ending_field(initial: str, *, label: str = "For how long") -> forms.ChoiceField:
    """Return the field that asks how long something holds."""
    choices = [(key, text) for key, (text, _) in EXPIRIES.items()]
    return forms.ChoiceField(label=label, choices=choices, initial=initial)


class EndingForm(forms.Form):
    """Something that ends by itself, unless it is meant for ever."""

    expiry = ending_field("30-days")

    def expires_at(self, *, now: datetime) -> datetime | None:
        """Return when it ends; None is never. Valid forms only."""
        lasts = EXPIRIES[self.cleaned_data["expiry"]][1]
        return now + lasts if lasts is not None else None


class TermsForm(forms.Form):
    """What may be changed of an entry that is in force."""

    reason = forms.CharField(
        max_length=200, help_text="Staff read it on every order this hits. Shoppers never do."
    )
    expiry = forms.ChoiceField(label="Until when", initial=KEPT)
    ends_on = forms.DateField(
        label="The day",
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text="Only for “on a day”: it ends as that day begins.",
    )
    note = forms.CharField(max_length=2000, required=False, widget=forms.Textarea({"rows": 3}))
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, kept: str, **kwargs: Any) -> None:  # Django's own signature
        super().__init__(*args, **kwargs)
        field = self.fields["expiry"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # it is declared above
        lasts = [
            (key, text if key == "for-ever" else f"{text} from now") for key, (text, _) in EXPIRIES.items()
        ]
        field.choices = [(KEPT, f"As it is: {kept}"), *lasts, (ON_DAY, "On a day")]

    def expires_at(self, *, current: datetime | None, now: datetime) -> datetime | None:
        """Return when it ends; None is never. Valid forms only."""
        choice = self.cleaned_data["expiry"]
        if choice == KEPT:
            return current
        if choice == ON_DAY:
            return make_aware(datetime.combine(self.cleaned_data["ends_on"], time.min))
        lasts = EXPIRIES[choice][1]
        return None if lasts is None else now + lasts

    def clean(self) -> dict[str, object]:
        """Ask for the day where one is meant."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("expiry") == ON_DAY and not cleaned.get("ends_on") and "ends_on" not in self.errors:
            self.add_error("ends_on", "Say which day.")
        return cleaned


class BlockForm(EndingForm):
    """One thing or a pasted list, why, and for how long."""

    values = forms.CharField(
        label="What to list",
        required=False,
        widget=forms.Textarea({"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        help_text=(
            "One a line: an address, a CIDR range, an e-mail, a phone with its country code, AS64500, country:RO, "
            "device:… or delivery:RO and the address – what follows a # is left out. Or CSV with the headings value, "
            "reason, note and ends, of which only the first is needed."
        ),
    )
    file = forms.FileField(label="Or a file of such lines", required=False, allow_empty_file=True)
    reason = forms.CharField(
        max_length=200, help_text="Staff read it on every order this hits. Shoppers never do."
    )
    effect = forms.ChoiceField(
        label="List",
        choices=[("block", "Block silently"), ("allow", "Always allow")],
        initial="block",
    )
    note = forms.CharField(max_length=2000, required=False, widget=forms.Textarea({"rows": 2}))
    is_partial = forms.BooleanField(label="Save the good lines even if others are wrong", required=False)
    field_order = ("values", "file", "reason", "expiry")

    def clean(self) -> dict[str, object]:
        """Take the lines from the file where there is one."""
        cleaned = super().clean() or self.cleaned_data
        upload = cleaned.get("file")
        if upload:
            cleaned["values"] = upload.read(MOST_BYTES).decode(errors="replace")
        if not cleaned.get("values", "").strip():
            self.add_error("values", "Say what to list.")
        return cleaned

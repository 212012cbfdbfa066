"""Shape what staff decide about an order."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django import forms

from antifraud.forms import EndingForm, ending_field
from backoffice.engine.blockable import Blockable
from backoffice.engine.desk import Said, Verb
from backoffice.forms.reason import REASON_AT_MOST, ReasonForm
from checkout.engine.review import CODES, SNOOZES


class ClearForm(forms.Form):
    """Why an order is cleared: a code, and a note if there is more to say."""

    code = forms.ChoiceField(
        label="Why", choices=[(code.name, code.label) for code in CODES if code.verdict == "clear"]
    )
    reason = forms.CharField(
        label="Note, for staff to read later",
        max_length=REASON_AT_MOST,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class RejectForm(ClearForm):
    """Why an order is rejected."""

    code = forms.ChoiceField(
        label="Why", choices=[(code.name, code.label) for code in CODES if code.verdict == "reject"]
    )


class SnoozeForm(forms.Form):
    """For how long an order is put aside."""

    lasts = forms.ChoiceField(
        label="For how long", choices=[(name, label) for name, (label, _) in SNOOZES.items()]
    )


DECIDED = {"clear": ClearForm, "reject": RejectForm}


def asking(verb: Verb, data: Mapping[str, str] | None = None) -> forms.Form | None:
    """Return the form of what a verb asks for, or None when it asks nothing."""
    match verb.asks:
        case "reason":
            return ReasonForm(data)
        case "code":
            return DECIDED[verb.name](data)
        case "time":
            return SnoozeForm(data)
    return None


def said(form: forms.Form | None, *, seen: str = "") -> Said:
    """Return what a valid form says, and where the order's review stood on the page it was sent from."""
    fields = {} if form is None else form.cleaned_data
    lasts = SNOOZES[fields["lasts"]][1] if fields.get("lasts") else timedelta()
    return Said(reason=fields.get("reason", ""), code=fields.get("code", ""), lasts=lasts, seen=seen)


class BlockOrderForm(EndingForm, ReasonForm):
    """What of an order goes on the blocklist, why and for how long."""

    subjects = forms.MultipleChoiceField(
        label="What to block",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick something."},
    )
    field_order = ("subjects", "reason", "expiry")

    def __init__(self, things: Sequence[Blockable], data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        subjects = self.fields["subjects"]
        assert isinstance(subjects, forms.MultipleChoiceField)  # noqa: S101  # as declared above
        subjects.choices = [(each.name, each.label) for each in things]
        self.things = things

    def written(self) -> list[str]:
        """Return the chosen things as lists write them. Valid forms only."""
        return [each.written for each in self.things if each.name in self.cleaned_data["subjects"]]


class TrustForm(EndingForm, ReasonForm):
    """Why a customer is trusted, and for how long."""

    expiry = ending_field("1-year")

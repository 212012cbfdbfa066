"""Shape what staff send from the back office's own pages."""

from django import forms

from antifraud.forms import EXPIRIES

REASON_AT_MOST = 200


class ReasonForm(forms.Form):
    """Why something is done; staff read it later, shoppers never do."""

    reason = forms.CharField(max_length=REASON_AT_MOST, widget=forms.TextInput({"autocomplete": "off"}))


class BlockAddressForm(ReasonForm):
    """Block the address an order came from."""

    expiry = forms.ChoiceField(
        label="For how long",
        choices=[(key, label) for key, (label, _) in EXPIRIES.items()],
        initial="30-days",
    )

"""Ask staff why, and say how much they may send."""

from django import forms

REASON_AT_MOST = 200


# What a form may carry back to the server after its lines were tried.
MOST_BYTES = 2_400_000


class ReasonForm(forms.Form):
    """Why something is done; staff read it later, shoppers never do."""

    reason = forms.CharField(max_length=REASON_AT_MOST, widget=forms.TextInput({"autocomplete": "off"}))

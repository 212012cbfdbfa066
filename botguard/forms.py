"""What visitors may send to the guard's own pages."""

from collections.abc import Mapping

from django import forms

DECOY_NAME = "company_fax"


class ProofForm(forms.Form):
    """A solved challenge: by work (`solution`) or by patience (`answer`)."""

    challenge = forms.CharField(max_length=100)
    solution = forms.CharField(max_length=2_000, required=False)
    answer = forms.CharField(max_length=60, required=False)
    next = forms.CharField(max_length=500, required=False)


class AppealForm(forms.Form):
    """A few words from somebody who was kept out."""

    email = forms.EmailField(
        label="E-mail (if you want an answer)",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    message = forms.CharField(
        label="What were you trying to do?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


def is_decoy_filled(data: Mapping[str, object]) -> bool:
    """Tell whether somebody filled in the field that people never meet ({% decoy_field %})."""
    return bool(data.get(DECOY_NAME))

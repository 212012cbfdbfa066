"""Shape what people ask about their data."""

from django import forms

from backoffice.forms.reason import ReasonForm


class PersonForm(forms.Form):
    """Whose data it is about."""

    email = forms.EmailField(label="E-mail address", max_length=254)


class EraseForm(ReasonForm):
    """The wish of somebody to be forgotten, said twice."""

    sure = forms.BooleanField(
        label="They have shown that the address is theirs. This cannot be undone.",
        error_messages={"required": "Please tick the box if you are sure."},
    )

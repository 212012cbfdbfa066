"""What visitors may send to the guard's own pages."""

from collections.abc import Mapping

from django import forms

from botguard.engine.challenge import Reply

DECOY_NAME = "company_fax"


class ProofForm(forms.Form):
    """A solved challenge: by work (`solution`), by an answer, or by somebody else's box."""

    challenge = forms.CharField(max_length=100)
    way = forms.ChoiceField(
        choices=[(way, way) for way in ("work", "question", "sound", "widget")], required=False
    )
    solution = forms.CharField(max_length=2_000, required=False)
    answer = forms.CharField(max_length=60, required=False)
    next = forms.CharField(max_length=500, required=False)

    def reply(self) -> Reply:
        """Return what was sent: a solution is work whatever else the form says, for the script sends nothing more."""
        sent = self.cleaned_data
        way = sent["way"] or "question"
        if way != "widget" and sent["solution"]:
            way = "work"
        return Reply(way=way, solution=sent["solution"], answer=sent["answer"])


class MailForm(forms.Form):
    """Where to send a link that opens the shop."""

    challenge = forms.CharField(max_length=100)
    email = forms.EmailField(max_length=254)
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

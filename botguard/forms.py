"""What visitors may send to the guard's own pages."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django import forms

from botguard.engine.botauth import CARD, DIRECTORY, KEY_SET
from botguard.engine.challenge import Reply
from botguard.engine.crawler import CLASSES
from botguard.engine.registry import MOST_CHARACTERS
from botguard.engine.room import PARTNER_ROOMS

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


class PartnerForm(forms.Form):
    """A key for a partner's program."""

    name = forms.CharField(
        max_length=80, help_text="Whose it is and what for, such as: Price feed of Example Ltd."
    )
    rooms = forms.MultipleChoiceField(
        label="What it opens",
        choices=[(room, room.capitalize()) for room in PARTNER_ROOMS],
        initial=["browse", "api"],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(label="Ends after days", min_value=1, max_value=366, initial=90)
    public_key = forms.CharField(
        label="Their public key",
        max_length=44,
        required=False,
        strip=True,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text="Ed25519, 43 characters of base64 (the x of a JSON Web Key). Empty: we make a pair for them.",
    )

    def expires_at(self, *, now: datetime) -> datetime:
        """Return when the key ends. Valid forms only."""
        return now + timedelta(days=self.cleaned_data["days"])


class RegistryForm(forms.Form):
    """A registry of robots' cards, pasted or as a file."""

    cards = forms.CharField(
        label="The registry",
        required=False,
        widget=forms.Textarea({"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        help_text="The address of one card a line; what follows a hash is a comment.",
    )
    file = forms.FileField(label="Or as a file", required=False, allow_empty_file=True)
    crawler_class = forms.ChoiceField(
        label="What kind of robots", choices=[(each.code, each.label) for each in CLASSES]
    )

    def clean(self) -> dict[str, object]:
        """Take the lines from the file where there is one."""
        cleaned = super().clean() or self.cleaned_data
        if upload := cleaned.get("file"):
            # One more than may come, so that what is too long is told and never cut.
            cleaned["cards"] = upload.read(MOST_CHARACTERS + 1).decode(errors="replace")
        if not cleaned.get("cards", "").strip():
            self.add_error("cards", "Paste a registry, or choose a file.")
        return cleaned


class DirectoryForm(forms.Form):
    """Where a robot publishes the keys it signs with."""

    name = forms.CharField(max_length=80, help_text="Whose robot it is.")
    url = forms.CharField(
        label="Address",
        max_length=500,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
        help_text="As its Signature-Agent header has it, such as https://chatgpt.com",
    )
    form = forms.ChoiceField(
        label="What is there",
        choices=[
            (DIRECTORY, "A site with a key directory"),
            (KEY_SET, "A key set (jwks_uri)"),
            (CARD, "A card (cimd)"),
        ],
    )
    crawler_class = forms.ChoiceField(
        label="What kind of robot", choices=[(each.code, each.label) for each in CLASSES]
    )

"""Shape what staff decide about visitors."""

from django import forms

from antifraud.forms import EXPIRIES, EndingForm, ending_field
from backoffice.forms.reason import MOST_BYTES, ReasonForm
from botguard.engine.listing import MOST_BYTES as MOST_LIST_BYTES
from botguard.engine.listing import MOST_NETWORKS
from botguard.engine.room import ROOMS


class RevokeForm(ReasonForm):
    """Which rooms a key is to open no more; none chosen is all of them."""

    scope = forms.ChoiceField(
        label="What it is to open no more",
        choices=[("all", "Everything"), ("rooms", "Only the rooms ticked below")],
        initial="all",
        widget=forms.RadioSelect,
    )
    chosen = forms.MultipleChoiceField(
        label="Rooms",
        choices=[(room, room.capitalize()) for room in ROOMS if room != "office"],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, object]:
        """Ask for a room when only some are meant."""
        cleaned = super().clean() or {}
        if cleaned.get("scope") == "rooms" and not cleaned.get("chosen"):
            self.add_error("chosen", "Tick at least one room.")
        return cleaned

    def rooms(self) -> frozenset[str]:
        """Return the chosen rooms; empty is all."""
        return frozenset(self.cleaned_data["chosen"] if self.cleaned_data["scope"] == "rooms" else ())


class TermsForm(EndingForm, ReasonForm):
    """What an access rule does, how, why and for how long."""

    effect = forms.ChoiceField(
        label="What it does",
        choices=[
            ("deny", "Keep out"),
            ("challenge", "Ask for a proof"),
            ("allow", "Let in, whatever else is known"),
        ],
    )
    mode = forms.ChoiceField(
        choices=[("observe", "Observe: only count whom it fits"), ("enforce", "Enforce")], initial="observe"
    )
    field_order: tuple[str, ...] = ("reason", "effect", "mode", "expiry")


class RuleForm(TermsForm):
    """A new access rule: one line, a pasted list, or a file of lines."""

    values = forms.CharField(
        label="Whom it is about",
        required=False,
        widget=forms.Textarea({"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        help_text=(
            "One a line: an address, a CIDR range, AS64500, country:RO, or agent:part of its name. Of a CSV file the "
            "first column counts. Several networks become one list."
        ),
    )
    file = forms.FileField(
        label="Or a file of such lines",
        required=False,
        allow_empty_file=True,
        help_text="Of up to 100,000 lines; longer ones have a page of their own.",
    )
    title = forms.CharField(
        label="Name of the list",
        max_length=80,
        required=False,
        help_text="Only where it holds several networks.",
    )
    is_partial = forms.BooleanField(label="Save the good lines even if others are wrong", required=False)
    field_order = ("values", "file", "title", "effect", "mode", "reason", "expiry", "is_partial")

    def clean(self) -> dict[str, object]:
        """Take the lines from the file where there is one."""
        cleaned = super().clean() or self.cleaned_data
        upload = cleaned.get("file")
        if upload:
            # One more than may come, so that what is too long is told and never cut.
            cleaned["values"] = upload.read(MOST_BYTES + 1).decode(errors="replace")
        if not cleaned.get("values", "").strip():
            self.add_error("values", "Say whom it is about.")
        return cleaned


class RuleChangeForm(TermsForm):
    """Other terms for a rule; of a list also another name, and networks to add and to take out."""

    title = forms.CharField(label="Name of the list", max_length=80, required=False)
    expiry = forms.ChoiceField(
        label="From now on for how long",
        choices=[("", "As it was"), *((key, label) for key, (label, _) in EXPIRIES.items())],
        required=False,
    )
    add = forms.CharField(
        label="Networks to add", required=False, widget=forms.Textarea({"rows": 3, "spellcheck": "false"})
    )
    drop = forms.CharField(
        label="Networks to take out",
        required=False,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
    )


class ListFileForm(forms.Form):
    """A file of up to a million networks, in place of those that a list has."""

    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        help_text=(
            f"One address or range a line, up to {MOST_NETWORKS:,}; of a CSV file the first column counts. "
            f"At most {MOST_LIST_BYTES // 2**20} MiB."
        ),
    )

    def clean_file(self) -> str:
        """Return the file's text."""
        upload = self.cleaned_data["file"]
        if upload.size > MOST_LIST_BYTES:
            raise forms.ValidationError(f"The file is longer than {MOST_LIST_BYTES // 2**20} MiB.")
        text: str = upload.read().decode(errors="replace")
        return text


class NewListForm(ListFileForm, TermsForm):
    """A new list, from a file."""

    title = forms.CharField(label="Name of the list", max_length=80)
    field_order = ("file", "title", "effect", "mode", "reason", "expiry")


class StandingForm(EndingForm, ReasonForm):
    """Staff's word about a customer, why, and for how long."""

    tier = forms.ChoiceField(
        label="From now on",
        choices=[
            ("safeguard", "Trust them"),
            ("distrusted", "Distrust them"),
            ("", "Let their orders speak"),
        ],
        required=False,
        widget=forms.RadioSelect,
        initial="safeguard",
    )
    expiry = ending_field("1-year")
    field_order = ("reason", "tier", "expiry")

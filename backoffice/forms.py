"""Shape what staff send from the back office's own pages."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django import forms

from antifraud.actions.rule import RuleTerms
from antifraud.engine.rule import RuleAction, UnusableRule, read_rule
from antifraud.forms import EXPIRIES, EndingForm, ending_field
from backoffice.engine.blockable import Blockable
from backoffice.engine.desk import Said, Verb
from botguard.engine.room import ROOMS
from checkout.engine.review import CODES, SNOOZES

REASON_AT_MOST = 200
# What a form may carry back to the server after its lines were tried.
MOST_BYTES = 2_400_000


class ReasonForm(forms.Form):
    """Why something is done; staff read it later, shoppers never do."""

    reason = forms.CharField(max_length=REASON_AT_MOST, widget=forms.TextInput({"autocomplete": "off"}))


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


def said(form: forms.Form | None) -> Said:
    """Return what a valid form says."""
    fields = {} if form is None else form.cleaned_data
    lasts = SNOOZES[fields["lasts"]][1] if fields.get("lasts") else timedelta()
    return Said(reason=fields.get("reason", ""), code=fields.get("code", ""), lasts=lasts)


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
    file = forms.FileField(label="Or a file of such lines", required=False, allow_empty_file=True)
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
            cleaned["values"] = upload.read(MOST_BYTES + 1)[:MOST_BYTES].decode(errors="replace")
        if not cleaned.get("values", "").strip():
            self.add_error("values", "Say whom it is about.")
        return cleaned


class RuleChangeForm(TermsForm):
    """Other terms for a rule; of a list also networks to add and to take out."""

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


class PersonForm(forms.Form):
    """Whose data it is about."""

    email = forms.EmailField(label="E-mail address", max_length=254)


class EraseForm(ReasonForm):
    """The wish of somebody to be forgotten, said twice."""

    sure = forms.BooleanField(
        label="They have shown that the address is theirs. This cannot be undone.",
        error_messages={"required": "Please tick the box if you are sure."},
    )


class OrderRuleForm(EndingForm, ReasonForm):
    """A rule that judges orders: what it says, what it does, why, and until when."""

    title = forms.CharField(
        label="Name", max_length=80, help_text="As it is called on orders and in the audit trail."
    )
    text = forms.CharField(
        label="An order meets it when",
        max_length=20_000,  # the reader says what is too long, and where
        strip=False,
        widget=forms.Textarea({"rows": 5, "spellcheck": "false", "autocomplete": "off"}),
        help_text='As in order.amount > 100 && delivery.country != "RO".',
    )
    action = forms.ChoiceField(
        label="Then",
        choices=[
            ("hold", "Hold it for review"),
            ("require-confirmation", "Hold it until the shopper confirms"),
            ("shadow-cancel", "Cancel it silently (not paid in advance only)"),
            ("allow", "Clear it, whatever else speaks against it"),
            ("hide-payment-method", "Hide a payment method at the checkout"),
            ("note", "Only note it"),
        ],
    )
    payment_method = forms.ChoiceField(
        label="Payment method to hide",
        required=False,
        choices=[
            ("", "None"),
            ("cash-on-delivery", "Cash on delivery"),
            ("bank-transfer", "Bank transfer"),
            ("card", "Card"),
        ],
    )
    expiry = ending_field("1-year")
    field_order = ("title", "text", "action", "payment_method", "reason", "expiry")

    def clean(self) -> dict[str, object]:
        """Read the rule, and say each problem with its line and column."""
        cleaned = super().clean() or self.cleaned_data
        action = cleaned.get("action", "note")
        is_hiding = action == "hide-payment-method"
        if "text" in cleaned:
            try:
                read_rule(cleaned["text"], is_at_checkout=is_hiding)
            except UnusableRule as error:
                for problem in error.problems:
                    self.add_error("text", str(problem))
        if is_hiding and not cleaned.get("payment_method"):
            self.add_error("payment_method", "Say which payment method to hide.")
        if not is_hiding:
            cleaned["payment_method"] = ""
        return cleaned

    def terms(self, *, now: datetime) -> RuleTerms:
        """Return what was typed; valid forms only."""
        given = self.cleaned_data
        return RuleTerms(
            title=given["title"],
            text=given["text"],
            action=RuleAction(given["action"]),
            payment_method=given["payment_method"],
            reason=given["reason"],
            expires_at=self.expires_at(now=now),
        )


class RuleModeForm(forms.Form):
    """Whether a rule acts, and why although it meets many good orders."""

    mode = forms.ChoiceField(choices=[(each, each) for each in ("enforce", "observe", "off")])
    typed_reason = forms.CharField(max_length=REASON_AT_MOST, required=False)


class RuleSnoozeForm(ReasonForm):
    """A customer whom a rule leaves alone, and until when."""

    email = forms.EmailField(label="The customer's e-mail", max_length=254)
    until = forms.DateField(label="Until", widget=forms.DateInput({"type": "date"}))
    field_order = ("email", "until", "reason")


class BacktestForm(forms.Form):
    """How far back to try a rule."""

    days = forms.TypedChoiceField(
        label="Orders of the last",
        coerce=int,
        choices=[(30, "30 days"), (90, "90 days"), (180, "180 days"), (365, "year")],
        initial=180,
    )


class StatementForm(forms.Form):
    """A bank's list of incoming payments, pasted or as a file."""

    statement = forms.CharField(
        label="Payments as CSV",
        required=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        help_text="The first line names the columns, “amount” and “reference” among them.",
    )
    file = forms.FileField(label="Or a CSV file", required=False)

    def clean(self) -> dict[str, object]:
        """Read the file where there is one."""
        cleaned = super().clean() or {}
        sent = cleaned.get("file")
        if sent is not None and sent.size > MOST_BYTES:
            self.add_error("file", "The file is too long: at most 2.4 MB.")
        elif sent is not None:
            raw = sent.read()
            try:
                cleaned["statement"] = raw.decode("utf-8-sig")
            except UnicodeDecodeError:
                cleaned["statement"] = raw.decode("latin-1")
        if not self.errors and not str(cleaned.get("statement", "")).strip():
            self.add_error("statement", "Paste some payments, or choose a file.")
        if "\0" in str(cleaned.get("statement", "")):
            self.add_error("statement", "This is no text.")
        return cleaned

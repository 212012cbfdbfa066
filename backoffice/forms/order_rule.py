"""Shape the rules that judge orders."""

from datetime import datetime

from django import forms

from antifraud.actions.rule import RuleTerms
from antifraud.engine.rule import RuleAction, UnusableRule, read_rule
from antifraud.forms import EndingForm, ending_field
from backoffice.forms.reason import REASON_AT_MOST, ReasonForm


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

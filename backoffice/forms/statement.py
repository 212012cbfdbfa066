"""Shape a bank's statement."""

from django import forms

from backoffice.forms.reason import MOST_BYTES


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

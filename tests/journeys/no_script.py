"""A browser that runs no scripts: it follows links and sends forms, and can do nothing that a page does not offer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from tests.botguard.visitors import answers

type Fetch = Callable[[str, Mapping[str, str] | None], tuple[str, str]]

VOID_TYPES = {"submit", "button", "image", "reset"}


@dataclass(slots=True, kw_only=True)
class Form:
    """A form as it stands: what it would send, what its choices offer, and its buttons by their text."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    offers: dict[str, set[str]] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)


class Page(HTMLParser):
    """A page's words, links and forms."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.links: dict[str, str] = {}
        self.forms: list[Form] = []
        self._open: list[tuple[str, dict[str, str], int]] = []
        self._select = ""
        self.feed(html)

    @property
    def text(self) -> str:
        """Return the page's words with single spaces between them."""
        return " ".join(self.words.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read fields; remember where links, buttons and areas of text begin."""
        found = {name: value or "" for name, value in attrs}
        # A picture in a button is called by its label.
        self.words += f" {found.get('aria-label', '') if tag == 'svg' else ''} "
        if tag == "form":
            self.forms.append(Form(action=found.get("action", ""), method=found.get("method", "get").lower()))
        elif tag == "input" and self.forms and found.get("type") not in VOID_TYPES:
            self._field(found)
        elif tag == "select":
            self._select = found["name"]
        elif tag == "option" and self._select:
            offers = self.forms[-1].offers.setdefault(self._select, set())
            offers.add(found["value"])
            if "selected" in found or len(offers) == 1:
                self.forms[-1].values[self._select] = found["value"]
        elif tag in ("a", "button", "textarea", "script", "style"):
            self._open.append((tag, found, len(self.words)))

    def handle_endtag(self, tag: str) -> None:
        """Keep a link, a button or a text, whose words are known now."""
        if tag == "select":
            self._select = ""
        if not self._open or self._open[-1][0] != tag:
            return
        _, found, start = self._open.pop()
        words = self.words[start:]
        label = found.get("aria-label") or " ".join(words.split())
        if tag in ("script", "style"):
            self.words = self.words[:start]
        elif tag == "a" and found.get("href"):
            self.links.setdefault(label, found["href"])
        elif tag == "textarea":
            self.forms[-1].values[found["name"]] = words.strip()
        elif tag == "button" and self.forms:
            self.forms[-1].buttons.setdefault(label, (found.get("name", ""), found.get("value", "")))

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        self.words += data

    def _field(self, found: Mapping[str, str]) -> None:
        form, name, value = self.forms[-1], found.get("name", ""), found.get("value", "")
        if found.get("type") in ("radio", "checkbox"):
            form.offers.setdefault(name, set()).add(value)
            if "checked" in found:
                form.values[name] = value
        elif name:
            form.values[name] = value


class NoScriptBrowser:
    """Hold a page, and leave it by its links and forms only."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self.address = "/"
        self.page = Page("")

    def open(self, path: str, sent: Mapping[str, str] | None = None) -> None:
        """Go to an address, typed or followed."""
        self.address, html = self._fetch(urljoin(self.address, path), sent)
        self.page = Page(html)

    def follow(self, words: str) -> None:
        """Follow the first link whose words begin so."""
        href = next((href for text, href in self.page.links.items() if text.startswith(words)), None)
        assert href, (words, sorted(self.page.links))
        self.open(href)

    def press(self, button: str, **typed: str) -> None:
        """Fill the form that has a button, and press it."""
        form, label = next(
            (
                (form, label)
                for form in self.page.forms
                for label in form.buttons
                if label.startswith(button) and form.method == "post"
            ),
            (None, ""),
        )
        assert form, (button, [list(each.buttons) for each in self.page.forms])
        for name, value in typed.items():
            assert name in form.values or name in form.offers, name
            assert name not in form.offers or value in form.offers[name], (name, form.offers[name])
        name, value = form.buttons[label]
        self.open(form.action or self.address, form.values | typed | ({name: value} if name else {}))

    def answer(self) -> str:
        """Return the answer to the small question of the proof page."""
        challenge = next(form.values["challenge"] for form in self.page.forms if "challenge" in form.values)
        return answers(challenge)[0]

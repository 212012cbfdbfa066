"""The page that imports a registry: tried line by line, saved whole or not at all, and written down."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry
from botguard.actions.crawler import add_directory
from botguard.engine.botauth import CARD
from botguard.models import KeyDirectory
from tests.backoffice.conftest import SignIn
from tests.backoffice.test_rules import SEAL

pytestmark = pytest.mark.django_db
URL, ROBOTS = "/backoffice/crawlers/registry/", "/backoffice/crawlers/"
A, B = "https://bot1.example.com/card", "https://bot2.example.com/card"


def send(client: Client, cards: str, **fields: object) -> HttpResponse:
    """Send the form once."""
    return client.post(URL, {"cards": cards, "crawler_class": "ai-search", **fields})  # type: ignore[return-value]


def save(client: Client, cards: str, **fields: object) -> HttpResponse:
    """Try the form, then save it."""
    page = send(client, cards, **fields).content.decode()
    seal = page.partition(SEAL)[2].partition('"')[0]
    return send(client, cards, **{**fields, "step": "save", "tried": seal})


def test_a_registry_is_tried_saved_and_written_down(merchant: Client) -> None:
    cards = f"# bots\r\n{A} # the first\r\n\r\n{B}\r\n"
    page = send(merchant, cards).content.decode()
    assert "Nothing is saved yet" in page
    assert "<dt>New cards</dt><dd>2</dd>" in page
    assert not KeyDirectory.objects.exists()
    assert save(merchant, cards).status_code == 302
    rows = KeyDirectory.objects.order_by("name").values_list(
        "name", "source", "form", "crawler_class", "keys"
    )
    assert list(rows) == [
        ("bot1.example.com/card", A, CARD, "ai-search", []),
        ("bot2.example.com/card", B, CARD, "ai-search", []),
    ]
    assert KeyDirectory.objects.filter(due_at__lte=timezone.now()).count() == 2
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.detail) == ("registry-import", {"cards": [A, B], "cards_in_all": 2})
    assert entry.actor_id == KeyDirectory.objects.first().created_by_id  # type: ignore[union-attr] # it is there


@pytest.mark.parametrize("step", ["try", "save"])
def test_nothing_is_saved_while_a_line_is_wrong(merchant: Client, step: str) -> None:
    page = send(merchant, A).content.decode()
    seal = page.partition(SEAL)[2].partition('"')[0]
    answer = send(merchant, f"{A}\nhttp://bot.example\n{A}\n", step=step, tried=seal)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<td class="tabular">2</td><td><span class="code">http://bot.example</span></td>' in page
    assert "Line 1 says the same." in page
    assert SEAL not in page
    assert not KeyDirectory.objects.exists()
    assert not AuditEntry.objects.exists()


def test_other_lines_than_were_tried_are_not_saved(merchant: Client) -> None:
    seal = send(merchant, A).content.decode().partition(SEAL)[2].partition('"')[0]
    for cards, kind in ((B, "ai-search"), (A, "shopping-agent")):
        answer = send(merchant, cards, crawler_class=kind, step="save", tried=seal)
        assert "Nothing is saved yet" in answer.content.decode()
    assert not KeyDirectory.objects.exists()


def test_what_is_known_stays_as_staff_have_it(merchant: Client) -> None:
    add_directory(
        A, form=CARD, name="Our friend", crawler_class="shopping-agent", author_id=None, now=timezone.now()
    )
    page = send(merchant, A).content.decode()
    assert "Nothing is new" in page
    assert SEAL not in page
    assert save(merchant, f"{A}\n{B}").status_code == 302
    rows = KeyDirectory.objects.order_by("source").values_list("name", "crawler_class")
    assert list(rows) == [("Our friend", "shopping-agent"), ("bot2.example.com/card", "ai-search")]


def test_a_file_is_read_and_comes_back_to_be_saved(merchant: Client) -> None:
    page = send(
        merchant, "", file=SimpleUploadedFile("registry.txt", f"{A}\n{B}\n".encode())
    ).content.decode()
    seal = page.partition(SEAL)[2].partition('"')[0]
    assert f"{A}\n{B}" in page
    assert send(merchant, f"{A}\r\n{B}\r\n", step="save", tried=seal).status_code == 302
    assert KeyDirectory.objects.count() == 2


def test_too_many_cards_are_refused(merchant: Client) -> None:
    answer = send(merchant, "\n".join(f"https://bot.example/{number}" for number in range(1_001)))
    assert answer.status_code == 422
    assert "at most 1,000 cards" in answer.content.decode()


def test_many_directories_are_shown_by_the_page_and_found(merchant: Client) -> None:
    save(merchant, "\n".join(f"https://bot{number:03}.example/card" for number in range(60)))
    page = merchant.get(ROBOTS).content.decode()
    assert page.count("Read now") == 25
    assert "bot025.example" not in page
    assert "bot025.example" in merchant.get(f"{ROBOTS}?page=2").content.decode()
    found = merchant.get(f"{ROBOTS}?q=bot059").content.decode()
    assert found.count("Read now") == 1
    assert "Nobody fits" in merchant.get(f"{ROBOTS}?q=nonsense").content.decode()


def test_an_analyst_imports_nothing(sign_in: SignIn) -> None:
    assert send(sign_in("Analyst"), A).status_code == 403
    assert not KeyDirectory.objects.exists()

"""The pages of robots and partners: switches, signers, keys and what they are used for."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry
from botguard.actions.crawler import ask_for
from botguard.actions.partner import fold_uses
from botguard.models import CrawlerSwitch, KeyDirectory, PartnerKey
from botguard.queries import register
from tests.backoffice.conftest import SignIn
from tests.botguard.signers import PAIR, key_id, public_text

pytestmark = pytest.mark.django_db
ROBOTS, PARTNERS = "/backoffice/crawlers/", "/backoffice/crawlers/partners/"
FORM = {"name": "Price feed", "rooms": ["api", "browse"], "days": "30"}


def audited() -> list[str]:
    """Return what the audit trail holds, in order."""
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_a_switch_is_set_written_down_and_can_be_set_back(merchant: Client) -> None:
    url = f"{ROBOTS}classes/ai-training/"
    for permission in ("refuse", "read"):
        assert merchant.post(url, {"permission": permission}).status_code == 302
        assert CrawlerSwitch.objects.get().permission == permission
    details = AuditEntry.objects.order_by("pk").values_list("detail", flat=True)
    assert list(details) == [{"before": "read", "after": "refuse"}, {"before": "refuse", "after": "read"}]


@pytest.mark.parametrize(
    ("crawler_class", "permission"),
    [("search-engine", "shop"), ("search-engine", "nonsense"), ("nonsense", "read"), ("partner", "shop")],
)
def test_a_choice_that_is_none_changes_nothing(merchant: Client, crawler_class: str, permission: str) -> None:
    merchant.post(f"{ROBOTS}classes/{crawler_class}/", {"permission": permission})
    assert not CrawlerSwitch.objects.exists()
    assert audited() == []


def test_robots_txt_says_who_is_kept_out(merchant: Client) -> None:
    merchant.post(f"{ROBOTS}classes/ai-training/", {"permission": "refuse"})
    register.refresh(now=timezone.now())
    text = merchant.get("/robots.txt").content.decode()
    register.forget()
    assert "User-agent: GPTBot\nDisallow: /\n" in text
    assert "Googlebot" not in text


def test_a_signer_is_added_read_again_and_removed(merchant: Client) -> None:
    sent = {
        "name": "Shopper",
        "url": "https://chatgpt.com",
        "form": "directory",
        "crawler_class": "shopping-agent",
    }
    assert merchant.post(f"{ROBOTS}directories/", sent).status_code == 302
    row = KeyDirectory.objects.get()
    assert row.source == "https://chatgpt.com/.well-known/http-message-signatures-directory"
    assert "Shopper" in merchant.get(ROBOTS).content.decode()
    again = merchant.post(f"{ROBOTS}directories/", sent)
    assert (again.status_code, "on the list already" in again.content.decode()) == (422, True)
    KeyDirectory.objects.update(due_at=timezone.now() + timedelta(hours=6))
    assert merchant.post(f"{ROBOTS}directories/{row.pk}/read/").status_code == 302
    assert KeyDirectory.objects.get().due_at <= timezone.now()
    assert merchant.post(f"{ROBOTS}directories/{row.pk}/remove/").status_code == 302
    assert not KeyDirectory.objects.exists()
    assert audited() == ["directory-add", "directory-read", "directory-remove"]


@pytest.mark.parametrize(
    "url",
    ["http://bot.example", "https://a:b@bot.example", "https://bot.example:8443", "file:///etc/passwd", "x"],
)
def test_a_signer_at_an_address_nobody_reads_is_refused(merchant: Client, url: str) -> None:
    sent = {"name": "Shopper", "url": url, "form": "directory", "crawler_class": "shopping-agent"}
    assert merchant.post(f"{ROBOTS}directories/", sent).status_code == 422
    assert not KeyDirectory.objects.exists()
    assert audited() == []


def test_host_names_that_were_asked_for_are_shown(merchant: Client) -> None:
    ask_for([("192.0.2.77", "YandexBot")], [], now=timezone.now())
    page = merchant.get(ROBOTS).content.decode()
    assert "192.0.2.77" in page
    assert "Not known yet" in page


def test_a_key_of_ours_is_shown_in_that_answer_only(merchant: Client) -> None:
    answer = merchant.post(PARTNERS, FORM)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    found = re.search(r"-----BEGIN PRIVATE KEY-----\n(\S+)\n", answer.content.decode())
    assert found is not None
    row = PartnerKey.objects.get()
    assert (row.name, row.rooms) == ("Price feed", ["api", "browse"])
    for url in (PARTNERS, f"{PARTNERS}{row.pk}/"):
        assert found[1] not in merchant.get(url).content.decode()
    assert found[1] not in str(AuditEntry.objects.values_list("detail", flat=True))
    assert audited() == ["partner-key-give"]


def test_a_key_of_theirs_is_kept_and_shown_nowhere_private(merchant: Client) -> None:
    answer = merchant.post(PARTNERS, {**FORM, "public_key": public_text(PAIR)})
    row = PartnerKey.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{PARTNERS}{row.pk}/")
    assert row.key_id == key_id(PAIR)
    twice = merchant.post(PARTNERS, {**FORM, "public_key": public_text(PAIR)})
    assert (twice.status_code, PartnerKey.objects.count()) == (422, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"rooms": []},
        {"rooms": ["office"]},
        {"days": "0"},
        {"days": "367"},
        {"name": ""},
        {"public_key": "AAAA"},
    ],
)
def test_a_key_that_cannot_be_given(merchant: Client, changes: dict[str, object]) -> None:
    assert merchant.post(PARTNERS, {**FORM, **changes}).status_code == 422
    assert not PartnerKey.objects.exists()
    assert audited() == []


def test_uses_are_shown_and_the_key_is_taken_back(merchant: Client) -> None:
    merchant.post(PARTNERS, {**FORM, "public_key": public_text(PAIR)})
    row = PartnerKey.objects.get()
    uses = Counter(
        {(key_id(PAIR), "api", "allow", "192.0.2.9"): 1_234, (key_id(PAIR), "cart", "refuse", "192.0.2.9"): 5}
    )
    fold_uses(uses, now=timezone.now())
    page = merchant.get(f"{PARTNERS}{row.pk}/").content.decode()
    assert "1,234 requests served and 5 not served" in page.replace("1234", "1,234")
    assert "192.0.2.9" in page
    take = f"{PARTNERS}{row.pk}/take/"
    assert merchant.post(take, {"reason": ""}).status_code == 422
    assert merchant.post(take, {"reason": "Contract ended"}).status_code == 302
    row.refresh_from_db()
    assert row.revoked_because == "Contract ended"
    assert "Taken back" in merchant.get(PARTNERS).content.decode()
    assert audited() == ["partner-key-give", "partner-key-take"]


def test_an_analyst_looks_and_changes_nothing(sign_in: SignIn) -> None:
    analyst = sign_in("Analyst")
    page = analyst.get(ROBOTS).content.decode() + analyst.get(PARTNERS).content.decode()
    assert "Give a key" not in page
    assert "<select" not in page
    assert analyst.post(PARTNERS, FORM).status_code == 403
    assert not PartnerKey.objects.exists()


def test_what_robots_and_partners_are_called_is_never_markup(merchant: Client) -> None:
    name = "<script>alert(1)</script>"
    merchant.post(PARTNERS, {**FORM, "name": name, "public_key": public_text(PAIR)})
    sent = {"name": name, "url": "https://bot.example", "form": "cimd", "crawler_class": "other"}
    merchant.post(f"{ROBOTS}directories/", sent)
    row = PartnerKey.objects.get()
    for url in (ROBOTS, PARTNERS, f"{PARTNERS}{row.pk}/"):
        assert name not in merchant.get(url).content.decode()

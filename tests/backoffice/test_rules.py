"""The page of access rules: tried before they are saved, never against the author, and undone at will."""

from datetime import timedelta
from ipaddress import ip_address

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry
from botguard.models import AccessRule, Visit
from botguard.queries import snapshot
from tests.backoffice.conftest import VISIT, MakeOrder, SignIn

pytestmark = pytest.mark.django_db
URL = "/backoffice/rules/"
SEAL = 'name="tried" value="'


@pytest.fixture
def analyst(sign_in: SignIn) -> Client:
    """Return an analyst's browser, at 203.0.113.200."""
    client = sign_in("Analyst")
    client.defaults["REMOTE_ADDR"] = "203.0.113.200"
    return client


def send(client: Client, values: str, *, url: str = URL, **fields: object) -> HttpResponse:
    """Send the form once."""
    given = {"values": values, "effect": "deny", "mode": "enforce", "reason": "fakes", "expiry": "30-days"}
    return client.post(url, {**given, **fields})


def save(client: Client, values: str, *, url: str = URL, **fields: object) -> HttpResponse:
    """Try the form, then save it."""
    page = send(client, values, url=url, **fields).content.decode()
    assert SEAL in page, page
    seal = page.partition(SEAL)[2].partition('"')[0]
    return send(client, values, url=url, **{**fields, "step": "save", "tried": seal})


def visit(address: str, *, standing: str = "good", **fields: object) -> Visit:
    """Leave a visit of a moment ago."""
    now = timezone.now()
    return Visit.objects.create(
        **{
            "visitor": address,
            "has_key": False,
            "first_at": now,
            "last_at": now,
            "address": address,
            "network": f"{address}/24",
            "agent": "Mozilla",
            "standing": standing,
            "worst_action": "allow",
            "worst_points": 0,
            "points": 0,
            **fields,
        }
    )


def effects(address: str) -> list[str]:
    """Return what the rules say of an address."""
    found = snapshot.refresh(now=timezone.now()).measures(
        address=ip_address(address), country=None, asn=None, agent="", now=timezone.now().timestamp()
    )
    return [each.effect for each in found]


def test_nothing_is_saved_before_it_was_tried(analyst: Client) -> None:
    answer = send(analyst, "198.51.100.0/24", step="save")
    assert answer.status_code == 200
    assert "Nothing is saved yet" in answer.content.decode()
    assert not AccessRule.objects.exists()


def test_trying_says_whom_it_would_have_met(analyst: Client, make_order: MakeOrder) -> None:
    now = timezone.now()
    for address in ("198.51.100.7", "198.51.100.8", "192.0.2.1"):
        visit(address)
    visit("198.51.100.9", standing="bad")
    visit("198.51.100.10", last_at=now - timedelta(hours=25))
    good = make_order(placed_at=now - timedelta(hours=1), client_address="198.51.100.7", is_assessed=False)
    make_order(placed_at=now, client_address="198.51.100.8", review="held", is_assessed=False)
    make_order(placed_at=now - timedelta(hours=25), client_address="198.51.100.7", is_assessed=False)
    make_order(placed_at=now, client_address="192.0.2.1", is_assessed=False)
    page = send(analyst, "198.51.100.0/24").content.decode()
    assert "<dt>Visitors</dt><dd>3 of 4</dd>" in page
    assert "<dt>Of them well thought of</dt><dd>2</dd>" in page
    assert f'<strong>1</strong>: <a class="tabular" href="/backoffice/orders/{good.number}/">' in page


def test_trying_a_network_of_an_operator_or_an_agent(analyst: Client, make_order: MakeOrder) -> None:
    visit("198.51.100.7", asn=64501, agent="Scrapy/2.11")
    visit("192.0.2.1", asn=64502)
    make_order(placed_at=timezone.now(), visit={**VISIT, "network": {"asn": 64501}}, is_assessed=False)
    page = send(analyst, "AS64501").content.decode()
    assert "<dd>1 of 2</dd>" in page
    assert "<strong>1</strong>" in page
    assert "<dd>1 of 2</dd>" in send(analyst, "agent:scrapy").content.decode()


def test_a_tried_rule_is_saved_and_holds(analyst: Client) -> None:
    answer = save(analyst, "198.51.100.0/24")
    assert answer.status_code == 302
    rule = AccessRule.objects.get()
    assert (rule.subject, rule.value, rule.effect, rule.mode) == (
        "address",
        "198.51.100.0/24",
        "deny",
        "enforce",
    )
    assert rule.created_by is not None
    assert effects("198.51.100.77") == ["deny"]
    assert effects("198.51.101.77") == []
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target) == ("rule-make", "rule:198.51.100.0/24")


def test_other_lines_than_were_tried_are_not_saved(analyst: Client) -> None:
    page = send(analyst, "198.51.100.0/24").content.decode()
    seal = page.partition(SEAL)[2].partition('"')[0]
    send(analyst, "198.51.0.0/16", step="save", tried=seal)
    assert not AccessRule.objects.exists()


def test_several_networks_become_one_list(analyst: Client) -> None:
    lines = [f"198.51.{n // 256}.{n % 256}" for n in range(600)]
    save(analyst, "\r\n".join([*lines, "2001:db8::/48", "country:RO"]), title="Drop list")
    listed, country = AccessRule.objects.order_by("subject")[::-1]
    assert (listed.subject, listed.value, listed.networks.size) == ("list", "Drop list", 601)
    assert (country.subject, country.value) == ("country", "RO")
    assert effects("198.51.1.7") == ["deny"]
    assert effects("198.51.2.88") == []
    assert effects("2001:db8::7") == ["deny"]
    page = analyst.get(f"{URL}{listed.pk}/").content.decode()
    assert page.count('name="network"') == 25
    assert "The next 25" in page


def test_a_file_is_read_and_comes_back_to_be_saved(analyst: Client) -> None:
    upload = SimpleUploadedFile("list.csv", b"address,note\n198.51.100.7,x\n198.51.100.8,y\n")
    page = send(analyst, "", file=upload).content.decode()
    seal = page.partition(SEAL)[2].partition('"')[0]
    assert "198.51.100.8,y" in page
    send(analyst, "address,note\r\n198.51.100.7,x\r\n198.51.100.8,y\r\n", step="save", tried=seal)
    assert AccessRule.objects.get().networks.size == 2


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ("203.0.113.200", "where you are now"),
        ("203.0.113.0/24", "where you are now"),
        ("127.0.0.1", "Our own machines"),
        ("10.0.0.0/8", "Our own machines"),
        ("nonsense", "Not an address"),
    ],
    ids=["the author", "the author's network", "probes", "proxies", "nonsense"],
)
def test_nobody_locks_out_the_shop(analyst: Client, settings: object, values: str, said: str) -> None:
    from ipaddress import ip_network

    settings.BOTGUARD_TRUSTED_PROXIES = [ip_network("10.9.0.0/16")]  # type: ignore[attr-defined]
    answer = send(analyst, values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert 'value="save"' not in page
    assert not AccessRule.objects.exists()


def test_good_lines_are_saved_without_the_wrong_ones_when_told_so(analyst: Client) -> None:
    values = "198.51.100.7\n203.0.113.200\nnonsense"
    assert send(analyst, values).status_code == 422
    save(analyst, values, is_partial="on")
    assert [rule.value for rule in AccessRule.objects.all()] == ["198.51.100.7/32"]


def test_a_rule_is_changed_tried_first_and_audited(analyst: Client) -> None:
    save(analyst, "198.51.100.7\n198.51.100.8", mode="observe")
    rule = AccessRule.objects.get()
    assert effects("198.51.100.7") == ["observe"]
    save(analyst, "", url=f"{URL}{rule.pk}/", add="192.0.2.0/24", drop="198.51.100.8", expiry="")
    assert effects("198.51.100.7") == ["deny"]
    assert effects("198.51.100.8") == []
    assert effects("192.0.2.200") == ["deny"]
    assert AuditEntry.objects.filter(action="rule-change").count() == 1


def test_a_change_cannot_lock_out_its_author(analyst: Client) -> None:
    rule = AccessRule.objects.create(
        subject="address", value="203.0.113.0/24", effect="allow", mode="enforce"
    )
    answer = send(analyst, "", url=f"{URL}{rule.pk}/", effect="deny", expiry="")
    assert answer.status_code == 422
    assert "That is where you are now." in answer.content.decode()
    rule.refresh_from_db()
    assert rule.effect == "allow"


def test_a_rule_is_ended_and_brought_back_observing(analyst: Client) -> None:
    save(analyst, "198.51.100.0/24")
    rule = AccessRule.objects.get()
    analyst.post(f"{URL}{rule.pk}/end/")
    assert effects("198.51.100.7") == []
    assert "198.51.100.0/24" in analyst.get(f"{URL}?show=ended").content.decode()
    assert "198.51.100.0/24" not in analyst.get(URL).content.decode()
    analyst.post(f"{URL}{rule.pk}/restore/")
    assert effects("198.51.100.7") == ["observe"]
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "rule-make", "rule-end", "rule-restore",
    ]  # fmt: skip


def test_who_may_only_look_cannot_save(sign_in: SignIn) -> None:
    merchant = sign_in("Merchant")
    assert merchant.get(URL).status_code == 403
    assert send(merchant, "198.51.100.7").status_code == 403

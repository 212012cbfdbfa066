"""Long lists: looked through by the page, changed one by one, replaced by a file, and never against the shop itself."""

from collections.abc import Iterable
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import AuditEntry, User
from botguard.actions.access_list import expire_drafts
from botguard.actions.rule import Terms, make_list
from botguard.engine.roll import Roll
from botguard.models import AccessList, AccessListDraft, AccessRule
from tests.backoffice.conftest import MakeOrder, SignIn
from tests.backoffice.test_rules import SEAL, effects, save, send, visit

pytestmark = pytest.mark.django_db
URL = "/backoffice/rules/"
NEW = f"{URL}lists/"


@pytest.fixture
def analyst(sign_in: SignIn) -> Client:
    """Return an analyst's browser, at 203.0.113.200."""
    client = sign_in("Analyst")
    client.defaults["REMOTE_ADDR"] = "203.0.113.200"
    return client


def listed(networks: Iterable[str], *, effect: str = "deny", mode: str = "enforce") -> AccessRule:
    """Put a list in force."""
    terms = Terms(effect=effect, mode=mode, reason="fakes", expires_at=None)
    roll = Roll.of(ip_network(each) for each in networks)
    return make_list(roll, terms=terms, title="Drop", author_id=None, now=timezone.now())


def upload(client: Client, text: str, *, url: str = NEW, **fields: object) -> HttpResponse:
    """Send a file."""
    given = {"title": "Drop", "effect": "deny", "mode": "enforce", "reason": "fakes", "expiry": "30-days"}
    file = SimpleUploadedFile("list.txt", text.encode())
    return client.post(url, {**given, "file": file, **fields})


def networks(rule: AccessRule) -> list[str]:
    """Return what a list holds."""
    packed = AccessList.objects.get(rule=rule).packed
    return [each.compressed for each in Roll.unpacked(bytes(packed)).networks()]


def audited() -> list[str]:
    """Return what the audit trail holds, in order."""
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


MANY = [f"198.{18 + n // 65_536}.{n // 256 % 256}.{n % 256}" for n in range(120)]


def test_a_list_is_looked_through_page_by_page(analyst: Client) -> None:
    rule, seen = listed([*MANY, "2001:db8::/48"]), set[str]()
    url = where = f"{URL}{rule.pk}/"
    for number in (25, 25, 25, 25, 21):
        page = analyst.get(where).content.decode()
        found = [part.partition('"')[0] for part in page.split('name="network" value="')[1:]]
        assert len(found) == number
        seen.update(found)
        where = url + page.partition(' rel="next"')[0].rpartition('href="')[2].partition("#")[0]
    assert seen == {*(f"{each}/32" for each in MANY), "2001:db8::/48"}
    assert 'rel="next"' not in page
    assert "From the beginning" in page


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("198.51.100.7", ["198.51.0.0/16", "198.51.100.7/32"], id="an address: all that hold it"),
        pytest.param(
            "198.51.100.0/24", ["198.51.0.0/16", "198.51.100.7/32"], id="a range: all in and around"
        ),
        pytest.param("198.51", ["198.51.0.0/16", "198.51.100.7/32", "198.51.200.1/32"], id="a beginning"),
        pytest.param("198.51.", ["198.51.0.0/16", "198.51.100.7/32", "198.51.200.1/32"], id="with its dot"),
        pytest.param("2001:db8:0:5::1", ["2001:db8::/48"], id="an IPv6 address"),
        pytest.param("192.0.2.1", [], id="what is not in it"),
    ],
)
def test_a_list_is_searched(analyst: Client, text: str, expected: list[str]) -> None:
    rule = listed(["198.51.0.0/16", "198.51.100.7", "198.51.200.1", "203.0.114.1", "2001:db8::/48"])
    page = analyst.get(f"{URL}{rule.pk}/", {"q": text}).content.decode()
    assert [part.partition('"')[0] for part in page.split('name="network" value="')[1:]] == expected
    assert f"{len(expected)} of 5" in page


@pytest.mark.parametrize("field", ["q", "after"])
@pytest.mark.parametrize(
    "text", ["nonsense", "1.2.3.4.5", "999", "<b>", "1.2.3.4/99", "\0", "١.٢", "..", "::1%lo"]
)
def test_a_search_for_nonsense_says_so(analyst: Client, field: str, text: str) -> None:
    rule = listed(MANY)
    answer = analyst.get(f"{URL}{rule.pk}/", {field: text})
    assert answer.status_code == 200
    assert "<b>" not in answer.content.decode()


def test_one_network_is_taken_out_and_written_down(analyst: Client) -> None:
    rule = listed(["198.51.100.7", "198.51.100.8"])
    assert effects("198.51.100.8") == ["deny"]
    out = f"{URL}{rule.pk}/take-out/"
    assert analyst.post(out, {"network": "198.51.100.8/32"}).status_code == 302
    assert (networks(rule), effects("198.51.100.8")) == (["198.51.100.7/32"], [])
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.detail["dropped"]) == ("rule-change", ["198.51.100.8/32"])
    for network in ("198.51.100.7/32", "198.51.100.9/32", "nonsense", ""):
        analyst.post(out, {"network": network})
    assert networks(rule) == ["198.51.100.7/32"]
    assert audited() == ["rule-change"]


def test_a_list_is_renamed_prolonged_and_armed(analyst: Client) -> None:
    rule = listed(MANY, mode="observe")
    save(
        analyst,
        "",
        url=f"{URL}{rule.pk}/",
        title="Fakes of May",
        mode="enforce",
        expiry="7-days",
        add="",
        drop="",
    )
    rule.refresh_from_db()
    assert (rule.value, rule.mode, rule.networks.size) == ("Fakes of May", "enforce", 120)
    assert rule.expires_at is not None
    detail = AuditEntry.objects.get().detail
    assert (detail["was_called"], detail["mode"]) == ("Drop", "enforce")
    assert effects("198.18.0.7") == ["deny"]


@pytest.mark.parametrize(
    ("drop", "said"),
    [
        pytest.param("192.0.2.1", "Line 1: 192.0.2.1/32 is not in the list.", id="nowhere in it"),
        pytest.param("198.51.7.1", "It lies in 198.51.0.0/16, which is.", id="inside of what is in it"),
        pytest.param("AS64500", "A list holds networks only.", id="no network"),
    ],
)
def test_only_what_is_listed_can_be_taken_out(analyst: Client, drop: str, said: str) -> None:
    rule = listed(["198.51.0.0/16", "192.0.2.7"])
    answer = send(analyst, "", url=f"{URL}{rule.pk}/", drop=drop, expiry="")
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_file_becomes_a_list_once_it_was_looked_at(analyst: Client, make_order: MakeOrder) -> None:
    now = timezone.now()
    visit("198.51.100.7")
    visit("192.0.2.1")
    good = make_order(placed_at=now - timedelta(hours=1), client_address="198.51.100.9", is_assessed=False)
    answer = upload(analyst, "address,why\n198.51.100.0/24,x\n198.51.100.0/24,twice\n2001:db8::5\n")
    page = analyst.get(answer["Location"]).content.decode()
    assert not AccessRule.objects.exists()
    assert "2, of 3 lines" in page
    assert "<dt>Visitors</dt><dd>1 of 2</dd>" in page
    assert f'<strong>1</strong>: <a class="tabular" href="/backoffice/orders/{good.number}/">' in page
    assert analyst.post(answer["Location"]).status_code == 302
    rule = AccessRule.objects.get()
    assert (rule.value, rule.subject, networks(rule)) == (
        "Drop",
        "list",
        ["198.51.100.0/24", "2001:db8::/64"],
    )
    assert effects("198.51.100.7") == ["deny"]
    assert audited() == ["rule-make"]
    assert not AccessListDraft.objects.exists()
    assert analyst.post(answer["Location"]).status_code == 404
    assert AccessRule.objects.count() == 1


def test_a_file_takes_the_place_of_what_a_list_had(analyst: Client) -> None:
    rule = listed(["198.51.100.7", "198.51.100.8"])
    replace = f"{URL}{rule.pk}/replace/"
    answer = upload(analyst, "198.51.100.8\n192.0.2.0/25", url=replace)
    page = analyst.get(answer["Location"]).content.decode()
    assert 'Comes in</dt><dd>1: <span class="code">192.0.2.0/25</span>' in page
    assert 'Goes out</dt><dd>1: <span class="code">198.51.100.7/32</span>' in page
    assert networks(rule) == ["198.51.100.7/32", "198.51.100.8/32"]
    assert analyst.post(answer["Location"]).status_code == 302
    assert networks(rule) == ["192.0.2.0/25", "198.51.100.8/32"]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.detail["added"], entry.detail["dropped"], entry.detail["networks_in_all"]) == (
        "rule-replace", ["192.0.2.0/25"], ["198.51.100.7/32"], 2,
    )  # fmt: skip
    assert [effects(each) for each in ("198.51.100.7", "192.0.2.9")] == [[], ["deny"]]


def test_wrong_lines_are_named_and_only_left_out_on_purpose(analyst: Client) -> None:
    answer = upload(analyst, "198.51.100.7\nnonsense\nAS64500\n1.2.3.0/7\n999.1.1.1\n")
    page = analyst.get(answer["Location"]).content.decode()
    assert page.count('<td class="tabular">') == 4
    assert '<td class="tabular">4</td><td><span class="code">1.2.3.0/7</span></td>' in page
    refused = analyst.post(answer["Location"])
    assert (refused.status_code, AccessRule.objects.count(), audited()) == (422, 0, [])
    assert analyst.post(answer["Location"], {"is_partial": "on"}).status_code == 302
    assert networks(AccessRule.objects.get()) == ["198.51.100.7/32"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("203.0.113.200", "where you are now"),
        ("203.0.113.128/25", "where you are now"),
        ("127.0.0.1", "Our own machines"),
        ("10.0.0.0/8", "Our own machines"),
        ("::ffff:10.9.1.1", "Our own machines"),
    ],
    ids=["the author", "the author's network", "probes", "proxies", "a proxy in IPv6's clothes"],
)
@pytest.mark.parametrize("effect", ["deny", "challenge"])
def test_no_list_locks_out_the_shop(
    analyst: Client, settings: Settings, line: str, said: str, effect: str
) -> None:
    settings.BOTGUARD_TRUSTED_PROXIES = [ip_network("10.9.0.0/16")]
    rule = listed(["198.51.100.7", "198.51.100.8"], effect=effect)
    text = f"198.51.100.7\n198.51.100.9\n{line}"
    # pasted
    assert said in send(analyst, text, effect=effect).content.decode()
    # added to a list
    added = send(analyst, "", url=f"{URL}{rule.pk}/", add=line, effect=effect, expiry="")
    assert (added.status_code, said in added.content.decode()) == (422, True)
    # in a file, for a new list and for one there is: the line is wrong, and stays out when it is left out
    for url in (NEW, f"{URL}{rule.pk}/replace/"):
        answer = upload(analyst, text, url=url, effect=effect)
        page = analyst.get(answer["Location"]).content.decode()
        assert '<td class="tabular">3</td>' in page
        assert said in page
        analyst.post(answer["Location"], {"is_partial": "on"})
    for each in AccessRule.objects.all():
        assert networks(each) == ["198.51.100.7/32", "198.51.100.9/32"]


def test_a_list_that_lets_in_cannot_be_turned_against_its_author(analyst: Client) -> None:
    rule = listed(["203.0.113.0/24", "198.51.100.7"], effect="allow")
    answer = send(analyst, "", url=f"{URL}{rule.pk}/", effect="deny", expiry="")
    assert answer.status_code == 422
    assert "203.0.113.0/24: That is where you are now." in answer.content.decode()


def test_an_ipv6_author_is_safe_with_all_of_the_household(analyst: Client) -> None:
    analyst.defaults["REMOTE_ADDR"] = "2001:db8:0:7::1"
    text = "2001:db8:0:7::99\n198.51.100.7"
    assert "where you are now" in send(analyst, text).content.decode()
    answer = upload(analyst, text)
    assert "where you are now" in analyst.get(answer["Location"]).content.decode()


def test_who_moved_since_the_upload_is_still_safe(analyst: Client) -> None:
    answer = upload(analyst, "198.51.100.0/24\n192.0.2.1")
    analyst.defaults["REMOTE_ADDR"] = "198.51.100.77"
    refused = analyst.post(answer["Location"])
    assert (refused.status_code, AccessRule.objects.count()) == (422, 0)
    assert "198.51.100.0/24: That is where you are now." in refused.content.decode()


def test_a_list_that_was_changed_meanwhile_is_not_overwritten(analyst: Client) -> None:
    rule = listed(["198.51.100.7", "198.51.100.8"])
    answer = upload(analyst, "192.0.2.1", url=f"{URL}{rule.pk}/replace/")
    analyst.post(f"{URL}{rule.pk}/take-out/", {"network": "198.51.100.8/32"})
    refused = analyst.post(answer["Location"])
    assert (refused.status_code, networks(rule)) == (422, ["198.51.100.7/32"])
    assert "Somebody has changed the list since" in refused.content.decode()


def test_an_upload_is_its_authors_alone_and_over_after_an_hour(analyst: Client, sign_in: SignIn) -> None:
    answer = upload(analyst, "198.51.100.7")
    other = sign_in("Operator")
    assert other.get(answer["Location"]).status_code == 404
    assert other.post(answer["Location"]).status_code == 404
    other.post(f"{answer['Location']}discard/")
    assert AccessListDraft.objects.count() == 1
    now = timezone.now()
    expire_drafts(now=now + timedelta(minutes=59))
    assert AccessListDraft.objects.count() == 1
    AccessListDraft.objects.update(created_at=now - timedelta(hours=1))
    assert analyst.post(answer["Location"]).status_code == 404
    expire_drafts(now=now)
    assert not AccessListDraft.objects.exists()
    assert not AccessRule.objects.exists()


def test_an_upload_is_let_go(analyst: Client) -> None:
    answer = upload(analyst, "198.51.100.7")
    assert analyst.post(f"{answer['Location']}discard/").status_code == 302
    assert not AccessListDraft.objects.exists()
    assert (AccessRule.objects.count(), audited()) == (0, [])


def test_a_download_can_be_uploaded_again(analyst: Client) -> None:
    rule = listed([*MANY, "203.0.114.0/23", "2001:db8::/48"])
    answer = analyst.post(f"{URL}{rule.pk}/download/")
    assert answer["Content-Disposition"].startswith(f'attachment; filename="list-{rule.pk}-')
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined] # a streaming answer
    assert text.splitlines()[:2] == ["203.0.114.0/23", "198.18.0.0"]
    assert len(text.splitlines()) == 122
    again = upload(analyst, text)
    analyst.post(again["Location"])
    assert networks(AccessRule.objects.latest("pk")) == networks(rule)
    assert audited() == ["rule-download", "rule-make"]


def test_a_rule_that_is_no_list_has_no_file(analyst: Client) -> None:
    rule = AccessRule.objects.create(subject="country", value="RO", effect="deny", mode="observe", reason="r")
    assert analyst.post(f"{URL}{rule.pk}/download/").status_code == 404
    assert analyst.get(f"{URL}{rule.pk}/replace/").status_code == 404
    analyst.post(f"{URL}{rule.pk}/take-out/", {"network": "198.51.100.7"})
    assert audited() == []


def test_a_hundred_thousand_networks_never_fill_a_page(analyst: Client) -> None:
    lines = [f"198.{18 + n // 65_536}.{n // 256 % 256}.{n % 256}" for n in range(120_000)]
    answer = upload(analyst, "\n".join(lines))
    page = analyst.get(answer["Location"]).content.decode()
    assert "120,000, of 120,000 lines" in page
    assert analyst.post(answer["Location"]).status_code == 302
    rule = AccessRule.objects.get()
    page = analyst.get(f"{URL}{rule.pk}/").content
    assert len(page) < 60_000
    page = analyst.get(f"{URL}{rule.pk}/", {"q": "198.19.212.191"}).content
    assert b"1 of 120,000" in page
    assert effects("198.19.212.191") == ["deny"]


def test_a_pasted_file_that_is_too_long_is_told_and_never_cut(analyst: Client) -> None:
    line = b"198.51.100.7,a note that makes the line long enough to matter here\n"
    answer = send(analyst, "", file=SimpleUploadedFile("long.csv", line * 40_000))
    assert answer.status_code == 422
    assert "That is too long" in answer.content.decode()
    assert SEAL not in answer.content.decode()


def test_a_long_list_is_loaded_on_the_server_and_written_down(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    author = User.objects.create_superuser("ana@example.com", "a long enough password")
    file = tmp_path / "drop.txt"
    lines = [f"198.{18 + n // 65536}.{n // 256 % 256}.{n % 256}" for n in range(0, 100_000, 2)]
    file.write_text("\n".join(["# a list", *lines, "127.0.0.1", "nonsense", "country:RO"]))
    call_command("load_access_list", str(file), reason="r", mode="enforce", days=7, by="Ana@example.com")
    said = capsys.readouterr()
    rule = AccessRule.objects.get()
    assert said.out == f"Access rule #{rule.pk}: 50,000 networks, enforce. 3 lines left out.\n"
    assert "line 50002: 127.0.0.1: Our own machines" in said.err
    assert (rule.value, rule.subject, rule.networks.size) == ("drop.txt", "list", 50_000)
    assert (effects("198.18.0.2"), effects("198.18.0.3")) == (["deny"], [])
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target, entry.actor_id) == ("rule-make", "rule:drop.txt", author.pk)
    assert (entry.detail["networks_in_all"], len(entry.detail["networks"]), entry.detail["reason"]) == (
        50_000, 50, "r",
    )  # fmt: skip
    assert rule.created_by_id == author.pk


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("nonsense", {}, "no network"),
        ("198.51.100.7", {"own": "198.51.100.7"}, "no network"),
        ("198.51.100.7", {"by": "nobody@example.com"}, "Nobody of the staff"),
        ("198.51.100.7", {"own": "x"}, "does not appear"),
    ],
)
def test_a_file_that_is_not_loaded_leaves_nothing(
    tmp_path: Path, text: str, options: dict[str, str], said: str
) -> None:
    file = tmp_path / "drop.txt"
    file.write_text(text)
    with pytest.raises(CommandError, match=said):
        call_command("load_access_list", str(file), reason="r", **options)
    assert not AccessRule.objects.exists()
    assert audited() == []


def test_who_may_only_look_changes_no_list(sign_in: SignIn) -> None:
    merchant = sign_in("Merchant")
    rule = listed(MANY)
    for path in (f"{rule.pk}/replace/", f"{rule.pk}/take-out/", f"{rule.pk}/download/", "lists/", "lists/1/"):
        assert merchant.post(f"{URL}{path}").status_code == 403
    assert networks(rule) == [f"{each}/32" for each in MANY]

"""The silent lists' page."""

import csv
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry
from antifraud.actions import block, record_outcome
from antifraud.models import ListEntry
from antifraud.queries import entries, latest
from checkout.actions.review import apply
from tests.backoffice.conftest import NOW, MakeOrder

pytestmark = pytest.mark.django_db
URL = "/backoffice/blocklist/"


SEAL = 'name="tried" value="'


def send(client: Client, values: str, **fields: object) -> HttpResponse:
    """Send the form once, which tries it out."""
    data = {"values": values, "reason": "fakes", "expiry": "30-days", "effect": "block", **fields}
    return client.post(URL, data)  # type: ignore[return-value]  # the test client's own answer


def put(client: Client, values: str, **fields: object) -> HttpResponse:
    """Try the form out, and save what was tried."""
    seal = send(client, values, **fields).content.decode().partition(SEAL)[2].partition('"')[0]
    data = {"values": values, "reason": "fakes", "expiry": "30-days", "effect": "block", **fields}
    return client.post(URL, {**data, "step": "save", "tried": seal}, follow=True)  # type: ignore[return-value]


def listed() -> list[str]:
    """Return what is blocked."""
    return sorted(entry.value for entry in entries(now=NOW, effect="block"))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("203.0.113.9", ["203.0.113.9"]),
        ("203.0.113.0/24", ["203.0.113.0/24"]),
        (
            "203.0.113.9\n# a comment\n\n198.51.100.0/24, \n::ffff:192.0.2.1",
            ["192.0.2.1", "198.51.100.0/24", "203.0.113.9"],
        ),
        ("2001:db8::5", ["2001:db8::/64"]),
    ],
    ids=["one address", "one range", "a pasted list", "IPv6 by its /64"],
)
def test_adding(merchant: Client, values: str, expected: list[str]) -> None:
    answer = put(merchant, values)
    assert listed() == expected
    page = answer.content.decode()
    assert f"{len(expected)} added" in page
    assert all(value in page for value in expected)
    assert sorted(AuditEntry.objects.get().detail["values"]) == expected


def test_with_a_wrong_line_nothing_is_saved_and_the_line_is_named(merchant: Client) -> None:
    answer = send(merchant, "203.0.113.9\n10.0.0.300\n198.51.100.7/24")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert listed() == []
    assert "Nothing can be saved like this" in page
    assert "10.0.0.300" in page
    assert "did you mean 198.51.100.0/24" in page
    assert "1 line fine" in page
    assert SEAL + '"' in page, "what cannot be saved is not sealed"
    assert not AuditEntry.objects.exists()


def test_good_lines_are_saved_without_the_wrong_ones_when_told_so(merchant: Client) -> None:
    page = put(merchant, "203.0.113.9\nnonsense", is_partial="on").content.decode()
    assert listed() == ["203.0.113.9"]
    assert "1 added, 1 left out as wrong" in page


def test_trying_shows_what_would_be_hit_and_saves_nothing(merchant: Client, make_order: MakeOrder) -> None:
    good, other, elsewhere = (
        make_order(placed_at=timezone.now(), client_address=address)
        for address in ("203.0.113.7", "203.0.113.8", "198.51.100.1")
    )
    record_outcome(good.number, "delivered", now=timezone.now())
    answer = send(merchant, "203.0.113.0/24\n203.0.113.7\n8.8.8.8")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Nothing is saved yet" in page
    assert "<dt>Orders</dt><dd>2</dd>" in page
    assert "<dt>Of them delivered and paid</dt><dd><strong>1</strong></dd>" in page
    assert page.index(good.number) < page.index(other.number)
    assert elsewhere.number not in page
    assert "Lies within 203.0.113.0/24 of line 1." in page
    assert listed() == []


def test_nothing_is_saved_that_was_not_tried(merchant: Client) -> None:
    seal = send(merchant, "203.0.113.9").content.decode().partition(SEAL)[2].partition('"')[0]
    assert seal
    for tried in ("", "x", seal):
        answer = send(merchant, "203.0.0.0/16", step="save", tried=tried)
        assert "Nothing is saved yet" in answer.content.decode()
    assert listed() == []


def test_what_is_in_force_already_is_said(merchant: Client) -> None:
    ends = datetime(2999, 5, 1, tzinfo=UTC)
    block(["203.0.113.0/24"], reason="fakes", author_id=None, expires_at=ends, now=NOW)
    block(["ana@example.com"], reason="ours", author_id=None, expires_at=None, now=NOW, effect="allow")
    page = send(merchant, "203.0.113.7\nana@example.com").content.decode()
    assert "Already covered by 203.0.113.0/24 until 1 May 2999, entry #" in page
    assert "(ana@example.com), which wins." in page


def test_a_wider_range_says_what_it_covers(merchant: Client) -> None:
    inside = [f"203.0.113.{number}" for number in (1, 2, 3, 255)] + ["203.0.112.128/25", "2001:db8:0:1::/64"]
    block(inside, reason="fakes", author_id=None, expires_at=None, now=NOW)
    block(["203.0.113.9"], reason="ours", author_id=None, expires_at=None, now=NOW, effect="allow")
    outside = ["203.0.111.255", "203.0.114.0", "203.0.0.0/16", "ana@example.com", "2001:db9::/64"]
    block(outside, reason="fakes", author_id=None, expires_at=None, now=NOW)
    over = datetime(2026, 1, 1, tzinfo=UTC)
    block(["203.0.113.77"], reason="over", author_id=None, expires_at=over + timedelta(days=1), now=over)
    page = send(merchant, "203.0.112.0/23\n2001:db8::/32").content.decode()
    assert "Covers 5 entries (203.0.112.128/25, 203.0.113.1, 203.0.113.2, …) that are there already." in page
    assert "Of it 1 entry (203.0.113.9) is always allowed, which wins." in page
    assert "Covers 1 entry (2001:db8:0:1::/64) that is there already." in page


def test_a_file_is_read_and_comes_back_to_be_saved(merchant: Client) -> None:
    content = b"value,reason,ends\r\n203.0.113.9,spam,never\r\n'+40721234567,,2999-01-01\r\n"
    page = send(merchant, "", file=SimpleUploadedFile("list.csv", content)).content.decode()
    seal = page.partition(SEAL)[2].partition('"')[0]
    assert "203.0.113.9,spam,never" in page
    send(merchant, content.decode(), step="save", tried=seal)
    assert [(each.value, each.reason, each.expires_at is None) for each in entries(now=NOW)] == [
        ("+40721234567", "fakes", False),
        ("203.0.113.9", "spam", True),
    ]


def test_ten_megabytes_are_refused_and_nothing_is_saved(merchant: Client) -> None:
    lines = b"203.0.113.9\n" * 900_000
    answer = send(merchant, "", file=SimpleUploadedFile("list.csv", lines))
    assert answer.status_code == 422
    assert "at most 1,000,000 characters" in answer.content.decode()
    pasted = send(merchant, lines.decode())
    page = pasted.content.decode()
    assert pasted.status_code == 413, "a body as long is not read at all"
    for words in ("Nothing of it was read, and nothing was saved.", "2.5", "manage.py import_list"):
        assert words in page, words
    assert listed() == []
    assert not AuditEntry.objects.exists()


def test_other_forms_and_other_people_are_told_as_much_as_they_need(merchant: Client, client: Client) -> None:
    long = {"reason": "x" * 3_000_000}
    page = merchant.post("/backoffice/payments/", long)
    assert page.status_code == 413
    assert "import_list" not in page.content.decode()
    assert client.post(URL, long).status_code in {302, 400}


def test_an_export_is_safe_for_spreadsheets_and_can_be_imported_again(merchant: Client) -> None:
    put(
        merchant,
        "203.0.113.9\n+40721234567\ndevice:k3y_AbC-9\ncountry:RO\ndelivery:RO Strada Lunga 14, 500051 Brasov",
        reason='=HYPERLINK("http://evil.example")',
        note="-1+1\n@SUM(1)",
        expiry="for-ever",
    )
    before = [
        (each.subject, each.value, each.reason, each.note, each.expires_at) for each in entries(now=NOW)
    ]
    answer = merchant.post(f"{URL}export/", {"show": ""})
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]  # it streams
    rows = list(csv.reader(text.splitlines(keepends=True)))
    assert len(rows) == 6
    assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r")]
    assert AuditEntry.objects.filter(action="list-export").count() == 1
    for entry in entries(now=NOW):
        merchant.post(f"{URL}{entry.id}/end/")
    put(merchant, text.replace("\r\n", "\n"))
    again = entries(now=NOW, is_live=None, limit=5)
    after = [(each.subject, each.value, each.reason, each.note, each.expires_at) for each in again]
    assert len(before) == 5
    assert sorted(after, key=str) == sorted(before, key=str)


def test_reason_is_required_and_what_was_typed_stays(merchant: Client) -> None:
    answer = send(merchant, "203.0.113.9", reason="")
    assert answer.status_code == 422
    assert "203.0.113.9</textarea>" in answer.content.decode()
    assert listed() == []


def test_the_allow_list_is_in_the_same_place(merchant: Client) -> None:
    put(merchant, "203.0.113.9", effect="allow")
    assert [entry.value for entry in entries(now=NOW, effect="allow")] == ["203.0.113.9"]
    assert "203.0.113.9" in merchant.get(f"{URL}?show=allow").content.decode()
    assert "203.0.113.9" not in merchant.get(URL).content.decode()


def test_an_entry_shows_the_orders_it_hit(merchant: Client, make_order: MakeOrder) -> None:
    report = block(["203.0.113.0/24"], reason="fakes", author_id=None, expires_at=None, now=NOW)
    order = make_order()
    page = merchant.get(f"{URL}{report.lines[0].entry_id}/").content.decode()
    assert order.number in page
    assert "1 in all" in page
    assessment = latest(order.number)
    assert assessment is not None
    apply(order, assessment, now=NOW)
    assert (order.status, order.review) == ("cancelled", "shadow-cancelled")
    assert "203.0.113.0/24" in merchant.get(f"/backoffice/orders/{order.number}/").content.decode()


def test_ending_an_entry(merchant: Client) -> None:
    put(merchant, "203.0.113.9")
    (entry,) = entries(now=NOW, effect="block", is_live=None)
    merchant.post(f"{URL}{entry.id}/end/")
    assert entries(now=entry.created_at, effect="block", is_live=True) == ()
    assert f"{URL}{entry.id}/" not in merchant.get(URL).content.decode()
    assert "203.0.113.9" in merchant.get(f"{URL}?show=ended").content.decode()
    assert [row.action for row in AuditEntry.objects.order_by("pk")] == ["list-block", "list-end"]
    again = merchant.post(f"{URL}{entry.id}/end/", follow=True)
    assert "not in force" in again.content.decode()


@pytest.mark.parametrize(
    "values", ["\0", "￿", "x" * 400, "1" * 5000, "<script>alert(1)</script>", "0.0.0.0/0"]
)
def test_nonsense_is_a_message_not_an_error(merchant: Client, values: str) -> None:
    answer = send(merchant, values)
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()
    assert listed() == []


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=999999999999999999999", "?page=x", "?show=nope", "?q=%00%FF"]
)
def test_odd_addresses_are_answered(merchant: Client, query: str) -> None:
    assert merchant.get(f"{URL}{query}").status_code == 200


def terms(client: Client, entry_id: int, **said: str) -> dict[str, str]:
    """Return what the page that changes an entry would send if only this were typed."""
    form = client.get(f"{URL}{entry_id}/change/").context["form"]
    data = {name: str(form[name].value() or "") for name in ("reason", "note", "expiry", "seen")}
    return data | said


def only_entry(value: str = "203.0.113.9") -> int:
    """Block something for a month and return its entry."""
    ends = timezone.now() + timedelta(days=30)
    (line,) = block(value, reason="fakes", author_id=None, expires_at=ends, now=timezone.now()).lines
    assert line.entry_id is not None
    return line.entry_id


def test_an_entry_is_changed_and_the_difference_is_shown(merchant: Client) -> None:
    pk = only_entry()
    ended = ListEntry.objects.get().expires_at
    answer = merchant.post(
        f"{URL}{pk}/change/", terms(merchant, pk, reason="pranks", note="calls\r\nat night"), follow=True
    )
    assert "Changed: reason, note." in answer.content.decode()
    row = ListEntry.objects.get()
    assert (row.reason, row.note, row.expires_at, row.value) == (
        "pranks",
        "calls\r\nat night",
        ended,
        "203.0.113.9",
    )
    merchant.post(f"{URL}{pk}/change/", terms(merchant, pk, expiry="for-ever"))
    assert ListEntry.objects.get().expires_at is None
    page = merchant.get(f"{URL}{pk}/").content.decode()
    for words in ("<del>fakes</del>", "<ins>pranks</ins>", "<ins>calls<br>at night</ins>", ">never</td>"):
        assert words in page, words
    first, second = AuditEntry.objects.order_by("pk")
    assert first.detail["changes"] == {"reason": ["fakes", "pranks"], "note": ["", "calls\nat night"]}
    assert list(second.detail["changes"]) == ["ends"]
    assert first.actor is not None


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"expiry": "on-a-day"}, "Say which day."),
        ({"expiry": "on-a-day", "ends_on": "2020-01-01"}, "must end in the future"),
        ({"expiry": "on-a-day", "ends_on": "tomorrow"}, "Enter a valid date."),
        ({"reason": ""}, "This field is required."),
        ({"expiry": "nonsense"}, "Select a valid choice."),
    ],
    ids=["no day", "a day that is over", "no date", "no reason", "no such choice"],
)
def test_wrong_terms_change_nothing(merchant: Client, said: dict[str, str], words: str) -> None:
    pk = only_entry()
    before = ListEntry.objects.values().get()
    answer = merchant.post(f"{URL}{pk}/change/", terms(merchant, pk, **said))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert ListEntry.objects.values().get() == before
    assert not AuditEntry.objects.exists()


def test_it_ends_as_the_day_begins_that_was_chosen(merchant: Client) -> None:
    pk = only_entry()
    merchant.post(f"{URL}{pk}/change/", terms(merchant, pk, expiry="on-a-day", ends_on="2999-05-01"))
    assert ListEntry.objects.get().expires_at == datetime(2999, 5, 1, tzinfo=UTC)


def test_two_who_change_an_entry_at_once_do_not_write_over_each_other(merchant: Client) -> None:
    pk = only_entry()
    mine, theirs = (terms(merchant, pk, reason=reason) for reason in ("mine", "theirs"))
    assert merchant.post(f"{URL}{pk}/change/", theirs).status_code == 302
    answer = merchant.post(f"{URL}{pk}/change/", mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else changed this entry" in page
    assert "<dt>Reason now</dt><dd>theirs</dd>" in page
    assert ListEntry.objects.get().reason == "theirs"
    # What was typed is still there, and stands against theirs now.
    again = {name: str(answer.context["form"][name].value() or "") for name in mine}
    assert again["reason"] == "mine"
    assert merchant.post(f"{URL}{pk}/change/", again).status_code == 302
    assert ListEntry.objects.get().reason == "mine"


def test_nothing_changed_is_said_and_not_audited(merchant: Client) -> None:
    pk = only_entry()
    answer = merchant.post(f"{URL}{pk}/change/", terms(merchant, pk), follow=True)
    assert "Nothing was changed." in answer.content.decode()
    assert not AuditEntry.objects.exists()


def test_what_has_ended_is_not_changed(merchant: Client) -> None:
    pk = only_entry()
    sent = terms(merchant, pk, reason="late")
    merchant.post(f"{URL}{pk}/end/")
    for answer in (
        merchant.get(f"{URL}{pk}/change/", follow=True),
        merchant.post(f"{URL}{pk}/change/", sent, follow=True),
    ):
        assert "not in force any more" in answer.content.decode()
    assert ListEntry.objects.get().reason == "fakes"

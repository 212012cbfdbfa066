"""The silent lists' page."""

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import AuditEntry
from antifraud.actions import block
from antifraud.queries import entries, latest
from checkout.actions.review import apply
from tests.backoffice.conftest import NOW, MakeOrder

pytestmark = pytest.mark.django_db
URL = "/backoffice/blocklist/"


def put(client: Client, values: str, **fields: str) -> HttpResponse:
    """Send the form."""
    return client.post(
        URL, {"values": values, "reason": "fakes", "expiry": "30-days", "effect": "block", **fields}
    )


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
    answer = merchant.post(
        URL, {"values": values, "reason": "fakes", "expiry": "30-days", "effect": "block"}, follow=True
    )
    assert listed() == expected
    page = answer.content.decode()
    assert f"{len(expected)} added" in page
    assert all(value in page for value in expected)
    assert sorted(AuditEntry.objects.get().detail["values"]) == expected


def test_with_a_wrong_line_nothing_is_saved_and_the_line_is_named(merchant: Client) -> None:
    answer = put(merchant, "203.0.113.9\n10.0.0.300\n198.51.100.7/24")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert listed() == []
    assert "Nothing was saved" in page
    assert "10.0.0.300" in page
    assert "did you mean 198.51.100.0/24" in page
    assert "fine, not saved" in page
    assert not AuditEntry.objects.exists()


def test_trying_shows_what_would_be_hit_and_saves_nothing(merchant: Client, make_order: MakeOrder) -> None:
    answer = put(merchant, "203.0.113.0/24\nnonsense", step="preview")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Nothing is saved yet" in page
    assert "203.0.113.0/24" in page
    assert listed() == []


def test_reason_is_required_and_what_was_typed_stays(merchant: Client) -> None:
    answer = put(merchant, "203.0.113.9", reason="")
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
    answer = put(merchant, values)
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()
    assert listed() == []


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=999999999999999999999", "?page=x", "?show=nope", "?q=%00%FF"]
)
def test_odd_addresses_are_answered(merchant: Client, query: str) -> None:
    assert merchant.get(f"{URL}{query}").status_code == 200

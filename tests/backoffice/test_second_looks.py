"""Second looks: appeals are answered, and where the guard was probably wrong is told."""

from datetime import datetime, timedelta
from ipaddress import ip_address

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry
from botguard import actions
from botguard.actions.appeal import appeal
from botguard.models import Appeal, Ban, Decision, RevokedKey
from tests.backoffice.conftest import MakeOrder, SignIn

pytestmark = pytest.mark.django_db
URL = "/backoffice/second-looks/"
HERE = ip_address("203.0.113.77")
KEY = "ab" * 16


@pytest.fixture
def now() -> datetime:
    """Return the time at which pages are read."""
    return timezone.now()


def write(now: datetime, *, visitor: str = "", message: str = "I only wanted a lamp.") -> Appeal:
    """Write an appeal from the banned address."""
    return appeal(HERE, email="lena@example.com", message=message, visitor=visitor, now=now)


def stop(now: datetime, *, is_enforced: bool = True, minutes: int = 5) -> None:
    """Write down that the key was challenged a few minutes ago."""
    Decision.objects.create(
        at=now - timedelta(minutes=minutes),
        address=HERE.compressed,
        key_id=KEY,
        visitor=KEY,
        room="browse",
        path="/",
        action="challenge",
        is_enforced=is_enforced,
        prior=-200,
        points=60,
        reasons=[
            {"code": "pace-minute", "points": 290, "sentence": "61 pages in a minute"},
            {"code": "key-age", "points": -30, "sentence": "Known for 60 minutes"},
        ],
    )


def test_an_appeal_waits_with_what_holds_the_address(merchant: Client, now: datetime) -> None:
    actions.ban(HERE, reason_code="scanner-path", now=now)
    write(now, message="<b>Please</b>\nlet me in")
    page = merchant.get(URL).content.decode()
    assert "&lt;b&gt;Please&lt;/b&gt;<br>let me in" in page
    assert "scanner-path" in page
    rail = page.split('aria-label="Back office"')[1].split("</nav>")[0]
    assert 'class="count"' in rail.split("Second looks")[1].split("</a>")[0]


def test_releasing_lifts_every_ban_over_the_address_and_gives_the_key_back(
    merchant: Client, now: datetime
) -> None:
    actions.ban(HERE, reason_code="scanner-path", now=now)
    wide = Ban.objects.create(
        network="203.0.113.0/24", reason_code="x", created_at=now, expires_at=now + timedelta(hours=1)
    )
    other = Ban.objects.create(
        network="198.51.100.0/24", reason_code="x", created_at=now, expires_at=now + timedelta(hours=1)
    )
    actions.revoke(KEY, reason_code="scanner-path", now=now)
    written = write(now, visitor=KEY)
    answer = merchant.post(f"{URL}{written.pk}/answer/", {"answer": "release"}, follow=True)
    assert "Released: 2 bans lifted." in answer.content.decode()
    wide.refresh_from_db()
    other.refresh_from_db()
    assert (wide.lifted_at is not None, other.lifted_at) == (True, None)
    assert RevokedKey.objects.get().lifted_at is not None
    written.refresh_from_db()
    assert (written.outcome, written.closed_at is not None) == ("released", True)
    entry = AuditEntry.objects.get()
    assert (entry.action, sorted(entry.detail["bans"])) == (
        "appeal-release",
        ["203.0.113.0/24", "203.0.113.77/32"],
    )


def test_leaving_it_as_it_is_closes_the_appeal_alone(merchant: Client, now: datetime) -> None:
    ban = actions.ban(HERE, reason_code="scanner-path", now=now)
    written = write(now)
    merchant.post(f"{URL}{written.pk}/answer/", {"answer": "keep"})
    ban.refresh_from_db()
    assert ban.lifted_at is None
    assert Appeal.objects.get().outcome == "kept"
    assert "Nobody waits" in merchant.get(URL).content.decode()
    assert "left as it was" in merchant.get(f"{URL}?show=closed").content.decode()


def test_an_appeal_is_answered_once(merchant: Client, now: datetime) -> None:
    written = write(now)
    merchant.post(f"{URL}{written.pk}/answer/", {"answer": "keep"})
    answer = merchant.post(f"{URL}{written.pk}/answer/", {"answer": "release"}, follow=True)
    assert "closed already" in answer.content.decode()
    assert Appeal.objects.get().outcome == "kept"
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("stopped", "order", "bought"),
    [
        pytest.param({}, {}, 1, id="challenged, then bought, and the order is good"),
        pytest.param({}, {"review": "held"}, 0, id="challenged, then bought, but the order is held"),
        pytest.param(
            {}, {"fulfilment": "refused"}, 0, id="challenged, then bought, and the parcel came back"
        ),
        pytest.param({"minutes": -5}, {}, None, id="challenged only after buying"),
        pytest.param({"is_enforced": False}, {}, None, id="only observed"),
        pytest.param({}, {"visit": {}}, None, id="bought with another key"),
        pytest.param({}, {"visit": {"visit": None}}, None, id="bought without a visit on record"),
    ],
)
def test_who_was_stopped_and_then_bought(
    merchant: Client,
    make_order: MakeOrder,
    now: datetime,
    stopped: dict[str, int],
    order: dict[str, object],
    bought: int | None,
) -> None:
    stop(now, **stopped)  # type: ignore[arg-type]
    fields = {"review": "cleared", "placed_at": now, "visit": {"visit": {"key_id": KEY}}, **order}
    number = make_order(is_assessed=False, **fields).number
    page = merchant.get(f"{URL}mistakes/").content.decode()
    assert (number in page) is (bought is not None)
    row = page.split("<code>pace-minute</code>")[1].split("</tr>")[0]
    shown = row.split('data-label="Bought"')[1].split("</td>")[0]
    assert ("<strong>1</strong>" in shown) is (bought == 1)
    assert "<code>key-age</code>" not in page.split('id="codes-title"')[1].split("</table>")[0]


def test_what_was_appealed_and_released_counts_against_its_reasons(
    merchant: Client, sign_in: SignIn, now: datetime
) -> None:
    stop(now)
    write(now)
    ban = actions.ban(HERE, reason_code="pace-minute", now=now)
    actions.lift(ban.pk, now=now)
    page = merchant.get(f"{URL}mistakes/").content.decode()
    row = page.split("<code>pace-minute</code>")[1].split("</tr>")[0]
    assert row.count("<strong>1</strong>") == 2
    assert "203.0.113.77/32" in page.split('id="released-title"')[1]

"""Ten megabytes sent to the back office over a real connection are answered with a page, and nothing is saved."""

import http.client
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import AuditEntry, User
from antifraud.models import ListEntry
from tests.live import StartShop

MEGABYTES = 10


def session_of_merchant() -> str:
    """Sign a merchant in and return their session."""
    merchant = User.objects.create_user("merchant@example.com", "a long enough password", is_staff=True)
    merchant.groups.add(Group.objects.get(name="Merchant"))
    client = Client()
    client.force_login(merchant)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_a_paste_of_ten_megabytes(live_shop: StartShop) -> None:
    shop = live_shop(environment={"BOTGUARD_MODE": "observe"})
    door = http.client.HTTPConnection(urlsplit(shop.url).netloc, timeout=60)
    cookie = f"{settings.SESSION_COOKIE_NAME}={session_of_merchant()}"
    door.request("GET", "/backoffice/blocklist/", headers={"Cookie": cookie})
    page = door.getresponse()
    csrf = next(
        each.partition(";")[0]
        for each in page.headers.get_all("Set-Cookie") or []
        if each.startswith(settings.CSRF_COOKIE_NAME)
    )
    assert page.status == 200
    page.read()
    fields = {"values": "203.0.113.9\n" * (MEGABYTES * 2**20 // 12), "reason": "x", "expiry": "30-days"}
    headers = {
        "Cookie": f"{cookie}; {csrf}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": shop.url,
    }
    body = urlencode({**fields, "csrfmiddlewaretoken": csrf.partition("=")[2]})
    assert len(body) > MEGABYTES * 2**20
    door.request("POST", "/backoffice/blocklist/", body=body, headers=headers)
    answer = door.getresponse()
    text = answer.read().decode()
    assert answer.status == 413
    assert "Nothing of it was read, and nothing was saved." in text
    assert "manage.py import_list" in text
    assert (ListEntry.objects.count(), AuditEntry.objects.count()) == (0, 0)

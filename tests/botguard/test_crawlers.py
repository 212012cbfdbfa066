"""Robots and partners over HTTP: who is served, who is not, and that a signature counts once."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.test import Client
from django.utils import timezone

from botguard.actions.crawler import NotAllowed, add_directory, allow, ask_for, check_names
from botguard.actions.errand import hand_over
from botguard.actions.partner import GivenKey, PartnerRefused, give_key, take_back
from botguard.counters import nonce, store
from botguard.counters.errand import errands
from botguard.engine.address import Address
from botguard.gateways.names import NamesAway
from botguard.models import CrawlerName, KeyDirectory, PartnerKey, PartnerUse
from botguard.queries import register
from tests.botguard.signers import OTHER_PAIR, PAIR, key_id, partner_headers, public_text, robot_headers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_shop")]
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
YANDEX = "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)"
CHROME = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)
HERE = "203.0.113.40"


def refresh() -> None:
    """Do what the watch thread does every five seconds."""
    hand_over(now=timezone.now())
    register.refresh(now=timezone.now())


def partner(*rooms: str, days: int = 30) -> GivenKey:
    """Give the test's pair a key for some rooms."""
    now = timezone.now()
    given = give_key(
        "Price feed",
        rooms=rooms or ("browse", "api"),
        expires_at=now + timedelta(days=days),
        public_key=public_text(PAIR),
        seed=bytes(32),
        author_id=None,
        now=now,
    )
    refresh()
    return given


def directory(crawler_class: str = "shopping-agent") -> KeyDirectory:
    """Know the agent that signs with the test's pair, as if its directory had been read."""
    now = timezone.now()
    row = add_directory(
        "https://agent.example",
        form="directory",
        name="Agent",
        crawler_class=crawler_class,
        author_id=None,
        now=now,
    )
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": public_text(PAIR)}
    KeyDirectory.objects.filter(pk=row.pk).update(keys=[{"id": key_id(PAIR), "jwk": jwk}], read_at=now)
    refresh()
    return row


def client(agent: str = "feed/1.0", *, address: str = HERE) -> Client:
    """Return a program at an address, which keeps no cookies unless it is given some."""
    return Client(
        headers={"User-Agent": agent, "Accept": "*/*", "Accept-Language": "en"}, REMOTE_ADDR=address
    )


def stamp() -> int:
    """Return the time of day as the guard reads it."""
    return int(time.time())


class FakeNames:
    """Answers about names from a table, as a test wants."""

    def __init__(
        self, hosts: dict[str, list[str]], addresses: dict[str, list[str]], *, is_away: bool = False
    ) -> None:
        self.hosts, self.table, self.is_away = hosts, addresses, is_away

    def hostnames(self, address: Address) -> list[str]:
        if self.is_away:
            raise NamesAway("Timeout")
        return self.hosts.get(str(address), [])

    def addresses(self, hostname: str) -> list[Address]:
        return [ip_address(text) for text in self.table.get(hostname, [])]


# Partners


def test_a_partner_reads_where_its_key_leads() -> None:
    partner("api")
    answer = client().get("/api/v1/products/", headers=partner_headers(now=stamp(), path="/api/v1/products/"))
    assert answer.status_code == 200
    assert answer.cookies == {}


def test_a_partner_is_kept_out_of_other_rooms() -> None:
    partner("api")
    assert client().get("/", headers=partner_headers(now=stamp())).status_code == 403


def test_a_request_counts_once() -> None:
    partner()
    headers = partner_headers(now=stamp(), path="/cart/", method="POST", body=b"", query="")
    partner_cart = client().post("/cart/", headers=headers)
    assert partner_cart.status_code == 403
    headers = partner_headers(now=stamp(), nonce="one-and-only-once")
    assert client().get("/", headers=headers).status_code == 200
    assert "partner-key" in codes(
        client(), headers={**partner_headers(now=stamp(), nonce="another-nonce-01")}
    )
    assert "partner-key" not in codes(client(), headers=headers)


def codes(program: Client, *, path: str = "/", headers: dict[str, str]) -> tuple[str, ...]:
    """Return the reasons of a request's verdict."""
    answer = program.get(path, headers=headers)
    return tuple(answer.wsgi_request.guard.visit.codes)  # type: ignore[attr-defined] # GuardedRequest


FORGED: list[tuple[str, dict[str, object], dict[str, str]]] = [
    ("signed with another key of the same name", {}, {"keyid": key_id(PAIR)}),
    ("for another path", {"path": "/search/"}, {}),
    ("for another question", {"query": "q=1"}, {}),
    ("for another method", {"method": "POST"}, {}),
    ("for another shop", {"authority": "other.example"}, {}),
    ("a week ago", {"now": -7 * 86_400}, {}),
    ("six minutes ago", {"now": -360}, {}),
    ("in an hour", {"now": 3_600}, {}),
    ("and ended already", {"extra": ";expires=1000"}, {}),
    ("without what makes it single-use", {"nonce": ""}, {}),
    ("with a nonce of two letters", {"nonce": "ab"}, {}),
    ("with a nonce of a page", {"nonce": "n" * 300}, {}),
    ("without the path", {"covers": ("@method", "@authority")}, {}),
    ("without the method", {"covers": ("@authority", "@path", "@query")}, {}),
    ("for another protocol", {"tag": "web-bot-auth"}, {}),
    ("for no protocol", {"tag": "other"}, {}),
    ("by a key nobody was given", {"pair": OTHER_PAIR}, {}),
    ("naming another algorithm", {"extra": ';alg="hmac-sha256"'}, {}),
]


@pytest.mark.parametrize(("changes", "swapped"), [pytest.param(*row[1:], id=row[0]) for row in FORGED])
def test_a_signature_that_does_not_fit(changes: dict[str, object], swapped: dict[str, str]) -> None:
    partner()
    values = {**changes, "now": stamp() + int(str(changes.get("now", 0)))}
    if swapped:
        values["pair"] = OTHER_PAIR
    headers = partner_headers(**values)  # type: ignore[arg-type] # a table of keyword arguments
    if swapped:
        headers["Signature-Input"] = headers["Signature-Input"].replace(key_id(OTHER_PAIR), swapped["keyid"])
    assert "partner-key" not in codes(client(), headers=headers)


def test_a_body_is_signed_with_the_request() -> None:
    partner("api")
    body = b'{"a": 1}'
    headers = partner_headers(now=stamp(), method="POST", path="/api/v1/products/", body=body)

    def sent_codes(sent: bytes, signed: dict[str, str]) -> tuple[str, ...]:
        answer = client().post("/api/v1/products/", sent, content_type="application/json", headers=signed)
        return tuple(answer.wsgi_request.guard.visit.codes)  # type: ignore[attr-defined] # GuardedRequest

    assert "crawler-impostor" in sent_codes(b'{"a": 2}', headers)
    again = partner_headers(
        now=stamp(), method="POST", path="/api/v1/products/", body=body, nonce="nonce-number-two"
    )
    assert "partner-key" in sent_codes(body, again)
    unsigned = partner_headers(
        now=stamp(), method="POST", path="/api/v1/products/", nonce="nonce-number-three"
    )
    assert "partner-key" not in sent_codes(body, unsigned)


def test_a_partner_learns_what_to_sign_and_not_what_was_wrong() -> None:
    partner()
    answer = client().get("/", headers=partner_headers(now=stamp(), pair=OTHER_PAIR))
    assert '"@method" "@authority" "@path" "@query"' in answer["Accept-Signature"]
    assert "unknown" not in answer.content.decode()


def test_a_key_taken_back_is_dead_at_once_in_every_process() -> None:
    given = partner()
    assert "partner-key" in codes(client(), headers=partner_headers(now=stamp()))
    assert take_back(given.partner.pk, reason="contract ended", now=timezone.now()) is not None
    # This process's register still has it, as every other process's has for some seconds.
    assert key_id(PAIR) in register.current().signers
    assert "partner-key" not in codes(
        client(), headers=partner_headers(now=stamp(), nonce="after-the-end-01")
    )
    assert take_back(given.partner.pk, reason="again", now=timezone.now()) is None
    refresh()
    assert register.current().signers == {}


def test_a_key_ends_by_itself() -> None:
    given = partner(days=1)
    PartnerKey.objects.filter(pk=given.partner.pk).update(
        created_at=timezone.now() - timedelta(days=2), expires_at=timezone.now() - timedelta(seconds=1)
    )
    refresh()
    assert "partner-key" not in codes(client(), headers=partner_headers(now=stamp()))


def test_uses_are_counted_by_room_and_outcome() -> None:
    given = partner("browse")
    for number in range(3):
        client().get("/", headers=partner_headers(now=stamp(), nonce=f"nonce-number-{number}"))
    client().get("/search/", headers=partner_headers(now=stamp(), path="/search/", nonce="nonce-for-search"))
    elsewhere = client(address="203.0.113.99")
    elsewhere.get("/", headers=partner_headers(now=stamp() - 400))
    elsewhere.get("/", headers=partner_headers(now=stamp(), nonce="nonce-number-1"))
    refresh()
    refresh()
    found = PartnerUse.objects.order_by("room", "action").values_list("room", "action", "count")
    assert list(found) == [
        ("browse", "allow", 3),
        ("browse", "replayed", 1),
        ("browse", "stale", 1),
        ("search", "refuse", 1),
    ]
    given.partner.refresh_from_db()
    assert given.partner.last_address == HERE
    assert given.partner.last_used_at is not None


def test_two_hundred_at_once_get_one_answer() -> None:
    names = [nonce.spend(key_id(PAIR), "the-same-nonce", seconds=60, is_safe=True) for _ in range(2)]
    assert names == ["", "replayed"]
    with ThreadPoolExecutor(16) as pool:
        spent = list(
            pool.map(lambda _: nonce.spend(key_id(PAIR), "in-parallel", seconds=60, is_safe=True), range(200))
        )
    assert (spent.count(""), spent.count("replayed")) == (1, 199)


def test_nonces_expire_with_what_they_are_for() -> None:
    nonce.spend(key_id(PAIR), "kept-for-a-while", seconds=330, is_safe=True)
    (name,) = store.client().keys("{guard}:nonce:*")
    assert 0 < store.client().ttl(name) <= 330


def test_without_the_store_a_signature_reads_once_and_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(question: object) -> object:
        raise store.StoreAway

    monkeypatch.setattr(store, "ask", away)
    assert nonce.spend("signer", "read-without", seconds=60, is_safe=True) == ""
    assert nonce.spend("signer", "read-without", seconds=60, is_safe=True) == "replayed"
    assert nonce.spend("signer", "write-without", seconds=60, is_safe=False) == "away"


def test_a_key_of_ours_is_shown_once_and_works() -> None:
    now = timezone.now()
    given = give_key(
        "New partner", rooms=("browse",), expires_at=now + timedelta(days=1), public_key="", seed=bytes(32),
        author_id=None, now=now,
    )  # fmt: skip
    refresh()
    pair = load_pem_private_key(given.private_key.encode(), None)
    headers = partner_headers(now=stamp(), pair=pair)  # type: ignore[arg-type] # Ed25519 by its test
    assert "partner-key" in codes(client(), headers=headers)
    stored = " ".join(str(value) for value in PartnerKey.objects.values_list().get())
    assert given.private_key.splitlines()[1] not in stored


@pytest.mark.parametrize(
    ("rooms", "days", "public_key"),
    [
        pytest.param((), 30, "", id="a key that opens nothing"),
        pytest.param(("office",), 30, "", id="a key to the back office"),
        pytest.param(("api",), 0, "", id="a key that is over"),
        pytest.param(("api",), 400, "", id="a key for more than a year"),
        pytest.param(("api",), 30, "AAAA", id="a key that is none"),
        pytest.param(("api",), 30, "/" * 43, id="a key in another alphabet"),
    ],
)
def test_keys_that_are_not_given(rooms: tuple[str, ...], days: int, public_key: str) -> None:
    now = timezone.now()
    with pytest.raises(PartnerRefused):
        give_key(
            "x", rooms=rooms, expires_at=now + timedelta(days=days), public_key=public_key, seed=bytes(32),
            author_id=None, now=now,
        )  # fmt: skip
    assert not PartnerKey.objects.exists()


# Robots that sign


def test_a_signed_agent_reads_and_is_counted_once() -> None:
    directory()
    headers = robot_headers(now=stamp())
    assert "crawler-verified" in codes(client(CHROME), headers=headers)
    assert "crawler-verified" not in codes(client(CHROME), headers=headers)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        pytest.param({"authority": "other.example"}, "crawler-impostor", id="lifted from another shop"),
        pytest.param({"pair": OTHER_PAIR}, "crawler-impostor", id="a key that its directory does not have"),
        pytest.param({"agent": "https://stranger.example"}, "", id="an agent that nobody here knows"),
        pytest.param({"seconds": -1}, "", id="an ended signature"),
    ],
)
def test_a_signed_agent_that_is_not(values: dict[str, object], code: str) -> None:
    directory()
    found = codes(client(CHROME), headers=robot_headers(now=stamp(), **values))  # type: ignore[arg-type] # a table
    assert "crawler-verified" not in found
    assert (code in found) is bool(code)


def test_a_strangers_address_is_never_read() -> None:
    directory()
    codes(client(CHROME), headers=robot_headers(now=stamp(), agent="https://10.0.0.1"))
    codes(client(CHROME), headers=robot_headers(now=stamp(), agent="https://metadata.internal"))
    assert errands.take()[1] == set()
    assert list(KeyDirectory.objects.values_list("url", flat=True)) == ["https://agent.example"]


def test_an_old_directory_is_read_again_for_a_new_key() -> None:
    row = directory()
    hour_ago = timezone.now() - timedelta(hours=1)
    KeyDirectory.objects.filter(pk=row.pk).update(
        read_at=hour_ago, due_at=timezone.now() + timedelta(hours=1)
    )
    refresh()
    found = codes(client(CHROME), headers=robot_headers(now=stamp(), pair=OTHER_PAIR))
    assert "crawler-impostor" not in found
    refresh()
    assert KeyDirectory.objects.get().due_at <= timezone.now()


def test_a_shopping_agent_buys_only_where_the_merchant_lets_it() -> None:
    directory()

    def try_checkout(number: int) -> int:
        headers = robot_headers(now=stamp(), nonce=f"try-number-{number:04}")
        return client(CHROME).get("/checkout/", headers=headers).status_code

    assert try_checkout(1) == 403
    allow("shopping-agent", "shop", now=timezone.now())
    refresh()
    assert try_checkout(2) == 200
    # A signature that could be shown again opens nothing.
    assert client(CHROME).get("/checkout/", headers=robot_headers(now=stamp(), nonce="")).status_code == 303
    allow("shopping-agent", "refuse", now=timezone.now())
    refresh()
    assert try_checkout(3) == 403
    assert (
        client(CHROME).get("/", headers=robot_headers(now=stamp(), nonce="nonce-for-home")).status_code == 403
    )


def test_a_search_engine_that_signs_never_buys() -> None:
    directory("search-engine")
    assert client(CHROME).get("/checkout/", headers=robot_headers(now=stamp())).status_code == 403
    with pytest.raises(NotAllowed):
        allow("search-engine", "shop", now=timezone.now())


BOT_AUTH = 's=("@authority");tag="web-bot-auth";keyid="x"'
HUGE: list[tuple[str, str, str, dict[str, str]]] = [
    ("five thousand characters", "s=(" + " " * 5_000 + ")", "s=:AA==:", {}),
    ("six hundred labels", ",".join(f"s{n}=()" for n in range(600)), "s1=:AA==:", {}),
    ("noise", "\xff\xfe;;==((", "::::", {}),
    ("a signature of nothing", 's=();tag="latchkey"', "s=::", {}),
    ("a host of its own", BOT_AUTH, "s=:AA==:", {"Host": "evil.example"}),
    ("an agent that is a list", BOT_AUTH, "s=:AA==:", {"Signature-Agent": "(a b)"}),
]


@pytest.mark.parametrize(("described", "value", "more"), [pytest.param(*row[1:], id=row[0]) for row in HUGE])
def test_hostile_headers_are_no_signature_and_no_error(
    described: str, value: str, more: dict[str, str]
) -> None:
    partner()
    headers = {"Signature-Input": described, "Signature": value, **more}
    answer = client(CHROME).get("/", headers=headers)
    assert answer.status_code < 500
    assert "partner-key" not in answer.wsgi_request.guard.visit.codes  # type: ignore[attr-defined] # GuardedRequest


# Host names


def test_a_host_name_proves_a_robot_without_a_range() -> None:
    address, host = "192.0.2.77", "spider-192-0-2-77.yandex.com"
    robot = client(YANDEX, address=address)
    assert "crawler-claim" in codes(robot, headers={})
    refresh()
    assert CrawlerName.objects.get().state == "pending"
    names = FakeNames({address: [host]}, {host: [address]})
    assert check_names(names, now=timezone.now()) == 1
    refresh()
    assert "crawler-verified" in codes(robot, headers={})
    assert robot.get("/checkout/").status_code == 403


@pytest.mark.parametrize(
    ("hosts", "addresses"),
    [
        pytest.param(["spider.yandex.com"], ["192.0.2.1"], id="a name that leads elsewhere"),
        pytest.param(["spider.yandex.com"], [], id="a name that leads nowhere"),
        pytest.param(["spider.yandex.com.evil.example"], ["192.0.2.77"], id="a name of somebody else"),
        pytest.param(["evilyandex.com"], ["192.0.2.77"], id="a name that ends alike"),
        pytest.param([], [], id="no name"),
    ],
)
def test_a_host_name_proves_a_liar(hosts: list[str], addresses: list[str]) -> None:
    address = "192.0.2.77"
    codes(client(YANDEX, address=address), headers={})
    refresh()
    check_names(FakeNames({address: hosts}, dict.fromkeys(hosts, addresses)), now=timezone.now())
    refresh()
    assert "crawler-impostor" in codes(client(YANDEX, address=address), headers={})


def test_a_silent_name_server_proves_nothing_and_is_asked_less_and_less() -> None:
    address = "192.0.2.77"
    codes(client(YANDEX, address=address), headers={})
    refresh()
    now = timezone.now()
    assert check_names(FakeNames({}, {}, is_away=True), now=now) == 1
    assert check_names(FakeNames({}, {}, is_away=True), now=now + timedelta(seconds=9)) == 0
    assert check_names(FakeNames({}, {}, is_away=True), now=now + timedelta(seconds=10)) == 1
    assert check_names(FakeNames({}, {}, is_away=True), now=now + timedelta(seconds=29)) == 0
    refresh()
    assert "crawler-claim" in codes(client(YANDEX, address=address), headers={})


def test_a_proved_name_holds_while_it_is_looked_up_again() -> None:
    address, host = "192.0.2.77", "spider.yandex.com"
    now = timezone.now()
    ask_for([(address, "YandexBot")], [], now=now)
    names = FakeNames({address: [host]}, {host: [address]})
    check_names(names, now=now)
    later = now + timedelta(hours=13)
    assert check_names(FakeNames({}, {}, is_away=True), now=later) == 1
    register.refresh(now=later)
    assert register.current().names == {(address, "YandexBot"): "verified"}
    check_names(FakeNames({}, {}), now=later + timedelta(minutes=1))
    register.refresh(now=later)
    assert register.current().names == {(address, "YandexBot"): "fake"}


def test_a_flood_of_false_names_is_bounded() -> None:
    for number in range(500):
        errands.resolve(f"2001:db8::{number:x}", "YandexBot")
    names, _, _ = errands.take()
    assert len(names) == 200
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for batch in range(11):
        ask_for([(f"2001:db8:{batch}::{number:x}", "YandexBot") for number in range(200)], [], now=now)
    assert CrawlerName.objects.count() == 2_000


@pytest.mark.parametrize(
    ("leads_to", "code"),
    [
        pytest.param("192.0.2.78", "crawler-verified", id="and is proved by a name that leads back"),
        pytest.param("192.0.2.79", "crawler-impostor", id="and is disproved by one that leads elsewhere"),
    ],
)
def test_googlebot_outside_its_range_is_a_claim_until_looked_up(leads_to: str, code: str) -> None:
    address, host = "192.0.2.78", "crawl-192-0-2-78.googlebot.com"
    robot = client(GOOGLEBOT, address=address)
    assert "crawler-claim" in codes(robot, headers={})
    refresh()
    check_names(FakeNames({address: [host]}, {host: [leads_to]}), now=timezone.now())
    refresh()
    assert code in codes(robot, headers={})


def test_a_robot_in_its_published_range_is_never_looked_up() -> None:
    robot = client(GOOGLEBOT, address="66.249.66.1")
    assert "crawler-verified" in codes(robot, headers={})
    assert errands.take()[0] == set()

"""The pages of proofs: whichever way a visitor chooses leads on, once, and none of them is cheap in bulk."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings
from time_machine import Traveller

from botguard import conf
from botguard.counters import proof as counter
from botguard.counters import store
from botguard.engine.challenge import unseal
from botguard.engine.sound import wav
from outbox.models import Message
from tests.botguard.visitors import answers, open_checkout, person, posed, program, solve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_shop")]
NOW = 1_780_000_000
HTML = "text/html; charset=utf-8"


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def shown(client: Client, *, way: str = "", following: str = "/checkout/") -> str:
    return client.get("/guard/proof/", {"next": following, "way": way}).content.decode()


def reply(page: str, **sent: str) -> dict[str, str]:
    return {"challenge": posed(page)["challenge"], "next": "/checkout/", **sent}


def opens(client: Client) -> bool:
    return client.get("/checkout/").status_code == 200


def test_every_way_is_offered_on_every_other(clock: Traveller) -> None:
    client = person()
    for way in ("work", "question", "sound", "mail"):
        page = shown(client, way=way)
        offered = re.findall(r'href="/guard/proof/\?next=%2Fcheckout%2F&amp;way=(\w+)"', page)
        assert set(offered) == {"work", "question", "sound", "mail"} - {way}
        assert ("data-proof-form" in page and "data-worker" in page) is (way == "work")
        assert 'href="/guard/appeal/"' in page


def test_counting_beeps_opens_the_checkout(clock: Traveller) -> None:
    client = person()
    page = shown(client, way="sound")
    challenge = posed(page)["challenge"]
    address = f"/guard/sound/{challenge}.wav"
    assert f'src="{address}"' in page
    found = unseal(challenge, secrets=conf.secrets())
    assert found is not None
    sound = client.get(address)
    assert (sound.status_code, sound["Content-Type"], sound.content) == (200, "audio/wav", wav(found.seed))
    assert "no-store" in sound["Cache-Control"]
    clock.shift(10)
    done = client.post("/guard/proof/", reply(page, way="sound", answer=answers(challenge)[1]))
    assert (done.status_code, done["Location"]) == (303, "/checkout/")
    assert opens(client)


PARTS: list[tuple[str, str, int, slice]] = [
    ("the whole", "", 200, slice(None)),
    ("the first two bytes, as Safari asks", "bytes=0-1", 206, slice(0, 2)),
    ("from the middle on", "bytes=100-", 206, slice(100, None)),
    ("the last ten bytes", "bytes=-10", 206, slice(-10, None)),
    ("more than there is", "bytes=0-999999999", 206, slice(None)),
    ("nothing that is there", "bytes=999999999-", 200, slice(None)),
    ("backwards", "bytes=5-2", 200, slice(None)),
    ("two ranges", "bytes=0-1,4-5", 200, slice(None)),
    ("nonsense", "bytes=-", 200, slice(None)),
    ("another unit", "lines=1-2", 200, slice(None)),
]


@pytest.mark.parametrize(
    ("header", "status", "part"), [row[1:] for row in PARTS], ids=[row[0] for row in PARTS]
)
def test_players_get_the_part_they_ask_for(header: str, status: int, part: slice) -> None:
    client = person()
    address = f"/guard/sound/{posed(shown(client, way='sound'))['challenge']}.wav"
    whole = client.get(address).content
    answer = client.get(address, headers={"Range": header})
    assert (answer.status_code, answer.content) == (status, whole[part])
    if status == 206:
        first = part.indices(len(whole))[0]
        assert answer["Content-Range"] == f"bytes {first}-{first + len(answer.content) - 1}/{len(whole)}"


def test_a_sound_is_over_when_its_challenge_is(clock: Traveller) -> None:
    client = person()
    address = f"/guard/sound/{posed(shown(client, way='sound'))['challenge']}.wav"
    clock.shift(600)
    assert client.get(address).status_code == 404
    assert client.get("/guard/sound/nonsense.wav").status_code == 404


def link_of(message: Message) -> str:
    text = str(message.payload["text"])
    address = next(word for word in text.split() if "/guard/mail/" in word)
    return f"{urlsplit(address).path}?{urlsplit(address).query}"


def asked(client: Client, email: str) -> int:
    sent = {"challenge": posed(shown(client, way="mail"))["challenge"], "next": "/checkout/", "email": email}
    return client.post("/guard/mail/", sent).status_code


def test_a_mailed_link_opens_the_checkout_once(clock: Traveller) -> None:
    client = person()
    client.get("/")
    assert asked(client, "ada@example.com") == 200
    message = Message.objects.get()
    assert (message.topic, message.payload["to"]) == ("mail", "ada@example.com")
    clock.shift(300)
    link = link_of(message)
    # What a mail scanner does: it opens the link, and nothing happens.
    scanner = program(address="192.0.2.77")
    assert scanner.get(link).status_code == 200
    assert not opens(client)
    assert "Go on" in client.get(link).content.decode()
    following = parse_qs(urlsplit(link).query)["next"][0]
    done = client.post(urlsplit(link).path, {"next": following})
    assert (done.status_code, done["Location"]) == (303, "/checkout/")
    assert opens(client)
    other = person()
    assert other.post(urlsplit(link).path, {"next": following}).status_code == 403
    assert not opens(other)


@pytest.mark.parametrize("wrong", ["elsewhere", "too late", "another room"])
def test_a_mailed_link_opens_nothing(clock: Traveller, wrong: str) -> None:
    client = person()
    asked(client, "ada@example.com")
    path = urlsplit(link_of(Message.objects.get())).path
    if wrong == "too late":
        clock.shift(1_800)
    reader = person(address="192.0.2.1") if wrong == "elsewhere" else client
    following = "/cart/" if wrong == "another room" else "/checkout/"
    answer = reader.post(path, {"next": following})
    assert answer.status_code == 403
    assert "This link is over" in answer.content.decode()
    assert not opens(reader)


def test_nobody_is_flooded_with_mail(clock: Traveller) -> None:
    """Two to one recipient an hour, five for one address, thirty to a mail domain a minute; the rest is not sent."""
    assert [asked(person(address=f"192.0.2.{n}"), "ada@example.com") for n in range(4)] == [
        200,
        200,
        429,
        429,
    ]
    one = person(address="198.51.100.1")
    # More than five would also be slow proofs too many: those are counted first.
    assert [asked(one, f"p{n}@mail{n}.example") for n in range(6)] == [200] * 5 + [429]
    assert Message.objects.count() == 7
    statuses = [asked(person(address=f"10.1.{n}.1"), f"q{n}@example.org") for n in range(32)]
    assert statuses == [200] * 30 + [429] * 2
    assert Message.objects.count() == 37


def test_without_the_store_no_mail_is_sent(clock: Traveller, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert asked(person(), "ada@example.com") == 429
    assert Message.objects.count() == 0


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "x" * 300 + "@example.com", "a@exa\nmple.com"])
def test_only_to_addresses(clock: Traveller, email: str) -> None:
    assert asked(person(), email) == 400
    assert Message.objects.count() == 0


def test_throw_away_addresses_are_not_told_that_nothing_comes(clock: Traveller) -> None:
    assert asked(person(), "somebody@mailinator.com") == 200
    assert Message.objects.count() == 0


def test_of_an_address_nothing_is_kept_but_a_count(clock: Traveller) -> None:
    asked(person(), "ada@example.com")
    assert not [name for name in store.client().keys("*") if "ada" in name]


def test_a_challenge_is_good_for_its_own_room_only(clock: Traveller) -> None:
    client = person()
    page = shown(client, following="/")
    found = posed(page)
    solution = solve(found["challenge"], puzzles=int(found["puzzles"]), bits=int(found["bits"]))
    sent = {"challenge": found["challenge"], "solution": solution}
    assert client.post("/guard/proof/", {**sent, "next": "/checkout/"}).status_code == 403
    assert not opens(client)
    assert client.post("/guard/proof/", {**sent, "next": "/"}).status_code == 303


def test_many_questions_from_one_address_wait_in_a_queue(clock: Traveller) -> None:
    waiting = [(client, shown(client, way="question")) for client in (person() for _ in range(13))]
    clock.shift(10)
    done = [
        client.post("/guard/proof/", reply(page, way="question", answer=answers(posed(page)["challenge"])[0]))
        for client, page in waiting
    ]
    assert [answer.status_code for answer in done] == [303] * 10 + [429] * 3
    assert done[-1]["Retry-After"] == "10"
    assert "Please try again in 10 seconds." in done[-1].content.decode()


def test_work_is_harder_where_proofs_are_farmed(clock: Traveller) -> None:
    address = ip_address("198.51.100.7")
    usual = posed(shown(person()))
    for number in range(100):
        counter.spend(number.to_bytes(16), address=address, expires_at=NOW + 60, is_slow=False, now=NOW)
    harder = posed(shown(person()))
    assert (int(harder["puzzles"]), harder["bits"]) == (2 * int(usual["puzzles"]), usual["bits"])
    assert posed(shown(person(address="192.0.2.9")))["puzzles"] == usual["puzzles"]


def soft_link(page: str) -> str:
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page)
    assert found
    return found[1].replace("&amp;", "&")


def test_who_moves_networks_goes_on_softly(clock: Traveller) -> None:
    client = person()
    open_checkout(client)
    clock.shift(60)
    client.defaults["REMOTE_ADDR"] = "203.0.113.99"
    page = client.get("/checkout/")
    assert (page.status_code, page["Content-Type"]) == (403, HTML)
    back = client.get(soft_link(page.content.decode()))
    assert (back.status_code, back["Location"]) == (303, "/checkout/")
    assert opens(client)


def test_a_stolen_key_without_its_cookies_goes_nowhere_softly(clock: Traveller) -> None:
    client = person()
    open_checkout(client)
    page = client.get("/checkout/")
    assert page.status_code == 200
    client.defaults["REMOTE_ADDR"] = "203.0.113.99"
    link = soft_link(client.get("/checkout/").content.decode())
    stranger = person(address="203.0.113.99")
    answer = stranger.get(link)
    assert answer.status_code == 403
    assert "did not keep our cookie" in answer.content.decode()
    assert not opens(stranger)
    # And a link that has been followed leads on without opening anything again.
    assert client.get(link)["Location"] == "/checkout/"
    stranger.get("/")
    assert stranger.get(link).status_code in (303, 403)
    assert not opens(stranger)


@pytest.mark.parametrize("sent", ["", "x", "A" * 75, "%00", "\ud800"])
def test_nonsense_softly(sent: str) -> None:
    assert (
        person().get("/guard/soft/", {"challenge": sent.encode("utf-8", "surrogatepass")}).status_code == 403
    )


ORIGINS: list[tuple[str, dict[str, str], str]] = [
    ("from a page of ours", {"Referer": "http://testserver/cart/?from=mail"}, "/cart/?from=mail"),
    ("from nowhere", {}, "/checkout/"),
    ("from another site", {"Referer": "https://evil.example/cart/"}, "/checkout/"),
    ("from a page of the guard's", {"Referer": "http://testserver/guard/appeal/"}, "/"),
    ("from something like ours", {"Referer": "http://testserver@evil.example/cart/"}, "/checkout/"),
    ("from an address that is none", {"Referer": "http://[testserver/cart/"}, "/checkout/"),
]


@pytest.mark.parametrize(
    ("headers", "following"), [row[1:] for row in ORIGINS], ids=[row[0] for row in ORIGINS]
)
def test_a_form_that_was_not_taken_leads_back_to_where_it_was_sent(
    headers: dict[str, str], following: str
) -> None:
    answer = person(headers=headers).post("/checkout/", headers={"Host": "testserver"})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "What you sent was not taken yet." in page
    assert f'name="next" value="{following}"' in page

"""A request's way past the guard, over Django's own handler and a real Valkey."""

import itertools
import json

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from botguard import counters
from botguard.models import AccessRule, Ban, RevokedKey
from botguard.queries import snapshot
from tests.botguard.visitors import CHROME, SCRAPY, answers, open_checkout, person, posed, program, solve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_shop")]
NOW = 1_780_000_000.0
TRAP = "/collections/archive/"


def refusals_until_it_gives_up(client: Client, *, pace: float, clock: time_machine.Traveller) -> int:
    """Crawl until a hundred pages in a row are refused; return how many were got."""
    got = refused = 0
    for number in itertools.count():
        answer = client.get(f"/p/p-{number}/")
        got, refused = (got + 1, 0) if answer.status_code == 200 else (got, refused + 1)
        if refused == 100:
            return got
        assert got < 1_000
        clock.shift(pace)
    raise AssertionError("unreachable: the loop ends by return")


def test_a_person_clicking_every_two_seconds_with_ten_tabs_at_once_is_never_challenged() -> None:
    client = person()
    with time_machine.travel(NOW, tick=False) as clock:
        for click in range(330):
            if click % 30 == 15:
                tabs = [client.get(f"/p/tab-{click}-{tab}/").status_code for tab in range(10)]
                assert tabs == [200] * 10
            assert client.get(f"/p/p-{click}/").status_code == 200, click
            clock.shift(2)


@pytest.mark.parametrize("pace", [0.005, 0.05, 0.5], ids=["200 a second", "20 a second", "2 a second"])
@pytest.mark.parametrize(
    "headers",
    [{}, {"User-Agent": CHROME, "Accept-Language": "en"}, {"Accept": "*/*"}],
    ids=["by its own name", "as a browser", "not asking for pages"],
)
def test_a_spider_gets_few_of_the_products(headers: dict[str, str], pace: float) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        assert refusals_until_it_gives_up(program(headers=headers), pace=pace, clock=clock) < 200


@pytest.mark.parametrize("pace", [0.12, 0.5], ids=["8 a second", "2 a second"])
@pytest.mark.parametrize(
    "headers",
    [
        {"HX-Request": "true", "Sec-Fetch-Dest": "empty", "Accept": "*/*"},
        {"Sec-Fetch-Dest": "empty"},
        {"Sec-Fetch-Dest": "image", "Accept": "image/*"},
        {"X-Requested-With": "XMLHttpRequest", "Sec-Fetch-Dest": ""},
    ],
    ids=["as htmx", "as a script", "as a picture", "as an old script"],
)
def test_a_spider_that_claims_to_read_parts_of_pages_gets_few_lists(
    headers: dict[str, str], pace: float
) -> None:
    client = person(headers=headers)
    with time_machine.travel(NOW, tick=False) as clock:
        statuses = []
        for number in range(200):
            statuses.append(client.get(f"/search/?page={number}").status_code)
            clock.shift(pace)
    assert statuses.count(200) < 100
    assert 200 not in statuses[100:]


def test_a_spider_that_throws_its_cookies_away_gets_few_of_the_products() -> None:
    got = 0
    with time_machine.travel(NOW, tick=False) as clock:
        for number in range(400):
            got += program().get(f"/p/p-{number}/").status_code == 200
            clock.shift(0.05)
    assert got < 200


def test_without_the_guard_a_spider_gets_everything(settings: Settings) -> None:
    settings.BOTGUARD_MODE = "off"
    client = program()
    assert [client.get(f"/p/p-{number}/").status_code for number in range(250)] == [200] * 250


def test_watching_only_it_gets_everything_and_is_written_down(settings: Settings) -> None:
    settings.BOTGUARD_MODE = "observe"
    client = program()
    with time_machine.travel(NOW, tick=False):
        assert [client.get(f"/p/p-{number}/").status_code for number in range(120)] == [200] * 120
        assert client.get("/checkout/").status_code == 200
        assert client.get(TRAP).status_code == 404
        assert client.get("/").status_code == 200
    assert not Ban.objects.exists()
    assert not RevokedKey.objects.exists()


def test_two_hundred_people_behind_one_address_are_not_in_each_others_way() -> None:
    people = [person() for _ in range(200)]
    with time_machine.travel(NOW, tick=False) as clock:
        for visitor in people:
            assert visitor.get("/").status_code == 200
            # As every browser does that shows the page.
            visitor.get("/guard/seen.css", headers={"Accept": "text/css", "Sec-Fetch-Dest": "style"})
            clock.shift(2)
        for visitor in people:
            assert visitor.get("/p/lamp/").status_code == 200
            clock.shift(0.01)


def test_the_allow_path_asks_no_database(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = person()
    with django_assert_num_queries(0):
        for path in ("/", "/p/lamp/", "/cart/", "/checkout/", "/guard/proof/"):
            client.get(path)


def test_the_allow_path_takes_one_round_trip(valkey: object) -> None:
    client = person()
    client.get("/")

    def reads() -> int:
        return int(valkey.info("stats")["total_reads_processed"])  # type: ignore[attr-defined] # a redis client

    def taken() -> int:
        before = reads()
        client.get("/")
        return reads() - before

    # One for the request, one for the question itself. Other tests ask the same server now and then.
    assert min(taken() for _ in range(5)) == 2


def test_the_checkout_opens_to_a_proof_and_only_to_that() -> None:
    client = person()
    answer = client.get("/checkout/?step=2")
    assert (answer.status_code, answer["Location"]) == (303, "/guard/proof/?next=%2Fcheckout%2F%3Fstep%3D2")
    assert client.post("/checkout/").status_code == 403
    open_checkout(client)
    assert client.get("/checkout/").status_code == 200
    assert client.post("/checkout/").status_code == 200
    assert client.get("/guard/proof/", {"next": "/checkout/"})["Location"] == "/checkout/"
    other = person(address="203.0.113.99")
    other.cookies = client.cookies
    assert "We are opening the page for you." in other.get("/checkout/").content.decode()


def test_a_guard_that_breaks_sells_on_and_keeps_the_checkout_locked(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    proved, unproved = person(), person()
    open_checkout(proved)
    unproved.get("/")
    # Not a store that is away: a name no client can make sense of, so that counting itself raises.
    settings.REDIS_URL = "nonsense://nowhere"
    assert [unproved.get(path).status_code for path in ("/", "/p/lamp/", "/cart/")] == [200] * 3
    assert unproved.get("/checkout/").status_code in (303, 403)
    assert unproved.post("/checkout/").status_code == 403
    assert proved.get("/checkout/").status_code == 200
    assert [record.message for record in caplog.records].count("guard-broken") >= 6


def test_the_way_without_scripts_takes_ten_seconds_and_an_answer() -> None:
    client = person()
    with time_machine.travel(NOW, tick=False) as clock:
        page = client.get("/guard/proof/?next=/checkout/").content.decode()
        challenge = posed(page)["challenge"]
        sent = {"challenge": challenge, "answer": answers(challenge)[0], "next": "/checkout/"}
        clock.shift(9)
        assert client.post("/guard/proof/", sent).status_code == 403
        clock.shift(1)
        done = client.post("/guard/proof/", sent)
        assert (done.status_code, done["Location"]) == (303, "/checkout/")
        assert client.get("/checkout/").status_code == 200


@pytest.mark.parametrize(
    ("following", "goes_to"),
    [
        ("/checkout/?a=1", "/checkout/?a=1"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/guard/proof/", "/"),
        ("/a\r\nSet-Cookie: x=y", "/"),
        ("/" + "a" * 600, "/"),
        ("", "/"),
    ],
)
def test_only_pages_of_this_shop_follow_a_proof(following: str, goes_to: str) -> None:
    client = person()
    open_checkout(client)
    assert client.get("/guard/proof/", {"next": following})["Location"] == goes_to


def test_a_trap_takes_the_key_and_bans_the_address() -> None:
    client = person()
    assert client.get("/").status_code == 200
    key_id = snapshot_key(client)
    assert client.get(TRAP).status_code == 403
    assert client.get("/").status_code == 403
    assert RevokedKey.objects.get().key_id == key_id
    ban = Ban.objects.get()
    assert (ban.network, ban.reason_code) == ("198.51.100.7/32", "trap-hit")
    assert (ban.expires_at - ban.created_at).total_seconds() == 600
    # The key is refused from anywhere, the address whatever it shows; others are let in.
    moved = person(address="192.0.2.44")
    moved.cookies = client.cookies
    assert moved.get("/").status_code == 403
    assert person().get("/").status_code == 403
    assert person(address="192.0.2.44").get("/").status_code == 200


def test_a_link_from_elsewhere_is_no_trap() -> None:
    client = person(headers={"Sec-Fetch-Site": "cross-site"})
    assert client.get(TRAP).status_code == 404
    assert client.get("/").status_code == 200


def test_a_prefetch_is_no_trap() -> None:
    assert person(headers={"Sec-Purpose": "prefetch"}).get(TRAP).status_code == 404


def test_a_second_ban_is_twice_as_long() -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        program().get(TRAP)
        clock.shift(601)
        # Valkey's own clock does not travel with us.
        from botguard.counters import store

        store.client().delete(*store.client().keys("{guard}:ban:*"))
        program().get(TRAP)
    first, second = Ban.objects.order_by("pk")
    assert (second.expires_at - second.created_at) == 2 * (first.expires_at - first.created_at)


def test_three_scanners_paths_ban() -> None:
    client = person()
    assert client.get("/wp-login.php").status_code == 404
    assert client.get("/.ENV").status_code == 404
    assert client.get("/.git/config").status_code == 403
    assert client.get("/").status_code == 403


def test_another_process_refuses_a_revoked_key_by_its_snapshot_alone(settings: Settings) -> None:
    client = person()
    client.get("/")
    now = timezone.now()
    RevokedKey.objects.create(
        key_id=snapshot_key(client),
        reason_code="staff",
        created_at=now,
        expires_at=now + timezone.timedelta(minutes=30),
    )
    assert client.get("/").status_code == 200
    snapshot.refresh(now=now)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert client.get("/").status_code == 403
    assert person().get("/").status_code == 200


def test_staffs_rules_hold_from_the_next_snapshot_on() -> None:
    AccessRule.objects.create(
        subject="address", value="198.51.100.0/24", effect="deny", mode="enforce", reason="r"
    )
    AccessRule.objects.create(
        subject="address", value="198.51.100.8/32", effect="allow", mode="enforce", reason="r"
    )
    AccessRule.objects.create(subject="agent", value="scrapy", effect="deny", mode="observe", reason="r")
    assert person().get("/").status_code == 200
    snapshot.refresh(now=timezone.now())
    assert person().get("/").status_code == 403
    assert person(address="198.51.100.8").get("/").status_code == 200
    assert program().get("/").status_code == 200


def snapshot_key(client: Client) -> str:
    from botguard import conf
    from botguard.engine import key as keys

    token = client.cookies["key"].value
    found = keys.read(token, secrets=conf.secrets(), now=int(timezone.now().timestamp())).key
    assert found is not None
    return found.id


def refused_for(reason: str) -> tuple[int, dict[str, str], bytes]:
    """Return the answer somebody gets who is refused for a reason."""
    client = program(address="203.0.113.77")
    if reason == "a trap":
        answer = client.get(TRAP)
    elif reason == "a ban":
        client.get(TRAP)
        answer = program(address="203.0.113.77").get("/")
    elif reason == "a rule":
        AccessRule.objects.create(
            subject="agent", value="scrapy", effect="deny", mode="enforce", reason="secret"
        )
        snapshot.refresh(now=timezone.now())
        answer = client.get("/")
    elif reason == "scanning":
        answer = [client.get("/.env") for _ in range(4)][-1]
    else:
        answer = client.get("/cart/", headers={"User-Agent": "Googlebot/2.1"})
    return answer.status_code, dict(answer.headers), answer.content


@pytest.mark.parametrize("reason", ["a ban", "a rule", "scanning"])
def test_outsiders_cannot_tell_which_rule_fired(reason: str) -> None:
    expected = refused_for("a trap")
    counters.memory.clear()
    from botguard.counters import store

    store.client().flushdb()
    assert refused_for(reason) == expected
    assert expected[0] == 403
    assert b"trap" not in expected[2].lower()


def test_refusals_and_waits_are_never_200_and_say_when_to_return() -> None:
    client = program()
    with time_machine.travel(NOW, tick=False):
        answers = [client.get(f"/p/p-{number}/") for number in range(200)]
    statuses = {answer.status_code for answer in answers}
    assert statuses == {200, 403, 429}
    waits = {answer["Retry-After"] for answer in answers if answer.status_code == 429}
    assert waits == {"30"}


def test_programs_are_told_what_they_may_still_ask() -> None:
    client = program()
    with time_machine.travel(NOW, tick=False):
        # The first comes without a key and is counted with whoever else has none.
        _, first, second = (client.get("/api/v1/products/") for _ in range(3))
        pages = [client.get(f"/p/p-{number}/") for number in range(200)]
    assert first["RateLimit-Policy"] == '"requests";q=300;w=30'
    assert (first["RateLimit"], second["RateLimit"]) == ('"requests";r=299;t=1', '"requests";r=298;t=1')
    assert {page.get("RateLimit") for page in pages if page.status_code == 429} == {'"requests";r=0;t=30'}
    assert {page.get("RateLimit") for page in pages if page.status_code != 429} == {None}


def test_slowing_costs_the_visitor_and_no_worker() -> None:
    client = program()
    with time_machine.travel(NOW, tick=False) as clock:
        answers = []
        for _ in range(26):
            answers.append(client.get("/api/v1/products/"))
            clock.shift(0.4)
    assert {answer.status_code for answer in answers} == {200}
    assert "X-Accel-Limit-Rate" not in answers[0]
    assert answers[-1]["X-Accel-Limit-Rate"] == "16384"


@pytest.mark.parametrize(
    ("path", "robots"),
    [
        ("/", None),
        ("/p/lamp/", None),
        ("/cart/", "noindex, nofollow"),
        ("/checkout/", "noindex, nofollow"),
        ("/account/login/", "noindex, nofollow"),
        ("/guard/proof/", "noindex, nofollow"),
    ],
)
def test_what_search_engines_are_told(path: str, robots: str | None) -> None:
    assert person().get(path).get("X-Robots-Tag") == robots


def test_a_program_proves_itself_and_shops() -> None:
    client = Client(headers={"User-Agent": "our-app/1.0"}, REMOTE_ADDR="203.0.113.50")
    locked = client.post("/api/v1/checkout/orders/")
    assert locked.status_code == 403
    assert locked["Content-Type"] == "application/problem+json"
    assert locked.json()["proof"] == "/api/v1/keys/"
    first = client.post("/api/v1/keys/").json()
    assert not {"review", "checkout", "pay"} & set(first["rooms"])
    client.cookies.clear()
    asked = first["proof"]
    solution = solve(asked["challenge"], puzzles=asked["puzzles"], bits=asked["bits"])
    sent = json.dumps({"challenge": asked["challenge"], "solution": solution})
    headers = {"Latchkey-Key": first["key"]}
    done = client.post("/api/v1/keys/proof/", sent, content_type="application/json", headers=headers)
    assert done.status_code == 201
    assert set(done.json()["rooms"]) - set(first["rooms"]) == {"review", "checkout", "pay"}
    client.cookies.clear()
    headers = {"Latchkey-Key": done.json()["key"]}
    assert client.post("/api/v1/checkout/orders/", headers=headers).status_code == 200
    again = client.post("/api/v1/keys/proof/", sent, content_type="application/json", headers=headers)
    assert again.status_code == 403


def test_htmx_is_sent_to_the_proof_page_whole() -> None:
    answer = person(headers={"HX-Request": "true", "Sec-Fetch-Dest": "empty"}).get("/checkout/")
    assert (answer.status_code, answer["HX-Redirect"]) == (403, "/guard/proof/?next=%2Fcheckout%2F")


HOSTILE: list[tuple[str, dict[str, str]]] = [
    ("a garbage cookie", {"Cookie": "key=%%%;;;=;key"}),
    ("a cookie of 10 KB", {"Cookie": "key=" + "A" * 10_240}),
    ("an agent of 10 KB", {"User-Agent": "A" * 10_240}),
    ("an agent of NUL bytes", {"User-Agent": "\0\0\0"}),
    ("an agent of lone surrogates", {"User-Agent": "\udcff\ud800"}),
    ("a key header of garbage", {"Latchkey-Key": "\0" * 100}),
    ("a forwarded header of 10 KB", {"X-Forwarded-For": "," * 10_240}),
    ("a fetch header of nonsense", {"Sec-Fetch-Dest": "\ud800", "Sec-Fetch-Site": "%%%"}),
    ("a host of nonsense", {"Accept": "\0", "Accept-Language": "x" * 10_240}),
]


@pytest.mark.parametrize("path", ["/", "/checkout/", TRAP, "/guard/proof/", "/api/v1/products/"])
@pytest.mark.parametrize("headers", [row[1] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_hostile_headers_are_never_an_error_of_ours(headers: dict[str, str], path: str) -> None:
    client = Client(headers={**SCRAPY, **headers}, REMOTE_ADDR="203.0.113.200")
    assert client.get(path).status_code < 500


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"challenge": ""},
        {"challenge": "\0" * 72, "solution": "1"},
        {"challenge": "A" * 3_000, "solution": "1"},
        {"challenge": "A" * 72, "solution": "9" * 5_000},
        {"challenge": "\ud800", "answer": "\ud800", "next": "\ud800"},
        {"challenge": "A" * 72, "answer": "x" * 5_000, "next": "//x"},
    ],
    ids=["nothing", "empty", "NUL bytes", "too long", "a huge number", "lone surrogates", "a long answer"],
)
def test_hostile_proofs_are_refused(sent: dict[str, str]) -> None:
    safe = {name: value.encode("utf-8", "surrogatepass") for name, value in sent.items()}
    assert person().post("/guard/proof/", safe).status_code in (400, 403)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00",
        b"[]",
        b"null",
        b"{",
        b"[" * 100000,
        b'{"challenge": 1, "solution": []}',
        b"\xff\xfe",
        b'{"challenge": "\\ud800", "solution": "1"}',
        b'{"challenge": NaN}',
    ],
    ids=range(10),
)
def test_hostile_bodies_are_refused(body: bytes) -> None:
    answer = person().post("/api/v1/keys/proof/", body, content_type="application/json")
    assert answer.status_code in (400, 403)
    assert answer["Content-Type"] == "application/problem+json"

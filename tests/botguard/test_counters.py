"""Counting: the script and the process's own memory agree; what is kept is small and ends."""

import logging
import os
import signal
import subprocess
import time
from dataclasses import replace
from ipaddress import ip_address

import pytest
import redis
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings

from botguard import counters
from botguard.actions import note
from botguard.counters import store
from botguard.counters.memory import Memory
from botguard.engine import key as keys
from botguard.engine.count import NOTE_CODES, NOTED
from botguard.engine.facts import RequestFacts
from botguard.engine.window import estimate
from settings.embedded.process import free_port
from tests.botguard.visitors import person

pytestmark = pytest.mark.usefixtures("small_shop")
NOW = 1_780_000_000
HERE = ip_address("203.0.113.5")


def asking(*, key: bool = True, product: str = "", scan: bool = False) -> RequestFacts:
    return RequestFacts(
        address=HERE,
        room="browse",
        method="GET",
        path=product or "/",
        is_navigation=True,
        is_product=bool(product),
        is_scan=scan,
        key=keys.cut(bytes(16), address=HERE, agent="", now=NOW) if key else None,
        key_state="good" if key else "none",
    )


steps = st.lists(
    st.tuples(st.integers(0, 90_000), st.booleans(), st.sampled_from(["", "/p/a/", "/p/b/"])),
    min_size=1,
    max_size=40,
)


@examples(max_examples=40)
@given(steps=steps)
def test_the_script_and_the_memory_agree(steps: list[tuple[int, bool, str]]) -> None:
    store.client().flushdb()
    memory, now_ms = Memory(), NOW * 1000
    for gap, has_key, product in steps:
        now_ms += gap
        facts = asking(key=has_key, product=product)
        stored = counters.hit(facts, now=now_ms / 1000)
        kept = memory.hit(counters._hit(facts), now_ms=now_ms)
        assert stored == counters._remembered(kept)


def test_a_burst_passes_and_then_a_turn_comes_every_tenth_of_a_second() -> None:
    waits = [counters.hit(asking(), now=NOW).retry_after for _ in range(301)]
    assert waits == [0] * 300 + [1]
    assert counters.hit(asking(), now=NOW + 0.1).retry_after == 0
    assert counters.hit(asking(), now=NOW + 0.1).retry_after == 1


def test_a_clock_that_jumped_back_locks_nobody_out() -> None:
    for _ in range(300):
        counters.hit(asking(), now=NOW + 7_200)
    assert counters.hit(asking(), now=NOW).retry_after == 0


def test_distinct_products_are_estimated_within_a_tenth() -> None:
    for number in range(400):
        history = counters.hit(asking(product=f"/p/p-{number}/"), now=NOW)
    assert abs(history.products_3600 - 400) < 40
    assert estimate(2_048, bits=2_048) > 2_048


def test_a_visitor_with_every_count_there_is_stays_within_a_kilobyte(valkey: redis.Redis) -> None:
    for number in range(60):
        counters.hit(asking(product=f"/p/p-{number}/", scan=True), now=NOW + number)
    key_id = bytes(16).hex()
    for code in NOTE_CODES:
        for value in range(40):
            counters.note(HERE, key_id=key_id, code=code, value=value, now=NOW + 60 + value)
    name = store.names(HERE, key_id, key_id)[0]
    assert len(counters.hit(asking(), now=NOW + 100).noted) == len(NOTED)
    assert valkey.memory_usage(name) <= 1_024
    assert 0 < valkey.ttl(name) <= 3_600


def test_different_values_are_counted_and_none_is_kept(valkey: redis.Redis) -> None:
    facts = asking()
    counters.hit(facts, now=NOW)
    client = person()
    guard = replace(client.get("/").wsgi_request.guard, address=HERE, counted_by=bytes(16).hex(), at=NOW)
    for address in ("ann@example.org", "bob@example.org", "ann@example.org", "eve@example.org"):
        assert note(guard, "email", value=address)
    noted = counters.hit(facts, now=NOW).noted
    assert (noted["emails"], noted["emails-network"]) == (3, 3)
    rows = b"".join(valkey.get(name) or b"" for name in store.names(HERE, bytes(16).hex(), "")[:4])
    assert b"example" not in rows
    assert counters.hit(asking(key=False), now=NOW).noted.get("emails") is None


def test_everything_ends_and_a_visitor_takes_under_a_kilobyte(valkey: redis.Redis) -> None:
    for number in range(100):
        counters.hit(asking(product=f"/p/p-{number}/", scan=True), now=NOW + number)
    names = [name.decode() for name in valkey.keys("*")]
    assert names
    assert all(0 < valkey.ttl(name) <= 86_400 for name in names)
    assert len({name[: name.index("}") + 1] for name in names}) == 1, "one slot of a cluster"
    (own,) = [name for name in names if ":visitor:" in name]
    assert valkey.memory_usage(own) <= 1_024


def test_a_store_that_refuses_costs_a_warning_and_no_request(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with caplog.at_level(logging.WARNING):
        statuses = [person().get("/").status_code for _ in range(10)]
    assert statuses == [200] * 10
    # Three failures open the breaker: the other seven requests did not even try.
    assert [record.message for record in caplog.records].count("guard-store-away") == 3


@pytest.mark.django_db
def test_limits_hold_in_this_process_while_the_store_is_away(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    client = person()
    # Without numbers: reading them in order would be held against it sooner.
    statuses = [client.get(f"/p/{'x' * number}/").status_code for number in range(1, 101)]
    assert statuses[:15] == [200] * 15
    assert statuses[-1] in (403, 429)


@pytest.mark.django_db
def test_a_frozen_store_costs_a_quarter_of_a_second_thrice(settings: Settings, tmp_path: object) -> None:
    from settings.embedded.place import settle  # the tests' own server must not freeze

    port = free_port()
    binary = settle(tmp_path).valkey_binary  # type: ignore[arg-type] # a Path
    server = subprocess.Popen(
        [str(binary), "--port", str(port), "--save", "", "--dir", str(tmp_path)], stdout=subprocess.DEVNULL
    )
    try:
        settings.REDIS_URL = f"redis://127.0.0.1:{port}/0"
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                if redis.Redis(port=port).ping():
                    break
            except redis.ConnectionError:
                time.sleep(0.02)
        client = person()
        assert client.get("/").status_code == 200
        os.kill(server.pid, signal.SIGSTOP)
        spent = []
        for _ in range(6):
            began = time.monotonic()
            assert client.get("/").status_code == 200
            spent.append(time.monotonic() - began)
        assert all(0.2 < each < 1.0 for each in spent[:3]), spent
        assert all(each < 0.1 for each in spent[3:]), spent
        os.kill(server.pid, signal.SIGCONT)
        store.breaker.succeeded()
        assert not counters.hit(asking(), now=time.time()).is_store_away
    finally:
        server.kill()
        server.wait()

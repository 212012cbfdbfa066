"""The line to Valkey: late answers end a request's wait and never answer another; a server started anew is found."""

import time

import pytest
import redis
from pytest_django import Settings

from botguard.counters import store

pytestmark = pytest.mark.usefixtures("small_shop")
NAMES = tuple(f"{store.PREFIX}line:{number}" for number in range(7))


def count(product: int) -> store.Reply:
    """Count one product for one visitor; of an answer, the last but two is the ring, which begins with the newest."""
    page = product.to_bytes(4) + bytes([0, 1])
    return store.run(NAMES, (0, 100, 600, page, b"", f"request=0 product={product}"))


def newest(reply: store.Reply) -> int:
    return int.from_bytes(reply[3][4:8])


def test_a_late_answer_is_not_taken_for_the_next_ones(settings: Settings, valkey: redis.Redis) -> None:
    settings.VALKEY_TIMEOUT_SECONDS = 0.1
    assert newest(count(1)) == 1
    valkey.execute_command("CLIENT", "PAUSE", "400", "ALL")
    begun = time.perf_counter()
    with pytest.raises(BlockingIOError):
        count(2)
    assert time.perf_counter() - begun < 0.35
    settings.VALKEY_TIMEOUT_SECONDS = 5.0
    assert newest(count(3)) == 3
    settings.VALKEY_TIMEOUT_SECONDS = 0.1
    assert newest(count(4)) == 4


def test_a_line_that_the_server_closed_is_opened_again(valkey: redis.Redis) -> None:
    assert newest(count(1)) == 1
    for each in valkey.client_list(_type="normal"):
        if each["addr"] != valkey.client_info()["addr"]:
            valkey.client_kill_filter(_id=each["id"])
    assert newest(count(2)) == 2


def test_a_server_that_forgot_the_script_is_sent_it(valkey: redis.Redis) -> None:
    assert newest(count(1)) == 1
    valkey.script_flush()
    assert newest(count(2)) == 2


def test_what_the_server_refuses_is_said_and_the_line_goes_on(valkey: redis.Redis) -> None:
    valkey.set(NAMES[0], "no row")
    with pytest.raises(redis.ResponseError):
        count(1)
    valkey.delete(NAMES[0])
    assert newest(count(2)) == 2

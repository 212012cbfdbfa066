"""Exactness: whoever counts, one atomic step counts; however many processes share a burst, no turn is given twice."""

import multiprocessing
import os
from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address

import pytest
from pytest_django import Settings

from botguard import conf, counters
from botguard.counters import store
from botguard.counters.memory import Memory
from botguard.engine import key as keys
from botguard.engine.facts import RequestFacts
from botguard.engine.policy import Limits

NOW = 1_780_000_000
HERE = ip_address("203.0.113.5")
PROCESSES, EACH = 4, 100
TWENTY_IN_TEN_SECONDS = Limits(requests_per_minute=120, burst=20)
pytestmark = pytest.mark.usefixtures("small_shop", "_twenty")


@pytest.fixture
def _twenty(settings: Settings, tmp_path: object) -> None:
    """Allow a burst of twenty, and one more every half second."""
    text = settings.BOTGUARD_POLICY.read_text()
    limits = TWENTY_IN_TEN_SECONDS
    assert "requests_per_minute = 600\nburst = 300" in text
    told = f"requests_per_minute = {limits.requests_per_minute}\nburst = {limits.burst}"
    path = tmp_path / "policy.toml"  # type: ignore[operator] # a Path
    path.write_text(text.replace("requests_per_minute = 600\nburst = 300", told))
    settings.BOTGUARD_POLICY = path


def facts() -> RequestFacts:
    return RequestFacts(
        address=HERE,
        room="browse",
        method="GET",
        path="/",
        is_navigation=True,
        key=keys.cut(bytes(16), address=HERE, agent="", now=NOW),
        key_state="good",
    )


def in_store(_: Memory) -> bool:
    """Count in Valkey and tell whether the request had its turn."""
    return counters.hit(facts(), now=NOW).retry_after == 0


def in_process(memory: Memory) -> bool:
    """Count as each process does without Valkey."""
    return memory.hit(counters._hit(facts()), now_ms=NOW * 1000).wait_ms == 0


def burst(count: Callable[[Memory], bool]) -> list[int]:
    """Let four processes send a hundred requests each at once, and return how many each let through."""
    forked = multiprocessing.get_context("fork")
    gate, told = forked.Barrier(PROCESSES), forked.Queue()

    def work() -> None:
        memory = Memory()
        gate.wait(30)
        told.put(sum(count(memory) for _ in range(EACH)))
        told.close()
        told.join_thread()
        # Not the test run's own way out: its servers belong to the parent.
        os._exit(0)

    workers = [forked.Process(target=work) for _ in range(PROCESSES)]
    for worker in workers:
        worker.start()
    passed = [told.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join(30)
    return passed


def test_of_four_hundred_at_once_over_four_processes_exactly_twenty_pass() -> None:
    assert conf.policy().limits == TWENTY_IN_TEN_SECONDS
    assert sum(burst(in_store)) == 20
    later = [counters.hit(facts(), now=NOW + half / 2).retry_after for half in (1, 1, 2, 2)]
    assert later == [0, 1, 0, 1], "one turn comes back every half second"


def test_processes_that_count_for_themselves_let_four_times_as_many_through() -> None:
    assert sum(burst(in_process)) == 20 * PROCESSES


def test_nobody_shares_anothers_turns() -> None:
    other = replace(facts(), key=keys.cut(b"o" * 16, address=HERE, agent="", now=NOW))
    assert [counters.hit(facts(), now=NOW).retry_after for _ in range(21)] == [0] * 20 + [1]
    assert counters.hit(other, now=NOW).retry_after == 0
    assert counters.hit(other, now=NOW).turns_left == 18
    assert store.breaker.allows(now=0)

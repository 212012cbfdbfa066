"""Answers held back: a few at once, so that a crawler that is slowed holds no more threads than that."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from pytest_django import Settings

from botguard.actions import delay
from tests.botguard.visitors import person, program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_shop")]

NOW = 1_780_000_000.0


@pytest.fixture
def _unheld() -> Iterator[None]:
    yield
    assert delay._held == 0, "whoever waited has given the place back"


@pytest.mark.usefixtures("_unheld")
def test_of_fifty_answers_at_once_three_wait() -> None:
    gate = Barrier(50)

    def one(_: int) -> bool:
        gate.wait()
        return delay.delay(most=3, sleep_seconds=0.5)

    with ThreadPoolExecutor(50) as pool:
        assert sum(pool.map(one, range(50))) == 3
    assert delay.delay(most=1, sleep_seconds=0)
    assert not delay.delay(most=0, sleep_seconds=0)


@pytest.mark.usefixtures("_unheld")
def test_only_who_is_slowed_waits(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    settings.BOTGUARD_DELAYS = 2
    assert person().get("/").status_code == 200
    assert waits == []
    client = program()
    with time_machine.travel(NOW, tick=False) as clock:
        answers = []
        for _ in range(26):
            answers.append(client.get("/api/v1/products/"))
            clock.shift(0.4)
        slowed = sum("X-Accel-Limit-Rate" in answer for answer in answers)
        assert len(waits) == slowed > 0
        assert answers[-1]["X-Accel-Limit-Rate"] == "16384"
        settings.BOTGUARD_MODE = "observe"
        assert "X-Accel-Limit-Rate" not in client.get("/api/v1/products/")
        assert len(waits) == slowed

"""Requests add up to a visit, in whatever order and however often the journal is read."""

import json
from dataclasses import replace

import pytest

from botguard.engine.trail import MOST_CODES, MOST_STEPS, Event, Trail, follow, hear

EVENT = Event("k" * 32, True, 1_000.0, "198.51.100.7", "GET", "/", "browse", "allow", True, "good", -200)


def event(**changes: object) -> Event:
    """Return a request of one visitor; keywords replace its fields."""
    return EVENT._replace(**changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([event()], {"requests": 1, "worst_action": "allow", "points": -200}, id="one request"),
        pytest.param(
            [event(at=1_002.0, points=40), event(points=10)],
            {"first_at": 1_000.0, "last_at": 1_002.0, "points": 40, "requests": 2},
            id="two that came in the wrong order",
        ),
        pytest.param(
            [event(), event(at=1_009.0, room="cart")],
            {"requests": 2, "rooms": {"browse": 1, "cart": 1}, "actions": {"allow": 2}},
            id="rooms and actions are counted",
        ),
        pytest.param(
            [event(action="refuse", points=300, standing="bad"), event(at=1_001.0, standing="good")],
            {"worst_action": "refuse", "worst_points": 300, "points": -200, "standing": "good"},
            id="a refusal that is over is still the worst",
        ),
        pytest.param(
            [event(pages=9, counts={"pages_60": 9}), event(at=9_000.0, pages=1, counts={"pages_60": 1})],
            {"pages": 9, "peaks": {"pages_60": 9}},
            id="counters that forgot after a rest take nothing away",
        ),
        pytest.param(
            [event(codes=("trap-hit",)), event(at=1_001.0, codes=("trap-hit", "pace-second"))],
            {"codes": {"trap-hit": 2, "pace-second": 1}},
            id="reasons are counted",
        ),
        pytest.param(
            [event(agent="one", proof="work"), event(at=1_001.0, agent="two")],
            {"agent": "two", "proof": "work"},
            id="the latest agent, and a proof that was given",
        ),
    ],
)
def test_events_add_up(events: list[Event], expected: dict[str, object]) -> None:
    trail = follow(None, events)
    assert {name: getattr(trail, name) for name in expected} == expected


def test_reading_in_pieces_comes_to_the_same() -> None:
    events = [event(at=1_000.0 + number, path=f"/p/{number}/", points=number) for number in range(30)]
    pieces: Trail | None = None
    for start in range(0, 30, 7):
        pieces = follow(pieces, events[start : start + 7])
    assert pieces == follow(None, events)


def test_a_trail_keeps_the_latest_steps_and_a_bounded_number_of_names() -> None:
    events = [
        event(at=1_000.0 + number, path=f"/{number}", codes=(f"code-{number}",)) for number in range(200)
    ]
    trail = follow(None, events)
    assert [step.path for step in trail.steps] == [f"/{number}" for number in range(200 - MOST_STEPS, 200)]
    assert len(trail.codes) == MOST_CODES
    assert trail.requests == 200


def test_nothing_cannot_be_followed() -> None:
    with pytest.raises(ValueError, match="nothing"):
        follow(None, [])
    trail = follow(None, [event()])
    assert follow(trail, []) == trail


def test_of_a_hurry_only_the_number_is_told() -> None:
    trail = follow(None, [event()], skipped=80)
    assert (trail.requests, len(trail.steps)) == (81, 1)
    assert follow(trail, [], skipped=9) == replace(trail, requests=90)


@pytest.mark.parametrize(
    ("change", "is_heard"),
    [
        pytest.param(lambda told: told, True, id="our own"),
        pytest.param(lambda told: told[:-3], True, id="of a release that told less"),
        pytest.param(lambda told: [*told, "new"], False, id="of a release that tells more"),
        pytest.param(lambda told: told[:8], False, id="cut short"),
    ],
)
def test_an_event_goes_through_json_and_back(change: object, is_heard: bool) -> None:
    told = json.loads(json.dumps(event(codes=("a",), counts={"pages_60": 2})))
    heard = hear(change(told))  # type: ignore[operator]
    assert (heard is not None) is is_heard
    if heard is not None:
        assert (heard.visitor, heard.path, list(heard.codes)) == (EVENT.visitor, "/", ["a"])

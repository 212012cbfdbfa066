"""What of a visit is behaviour, how its weights add up, and what learning may not undo."""

from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import pytest

from botguard.engine import behavior
from botguard.engine.behavior import (
    CODES,
    GROUPS,
    PLACES,
    adapted,
    behavior_of,
    merged,
    readings,
    rhythm,
    total,
)
from botguard.engine.count import TABLE
from botguard.engine.decide import decide
from botguard.engine.facts import History, RequestFacts
from botguard.engine.key import cut
from botguard.engine.policy import parse_policy
from botguard.engine.trail import Step
from scorecard import Band, Card

POLICY = parse_policy((Path(__file__).parents[3] / "botguard" / "policy.toml").read_text())
HERE = ip_address("192.0.2.7")
NOW = datetime(2026, 3, 4, tzinfo=UTC).timestamp()
KEY = cut(bytes(16), address=HERE, agent="A", now=int(NOW))
FACTS = RequestFacts(
    address=HERE, room="browse", method="GET", path="/", agent="A", agent_class="browser", is_navigation=True,
    key=KEY, key_state="good",
)  # fmt: skip


def step(at: float, path: str, method: str = "GET") -> Step:
    return Step(
        at=at, method=method, path=path, room="browse", action="allow", is_enforced=True, points=0, codes=()
    )


def test_every_behaviour_signal_is_in_the_policy_and_is_counted_somewhere() -> None:
    assert set(CODES) <= set(POLICY.card.bands)
    counted = {count.name for count in TABLE} | {"gaps-regular", "gaps-short"}
    assert set(PLACES.values()) <= counted
    assert set(CODES) == {*PLACES, "assets-none"}


def test_labels_are_never_readings() -> None:
    assert set(CODES).isdisjoint(
        {*behavior.TRAPS, *behavior.FAKES, "proof", "decoy-field", "key-revoked", "ban"}
    )


HISTORIES = {
    "quiet": History(pages_60=3, pages=3, noted={"assets-seen": 1}),
    "fast over all windows": History(
        pages_1=20, pages_10=40, pages_60=70, pages_600=500, noted={"assets-seen": 1}
    ),
    "broad": History(products_60=65, products_3600=800, noted={"assets-seen": 1}),
    "lost": History(noted={"assets-seen": 1, "missing-page": 35, "denied-page": 7}),
    "without styles": History(pages=25),
    "many requests": History(requests_60=650, noted={"assets-seen": 1}),
}


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES)
def test_a_stored_visits_sum_is_what_the_engine_said(history: History) -> None:
    facts = replace(FACTS, agent="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    said = decide(facts, history, POLICY, now=NOW).weighed
    peaks = {name: value for count in TABLE if (value := getattr(history, name := count.name, 0))} | dict(
        history.noted
    )
    again = total(behavior_of(POLICY.card), readings(peaks, agent_class="browser"))
    assert again - POLICY.card.prior == sum(each.points for each in said.evidence if each.code in CODES)


BOTS = {
    "nothing": ({}, False),
    "a trap": ({"trap-hit": 1}, True),
    "a wrong address that scanners know": ({"scanner-path": 2}, False),
    "scanning": ({"scanner-path": 3}, True),
    "a false name": ({"crawler-impostor": 1}, True),
    "being fast is no label": ({"pace-minute": 90, "agent-tool": 90}, False),
    "nor is a field that password managers fill": ({"decoy-field": 3}, False),
}


@pytest.mark.parametrize(("codes", "expected"), BOTS.values(), ids=BOTS)
def test_labels(codes: dict[str, int], expected: bool) -> None:
    assert behavior.is_bot(codes) is expected


RHYTHMS = {
    "a metronome": ([step(n * 2.0, f"/{n}") for n in range(20)], {"gaps-regular": 100, "gaps-short": 0}),
    "a metronome in a hurry": (
        [step(n * 0.5, f"/{n}") for n in range(20)],
        {"gaps-regular": 100, "gaps-short": 100},
    ),
    "too few pages": ([step(n * 2.0, f"/{n}") for n in range(12)], {}),
    "reloads are no pages": ([step(n * 2.0, "/same") for n in range(40)], {}),
    "forms are no pages": ([step(n * 2.0, f"/{n}", "POST") for n in range(40)], {}),
    "only the latest count": (
        [step(n * n, f"/{n}") for n in range(40)] + [step(9_000 + n * 2.0, f"/x{n}") for n in range(20)],
        {"gaps-regular": 100, "gaps-short": 0},
    ),
    "pauses for coffee are left out": (
        [step(n * 2.0 + (5_000 if n > 10 else 0), f"/{n}") for n in range(20)],
        {"gaps-regular": 100, "gaps-short": 0},
    ),
}


@pytest.mark.parametrize(("steps", "expected"), RHYTHMS.values(), ids=RHYTHMS)
def test_rhythm(steps: list[Step], expected: dict[str, int]) -> None:
    assert rhythm(steps) == expected


def test_no_learned_weight_asks_for_a_proof_by_itself() -> None:
    sure = Card(prior=0, bands={"pace-minute": (Band(least=10, points=400),)})
    card = merged(HAND, sure, highest={"pace-minute": 9})
    assert [card.weight("pace-minute", value) for value in (9, 10, 50, 61)] == [0, 120, 120, 260]
    assert POLICY.card.prior + 120 < POLICY.ladder("browse").slow


HAND = Card(prior=-200, bands={"pace-minute": (Band(least=46, points=48), Band(least=61, points=260))})
LEARNED = Card(prior=0, bands={"pace-minute": (Band(least=10, points=20), Band(least=50, points=90))})
MERGES = {
    "nobody was ever seen: a hand-set limit stays, where it is stricter": (
        0,
        {9: 0, 10: 20, 46: 48, 50: 90, 61: 260},
    ),
    "people were seen below the limit": (55, {9: 0, 10: 20, 46: 20, 50: 90, 61: 260}),
    "people were seen beyond it": (80, {9: 0, 10: 20, 46: 20, 50: 90, 61: 90, 500: 90}),
}


@pytest.mark.parametrize(("highest", "weights"), MERGES.values(), ids=MERGES)
def test_what_learning_may_change(highest: int, weights: dict[int, int]) -> None:
    card = merged(HAND, LEARNED, highest={"pace-minute": highest})
    assert {value: card.weight("pace-minute", value) for value in weights} == weights


def test_a_promoted_card_changes_verdicts_and_nothing_else() -> None:
    history = History(pages_60=20, pages=20, noted={"assets-seen": 1})
    before = decide(FACTS, history, POLICY, now=NOW)
    stricter = adapted(POLICY, {"pace-minute": (Band(least=10, points=270),), "trap-hit": (), "moon": ()})
    after = decide(FACTS, history, stricter, now=NOW)
    assert (before.action, after.action) == ("allow", "challenge")
    assert after.weighed.total - before.weighed.total == 270
    changed = {code for code in stricter.card.bands if stricter.card.bands[code] != POLICY.card.bands[code]}
    assert changed == {"pace-minute"}
    assert replace(stricter, card=POLICY.card) == POLICY


def test_of_a_group_only_the_heaviest_counts() -> None:
    card = Card(prior=-10, bands={code: (Band(least=1, points=at + 1),) for at, code in enumerate(CODES)})
    heaviest = sum(max(card.weight(code) for code in group) for group in GROUPS)
    assert total(card, dict.fromkeys(CODES, 5.0)) == heaviest - 10

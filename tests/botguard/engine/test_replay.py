"""What a replay believes of visitors: keys kept and taken, bans that begin, end and grow; and a tally with an end."""

from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest

from botguard.engine import replay
from botguard.engine.accesslog import Line
from botguard.engine.crawler import Bot
from botguard.engine.decide import Verdict
from botguard.engine.facts import History, RequestFacts
from botguard.engine.key import LIFETIME
from botguard.engine.policy import parse_policy
from botguard.engine.replay import Tally, World
from scorecard import Evidence
from scorecard import Verdict as Weighed

POLICY = Path(__file__).parents[3] / "botguard" / "policy.toml"
HERE = ip_address("192.0.2.7")
T0 = 1_700_000_000
FACTS = RequestFacts(
    address=HERE, room="browse", method="GET", path="/", agent="A", agent_class="browser", is_navigation=True
)


def verdict(action: str, **changes: bool) -> Verdict:
    reason = Evidence(code="trap-hit", points=600, sentence="Followed a hidden link")
    return Verdict(action=action, weighed=Weighed(prior=-200, evidence=(reason,)), **changes)  # type: ignore[arg-type] # flags


def world(*keepers: str) -> World:
    policy = parse_policy(POLICY.read_text())
    return World(bans=policy.bans, proof=policy.proof, keepers=frozenset(keepers or ("browser",)))


def line(**changes: object) -> Line:
    values: dict[str, object] = {
        "address": HERE, "at": T0, "method": "GET", "path": "/", "query": "", "status": 200, "size": 100,
        "referrer": "", "agent": "A",
    }  # fmt: skip
    return Line(**{**values, **changes})  # type: ignore[arg-type] # a table's words


KEEPING = {
    "a browser keeps the key of its first page": ("browser", "allow", True),
    "a program throws it away": ("tool", "allow", False),
    "who is refused gets none": ("browser", "refuse", False),
    "who is asked something gets one": ("browser", "challenge", True),
}


@pytest.mark.parametrize(("agent_class", "action", "is_kept"), KEEPING.values(), ids=KEEPING)
def test_keys(agent_class: str, action: str, is_kept: bool) -> None:
    here = world()
    here.follow(replace(FACTS, agent_class=agent_class), verdict(action), now=T0)
    key = here.key(HERE, "A", now=T0 + 1)
    assert (key is not None) == is_kept
    assert here.key(HERE, "B", now=T0 + 1) is None
    assert here.key(HERE, "A", now=T0 + LIFETIME) is None


def test_a_browser_passes_the_proof_that_everybody_meets() -> None:
    here = world()
    here.follow(replace(FACTS, room="checkout"), verdict("challenge", is_locked=True), now=T0)
    key = here.key(HERE, "A", now=T0 + 1)
    assert key is not None
    assert key.opens("checkout")
    assert not key.opens("office") or key.proof == "work"


def test_a_key_taken_back_stays_taken() -> None:
    here = world()
    here.follow(FACTS, verdict("allow"), now=T0)
    shown = replace(FACTS, key=here.key(HERE, "A", now=T0 + 1), key_state="good")
    assert not here.remember(History(), shown, now=T0 + 1).is_revoked
    here.follow(shown, verdict("refuse", takes_key=True), now=T0 + 1)
    assert here.remember(History(), shown, now=T0 + 2).is_revoked


def test_bans_begin_end_and_double() -> None:
    here = world()
    lengths = []
    now = T0
    for _ in range(3):
        here.follow(FACTS, verdict("refuse", bans_address=True), now=now)
        assert here.remember(History(), FACTS, now=now + 1).banned_for == "trap-hit"
        minutes = 0
        while here.remember(History(), FACTS, now=now + 60 * minutes).banned_for:
            minutes += 1
        lengths.append(minutes)
        now += 60 * minutes + 60
    assert lengths == [10, 20, 40]
    elsewhere = replace(FACTS, address=ip_address("192.0.2.8"))
    assert here.remember(History(), elsewhere, now=T0 + 1).banned_for == ""


def test_a_tally_adds_up() -> None:
    tally = Tally()
    tally.skip("no log\n")
    tally.pass_by(line(at=T0 + 5))
    tally.add(line(size=70), FACTS, verdict("refuse", bans_address=True))
    tally.add(line(at=T0 + 7200), FACTS, replace(verdict("allow"), weighed=Weighed(prior=-200, evidence=())))
    assert (tally.lines, tally.unread, tally.unjudged, tally.judged) == (4, 1, 1, 2)
    assert (tally.first_at, tally.last_at, tally.bytes_stopped, tally.bans) == (T0, T0 + 7200, 70, 1)
    assert tally.traffic() == [(T0 // 3600, 0, 0, 1), (T0 // 3600 + 1, 0, 0, 0), (T0 // 3600 + 2, 1, 0, 0)]
    assert tally.codes == {"trap-hit": 1}
    (only,) = tally.worst(5)
    assert (only.requests, only.stopped, only.worst, only.agent) == (2, 1, 400, "A")


def test_a_tally_forgets_the_tame_and_keeps_the_impostors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "MOST_VISITORS", 10)
    tally = Tally()
    fake = replace(FACTS, address=ip_address("198.51.100.1"), bot=Bot(state="fake", name="Googlebot"))
    tally.add(line(), fake, verdict("allow"))
    for number in range(100):
        facts = replace(FACTS, address=ip_address("203.0.113.0") + number)
        tally.add(line(), facts, verdict("refuse" if number == 3 else "allow"))
    assert len(tally.visitors) <= 10
    assert tally.forgotten + len(tally.visitors) == 101
    assert [str(each.address) for each in tally.impostors()] == ["198.51.100.1"]
    assert str(tally.worst(1)[0].address) == "203.0.113.3"
    assert tally.judged == 101

"""A challenge is redeemed once, by whoever solved it, and what is slow is not done in bulk."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from ipaddress import ip_address

import pytest
from pytest_django import Settings

from botguard import conf
from botguard.actions import proof as proofs
from botguard.actions.proof import ProofRefused, redeem
from botguard.counters import proof as counter
from botguard.counters import store
from botguard.engine import challenge as challenges
from botguard.engine import key as keys
from botguard.engine.challenge import Posed, Reply
from botguard.engine.facts import RequestFacts
from botguard.engine.key import Key
from botguard.engine.policy import ProofTerms
from tests.botguard.visitors import answers, solve

pytestmark = pytest.mark.usefixtures("small_shop")
NOW = 1_780_000_000
HERE = ip_address("203.0.113.5")
FACTS = RequestFacts(address=HERE, room="guard", method="POST", path="/guard/proof/")
TERMS = ProofTerms(puzzles=2, bits=4, challenge_seconds=600, patience_seconds=10, opens_seconds=60)


def pose(number: int = 1, *, kind: str = "page", at: str = "203.0.113.5", now: int = NOW) -> Posed:
    challenge = challenges.pose(number.to_bytes(16), address=ip_address(at), terms=TERMS, now=now, kind=kind)
    return challenges.sealed(challenge, secrets=conf.secrets())


def work(posed: Posed) -> Reply:
    return Reply(way="work", solution=solve(posed.text, puzzles=2, bits=4))


def outcome(posed: Posed | str, reply: Reply, facts: RequestFacts = FACTS, *, now: int = NOW) -> str:
    text = posed if isinstance(posed, str) else posed.text
    try:
        redeem(facts, reply, text=text, room="checkout", id_bytes=bytes(16), now=now)
    except ProofRefused as refusal:
        return refusal.problem
    return "opened"


def holder(key: Key, *, state: str = "good") -> RequestFacts:
    return replace(FACTS, key=key, key_state=state)


def cut(*, now: int = NOW, at: str = "203.0.113.5") -> Key:
    return keys.cut(b"k" * 16, address=ip_address(at), agent="", now=now)


def test_fifty_at_once_open_one_checkout() -> None:
    posed = pose()
    reply = work(posed)
    with ThreadPoolExecutor(50) as pool:
        outcomes = list(pool.map(lambda _: outcome(posed, reply), range(50)))
    assert sorted(outcomes) == ["opened"] + ["used"] * 49


def test_without_the_store_each_process_redeems_it_once(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    posed = pose()
    reply = work(posed)
    assert [outcome(posed, reply) for _ in range(3)] == ["opened", "used", "used"]
    # Another process knows nothing of it: until Valkey is back, that is the price of going on selling.
    counter.spent.clear()
    assert outcome(posed, reply) == "opened"
    assert outcome(posed.text[::-1], reply) == "forged"


def test_a_wrong_answer_costs_the_challenge_and_unsolved_work_does_not() -> None:
    one, other = pose(1), pose(2)
    right = answers(one.text)[0]
    assert outcome(one, Reply(way="question", answer="beep"), now=NOW + 10) == "wrong-answer"
    assert outcome(one, Reply(way="question", answer=right), now=NOW + 11) == "used"
    assert outcome(other, Reply(way="work", solution="1.1.1")) == "unsolved"
    assert outcome(other, work(other)) == "opened"


def test_an_early_answer_costs_nothing() -> None:
    posed = pose()
    reply = Reply(way="sound", answer=answers(posed.text)[1])
    assert outcome(posed, reply, now=NOW + 9) == "early"
    assert outcome(posed, reply, now=NOW + 10) == "opened"


@pytest.mark.parametrize("is_away", [False, True], ids=["counted by Valkey", "counted by the process"])
def test_questions_cannot_be_answered_in_bulk(settings: Settings, is_away: bool) -> None:
    """A thousand questions opened at once and answered ten seconds later open the shop ten times."""
    if is_away:
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
    waiting = [pose(number) for number in range(100)]
    outcomes = [
        outcome(posed, Reply(way="question", answer=answers(posed.text)[0]), now=NOW + 10)
        for posed in waiting
    ]
    assert outcomes == ["opened"] * 10 + ["busy"] * 90
    # Who was told to wait keeps the challenge, and has a turn ten seconds later.
    last = waiting[-1]
    reply = Reply(way="question", answer=answers(last.text)[0])
    assert outcome(last, reply, now=NOW + 19) == "busy"
    assert outcome(last, reply, now=NOW + 20) == "opened"


def test_neighbours_share_fewer_turns_than_they_would_have_alone() -> None:
    opened = 0
    for place in range(1, 11):
        address = f"203.0.113.{place}"
        for number in range(5):
            posed = pose(place * 10 + number, at=address)
            facts = replace(FACTS, address=ip_address(address))
            reply = Reply(way="question", answer=answers(posed.text)[0])
            opened += outcome(posed, reply, facts, now=NOW + 10) == "opened"
    assert opened == conf.policy().proof.network_slow_burst == 40


def test_work_needs_no_turn_and_is_asked_for_in_plenty_where_it_is_farmed() -> None:
    for number in range(100):
        posed = pose(number)
        assert outcome(posed, work(posed)) == "opened"
    assert counter.recent(HERE, now=NOW) == (100, 100)
    near = proofs.pose(FACTS, room="checkout", id_bytes=bytes(16), now=NOW).challenge
    far = proofs.pose(
        replace(FACTS, address=ip_address("198.51.100.1")), room="checkout", id_bytes=bytes(16), now=NOW
    ).challenge
    assert near.puzzles << near.bits == 2 * (far.puzzles << far.bits)


def test_everything_a_proof_leaves_in_the_store_expires() -> None:
    outcome(pose(1), work(pose(1)))
    outcome(pose(2), Reply(way="question", answer="x"), now=NOW + 10)
    counter.allow_mail(recipient="r", domain="example.com", address=HERE)
    names = store.client().keys("*")
    assert len(names) == 7
    assert all(0 < store.client().ttl(name) <= 7_200 for name in names)


def test_a_revoked_key_opens_nothing() -> None:
    posed = pose()
    key = cut()
    store.client().set(store.revoked_name(key.id), "trap-hit")
    assert outcome(posed, work(posed), holder(key)) == "revoked"
    assert outcome(posed, work(posed)) == "opened"


def test_the_key_keeps_its_name_when_it_opens() -> None:
    posed = pose()
    opened = redeem(
        holder(cut()), work(posed), text=posed.text, room="checkout", id_bytes=bytes(16), now=NOW
    ).key
    assert (opened.id, opened.proof, opened.opens("checkout")) == (cut().id, "work", True)


def test_the_soft_way_wants_the_cookie_back() -> None:
    softly = Reply(way="soft")
    assert outcome(pose(1, kind="soft"), softly) == "unkept"
    assert outcome(pose(1, kind="soft"), softly, holder(cut(now=NOW + 5))) == "unkept"
    assert outcome(pose(1, kind="soft"), softly, holder(cut(), state="foreign")) == "unkept"
    assert outcome(pose(1, kind="soft"), softly, holder(cut())) == "opened"
    assert outcome(pose(1, kind="soft"), softly, holder(cut())) == "used"


def test_a_soft_proof_opens_no_room_and_is_remembered() -> None:
    posed = pose(kind="soft")
    found = redeem(
        holder(cut()), Reply(way="soft"), text=posed.text, room="checkout", id_bytes=bytes(16), now=NOW
    ).key
    assert (found.proof, found.opens("checkout"), found.opens("browse")) == ("soft", False, True)


def test_who_moved_with_a_proof_gets_it_back_softly() -> None:
    key = keys.opened(cut(), proof="work", now=NOW, seconds=7_200, room="checkout")
    there = ip_address("198.51.100.9")
    facts = replace(holder(key, state="moved"), address=there)
    posed = pose(kind="soft", at="198.51.100.9", now=NOW + 60)
    found = redeem(
        facts, Reply(way="soft"), text=posed.text, room="checkout", id_bytes=bytes(16), now=NOW + 60
    ).key
    assert (found.id, found.proof, found.opens("checkout")) == (key.id, "work", True)
    assert found.proof_until == key.proof_until
    assert keys.place(found, address=there, agent="") == "good"


def journey(minutes: float, *networks: int) -> list[tuple[float, int]]:
    """Return stops on networks, so many minutes apart."""
    return [(place * minutes, network) for place, network in enumerate(networks, start=1)]


@pytest.mark.parametrize("is_away", [False, True], ids=["counted by Valkey", "counted by the process"])
@pytest.mark.parametrize(
    ("stops", "asked_more"),
    [
        (journey(6, *range(1, 20)), 0),
        (journey(0.5, *range(1, 11)) + [(60 + at, stop) for at, stop in journey(0.5, *range(11, 21))], 0),
        (journey(1, *([1, 2] * 50)), 0),
        (journey(9, *([1, 2, 3] * 4)), 0),
        (journey(0.01, *range(1, 201)), 188),
        (journey(0.5, *range(1, 201)), 176),
    ],
    ids=[
        "a train that changes networks every six minutes, as long as the proof runs",
        "ten networks within five minutes, and ten others an hour later",
        "a telephone between two networks all day",
        "home, the road and the office, to and fro",
        "a proof handed to two hundred machines at once opens twelve",
        "a proof handed round to two hundred machines, one every half a minute, opens twelve an hour",
    ],
)
def test_a_proof_goes_along_on_a_journey_and_not_to_a_fleet(
    settings: Settings, stops: list[tuple[float, int]], asked_more: int, is_away: bool
) -> None:
    if is_away:
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
    key = keys.opened(cut(), proof="work", now=NOW, seconds=7_200, room="checkout")
    outcomes = []
    for number, (minutes, network) in enumerate(stops):
        at, there = f"198.51.{network}.9", NOW + int(minutes * 60)
        facts = replace(holder(key, state="moved"), address=ip_address(at))
        posed = pose(number, kind="soft", at=at, now=there)
        outcomes.append(outcome(posed, Reply(way="soft"), facts, now=there))
    assert (outcomes.count("opened"), outcomes.count("moved-often")) == (len(stops) - asked_more, asked_more)


def test_who_moved_too_often_proves_once_more_and_may_travel_on() -> None:
    key = keys.opened(cut(), proof="work", now=NOW, seconds=7_200, room="checkout")
    for network in range(13):
        at = f"198.51.{network}.9"
        facts = replace(holder(key, state="moved"), address=ip_address(at))
        asked = outcome(pose(network, kind="soft", at=at), Reply(way="soft"), facts)
    assert asked == "moved-often"
    again = pose(13, at=at)
    proved = redeem(facts, work(again), text=again.text, room="checkout", id_bytes=bytes(16), now=NOW + 5).key
    facts = replace(holder(proved, state="moved"), address=HERE)
    assert outcome(pose(14, kind="soft", now=NOW + 9), Reply(way="soft"), facts, now=NOW + 9) == "opened"
    assert 0 < store.client().ttl(f"{store.PREFIX}moves:{key.id}:{NOW}") <= 3_600

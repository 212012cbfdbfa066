"""A challenge is redeemed once, however many try at the same time."""

from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

import pytest
from pytest_django import Settings

from botguard import conf
from botguard.actions.key import open_room
from botguard.actions.proof import ProofRefused, redeem
from botguard.counters import store
from botguard.engine import challenge as challenges
from botguard.engine import key as keys
from botguard.engine.facts import RequestFacts
from botguard.engine.policy import ProofTerms
from tests.botguard.visitors import solve

pytestmark = pytest.mark.usefixtures("small_shop")
NOW = 1_780_000_000
HERE = ip_address("203.0.113.5")
FACTS = RequestFacts(address=HERE, room="guard", method="POST", path="/guard/proof/")
TERMS = ProofTerms(puzzles=2, bits=4, challenge_seconds=600, patience_seconds=10, opens_seconds=60)


@pytest.fixture
def posed() -> tuple[str, str]:
    challenge = challenges.pose(b"c" * 16, address=HERE, terms=TERMS, now=NOW)
    text = challenges.seal(challenge, secrets=conf.secrets())
    return text, solve(text, puzzles=2, bits=4)


def outcome(text: str, solution: str, facts: RequestFacts = FACTS) -> str:
    try:
        redeem(facts, text=text, solution=solution, answer="", id_bytes=bytes(16), now=NOW)
    except ProofRefused as refusal:
        return refusal.problem
    return "opened"


def test_fifty_at_once_open_one_checkout(posed: tuple[str, str]) -> None:
    with ThreadPoolExecutor(50) as pool:
        outcomes = list(pool.map(lambda _: outcome(*posed), range(50)))
    assert sorted(outcomes) == ["opened"] + ["used"] * 49


def test_without_the_store_it_opens_by_its_seal_alone(posed: tuple[str, str], settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert [outcome(*posed) for _ in range(3)] == ["opened"] * 3
    assert outcome(posed[0], "1.1") in ("unsolved", "opened")
    assert outcome(posed[0][::-1], posed[1]) == "forged"


def test_a_revoked_key_opens_nothing(posed: tuple[str, str]) -> None:
    key = keys.cut(b"k" * 16, address=HERE, agent="", now=NOW)
    store.client().set(store.revoked_name(key.id), "trap-hit")
    facts = RequestFacts(
        address=HERE, room="guard", method="POST", path="/guard/proof/", key=key, key_state="good"
    )
    assert outcome(*posed, facts) == "revoked"
    assert outcome(*posed) == "opened"


def test_the_key_keeps_its_name_when_it_opens(posed: tuple[str, str]) -> None:
    key = keys.cut(b"k" * 16, address=HERE, agent="", now=NOW)
    facts = RequestFacts(
        address=HERE, room="guard", method="POST", path="/guard/proof/", key=key, key_state="good"
    )
    opened = redeem(facts, text=posed[0], solution=posed[1], answer="", id_bytes=bytes(16), now=NOW)
    assert (opened.id, opened.proof, opened.opens("checkout")) == (key.id, "work", True)


def test_an_account_opens_the_checkout_too() -> None:
    from botguard.http import Guard, NetworkFacts, VisitFacts

    key = keys.cut(b"k" * 16, address=HERE, agent="", now=NOW)
    guard = Guard(
        address=HERE, room="account", network=NetworkFacts(), visit=VisitFacts(), action="allow", key=key
    )
    token = open_room(guard, proof="account", now=NOW)
    assert token is not None
    read = keys.read(token, secrets=conf.secrets(), now=NOW).key
    assert read is not None
    assert (read.id, read.proof, read.opens("checkout")) == (key.id, "account", True)

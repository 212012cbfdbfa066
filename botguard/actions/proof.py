"""Redeem a challenge, once."""

from botguard import conf
from botguard.counters import store
from botguard.engine import challenge as challenges
from botguard.engine import key as keys
from botguard.engine.facts import RequestFacts
from botguard.engine.key import Key
from botguard.queries import snapshot


class ProofRefused(Exception):
    """A challenge was not redeemed; `problem` says why.

    forged, expired, elsewhere, early, wrong-answer, unsolved, used, revoked
    """

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def redeem(facts: RequestFacts, *, text: str, solution: str, answer: str, id_bytes: bytes, now: int) -> Key:
    """Return the visitor's key with the checkout opened; who has no key gets a new one of `id_bytes`.

    With Valkey away a challenge can be redeemed again until it expires: seal, place and time still hold.

    :raises ProofRefused: when the challenge is not ours, not solved, over, or was redeemed before
    """
    challenge = challenges.unseal(text, secrets=conf.secrets())
    if challenge is None:
        raise ProofRefused("forged")
    proof, problem = challenges.judge(
        challenge, text=text, solution=solution, answer=answer, address=facts.address, now=now
    )
    if problem:
        raise ProofRefused(problem)
    if facts.key is not None and _is_revoked(facts.key):
        raise ProofRefused("revoked")
    if not _is_first(challenge, now=now):
        raise ProofRefused("used")
    key = facts.key if facts.has_own_count else None
    fresh = keys.cut(id_bytes, address=facts.address, agent=facts.agent, now=now)
    bound = keys.rebound(key, address=facts.address, agent=facts.agent, now=now) if key else fresh
    return keys.opened(bound, proof=proof, now=now, seconds=conf.policy().proof.opens_seconds)


def _is_first(challenge: challenges.Challenge, *, now: int) -> bool:
    name = f"{store.PREFIX}redeemed:{challenge.id.hex()}"
    # It cannot be redeemed after it expires, so that is how long it is remembered; the rest is for clocks that differ.
    life = challenge.expires_at - now + 60
    try:
        return bool(store.ask(lambda: store.client().set(name, 1, nx=True, ex=life)))
    except store.StoreAway:
        return True


def _is_revoked(key: Key) -> bool:
    if key.id in snapshot.current().revoked:
        return True
    try:
        return bool(store.ask(lambda: store.client().exists(store.revoked_name(key.id))))
    except store.StoreAway:
        return False

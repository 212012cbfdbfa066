"""Redeem a challenge, once."""

from contextlib import suppress
from dataclasses import dataclass

from botguard import conf, gateways
from botguard.counters import proof as counter
from botguard.counters import store
from botguard.engine import challenge as challenges
from botguard.engine import key as keys
from botguard.engine import revocation
from botguard.engine.challenge import Posed, Reply
from botguard.engine.effort import Demand, effort
from botguard.engine.facts import RequestFacts
from botguard.engine.key import Key
from botguard.queries import snapshot

# Whose answers can be guessed: a guess costs the challenge, right or wrong, and a turn of the address.
GUESSED = frozenset({"question", "sound"})
# What a key says of how it was opened. The names are kept with orders: they never change.
PROOF = {"work": "work", "question": "patience", "sound": "sound", "widget": "widget", "mail": "mail"}


class ProofRefused(Exception):
    """A challenge was not redeemed; `problem` says why, and `wait` for how many seconds it is no use to try.

    forged, expired, elsewhere, another-room, another-way, early, busy, wrong-answer, unsolved, used, unkept, away,
    moved-often, revoked
    """

    def __init__(self, problem: str, *, wait: int = 0) -> None:
        super().__init__(problem)
        self.problem = problem
        self.wait = wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """A redeemed challenge: the key it opened, and how long it took."""

    key: Key
    seconds: float
    is_quick: bool


def pose(
    facts: RequestFacts, *, room: str, id_bytes: bytes, now: float, kind: str = "page", points: int = 0
) -> Posed:
    """Return a new challenge for a room, harder the more proofs come from around the visitor."""
    terms, work = conf.policy().proof, None
    if kind == "page":
        home, network = counter.recent(facts.address, now=now)
        asked = counter.posed.add(now=now)
        demand = Demand(points=points, home=home, network=network, posed=asked, kind=facts.network_kind)
        work = effort(terms, demand)
    challenge = challenges.pose(
        id_bytes, address=facts.address, terms=terms, now=now, room=room, kind=kind, effort=work
    )
    return challenges.sealed(challenge, secrets=conf.secrets())


def redeem(facts: RequestFacts, reply: Reply, *, text: str, room: str, id_bytes: bytes, now: float) -> Proved:
    """Return the visitor's key with what was proved; who has no key gets a new one of `id_bytes`.

    `room` is where the visitor goes on to, which must be the room the challenge was posed for. With Valkey away a
    challenge can be redeemed once in each process until it expires: seal, place and time still hold.

    :raises ProofRefused: when the challenge is not ours, not solved, over, or was redeemed before
    """
    posed = challenges.unseal(text, secrets=conf.secrets())
    if posed is None:
        raise ProofRefused("forged")
    challenge = posed.challenge
    if problem := challenges.fault(challenge, way=reply.way, address=facts.address, room=room, now=now):
        raise ProofRefused(problem)
    if facts.key is not None and _is_revoked(facts.key, now=int(now)):
        raise ProofRefused("revoked")
    if reply.way not in GUESSED:
        _check(facts, posed, reply)
    spend(facts, posed, is_slow=reply.way in GUESSED, now=now)
    if reply.way in GUESSED and not challenges.is_right(posed, reply):
        raise ProofRefused("wrong-answer")
    return Proved(
        key=_proved(facts, posed, reply.way, id_bytes=id_bytes, now=int(now)),
        seconds=challenge.seconds(now=now),
        is_quick=reply.way == "work" and challenge.is_quick(now=now),
    )


def spend(facts: RequestFacts, posed: Posed, *, is_slow: bool, now: float) -> None:
    """Use a challenge up.

    :raises ProofRefused: when it was before, or when it is slow and others at the address are first
    """
    challenge = posed.challenge
    try:
        counter.spend(
            challenge.id,
            address=facts.address,
            expires_at=challenge.expires_at,
            is_slow=is_slow,
            now=now,
            move=_move(facts, posed),
        )
    except counter.AlreadySpent as error:
        raise ProofRefused("used") from error
    except counter.TooManySlowProofs as error:
        raise ProofRefused("busy", wait=error.seconds) from error
    except counter.TooManyMoves as error:
        raise ProofRefused("moved-often") from error


def _move(facts: RequestFacts, posed: Posed) -> counter.Move | None:
    """Return the move of a proof that is taken up again on another network: one proof is not one for a whole fleet."""
    key = facts.key if facts.has_own_count and posed.challenge.kind == "soft" else None
    if key is None or not (facts.key_state == "moved" or key.is_displaced) or key.proof in ("", "soft"):
        return None
    return counter.Move(proof=f"{key.id}:{key.proved_at}", network=posed.challenge.network.hex())


def _check(facts: RequestFacts, posed: Posed, reply: Reply) -> None:
    if reply.way == "widget":
        widget = gateways.chosen()
        try:
            is_right = widget is not None and widget.verify(reply.solution, mark=posed.challenge.id.hex())
        except gateways.WidgetAway as error:
            raise ProofRefused("away") from error
    elif reply.way == "soft":
        # The cookie that came with the page, or an older one, has come back.
        is_kept = facts.key is not None and facts.has_own_count
        if not is_kept or (facts.key is not None and facts.key.born_at > posed.challenge.issued_at):
            raise ProofRefused("unkept")
        is_right = True
    else:
        is_right = challenges.is_right(posed, reply)
    if not is_right:
        raise ProofRefused("unsolved")


def _proved(facts: RequestFacts, posed: Posed, way: str, *, id_bytes: bytes, now: int) -> Key:
    key = facts.key if facts.has_own_count else None
    bound = (
        keys.rebound(key, address=facts.address, agent=facts.agent, now=now)
        if key is not None
        else keys.cut(id_bytes, address=facts.address, agent=facts.agent, now=now)
    )
    seconds = conf.policy().proof.opens_seconds
    if way == "soft":
        return keys.softened(bound, now=now, seconds=seconds)
    return keys.opened(bound, proof=PROOF[way], now=now, seconds=seconds, room=posed.challenge.room)


def _is_revoked(key: Key, *, now: int) -> bool:
    text = snapshot.current().revoked.get(key.id, "")
    with suppress(store.StoreAway):
        text += str(store.ask(lambda: store.client().get(store.revoked_name(key.id))) or "")
    return revocation.is_all(text, now=now)

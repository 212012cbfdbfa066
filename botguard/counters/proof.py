"""Spend challenges, each once in all processes, and count the proofs and mails of where they came from."""

from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from threading import Lock

from redis.commands.core import Script

from botguard import conf
from botguard.counters import store
from botguard.engine.address import Address, home, neighbourhood
from botguard.engine.effort import Rate
from botguard.engine.moves import Moves
from botguard.engine.policy import ProofTerms
from botguard.engine.window import Schedule

SPEND = (Path(__file__).parent / "proof.lua").read_text()
MOST_KEPT = 20_000
HOUR = 3600
# What the script answers, unless it was spent now (0) or has to wait (so many milliseconds).
ALREADY_SPENT, TOO_MANY_MOVES = -1, -2


class AlreadySpent(Exception):
    """The challenge was redeemed, or its question answered, before."""


class TooManySlowProofs(Exception):
    """Slow proofs come from there faster than people make them; `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class TooManyMoves(Exception):
    """This proof was taken up again on as many networks in the hour as a journey may have."""


class TooManyMails(Exception):
    """This recipient, this mail domain or this address had enough mails for now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A proof that goes along with its key to another network."""

    proof: str  # the key, and when it was proved: a new proof begins anew
    network: str


class Spent:
    """What this process remembers while Valkey is away: each for itself, so a challenge opens once in each."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._until: OrderedDict[bytes, int] = OrderedDict()
        self._schedules: OrderedDict[str, Schedule] = OrderedDict()
        self._moves: OrderedDict[str, Moves] = OrderedDict()

    def spend(
        self,
        id_bytes: bytes,
        *,
        until: int,
        turns: tuple[tuple[str, int, int], ...],
        move: Move | None,
        now_ms: int,
    ) -> int:
        """Return what the script does."""
        with self._lock:
            if self._until.get(id_bytes, 0) * 1000 > now_ms:
                return ALREADY_SPENT
            for name, step_ms, burst in turns:
                schedule = self._schedules.setdefault(name, Schedule())
                wait, _ = schedule.take(now_ms=now_ms, step_ms=step_ms, burst=burst)
                if wait:
                    return wait
            if move is not None:
                moves = self._moves.setdefault(move.proof, Moves())
                if not moves.add(move.network, most=conf.policy().proof.most_moves, now_ms=now_ms):
                    return TOO_MANY_MOVES
            self._until[id_bytes] = until
            for kept in (self._until, self._schedules, self._moves):
                while len(kept) > MOST_KEPT:
                    kept.popitem(last=False)
            return 0

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._until.clear()
            self._schedules.clear()
            self._moves.clear()


spent = Spent()
# Challenges this process posed in a minute: a measure of how busy the doors are.
posed = Rate()


def spend(
    id_bytes: bytes,
    *,
    address: Address,
    expires_at: int,
    is_slow: bool,
    now: float,
    move: Move | None = None,
) -> None:
    """Spend a challenge for good.

    A slow proof (a question, a mail) takes a turn of its address and of its neighbourhood: who waits at thousands of
    questions at once waits in a queue. A proof that moves along takes one of its moves, unless it comes back to where
    it was within the hour.

    :raises AlreadySpent: when it was spent before
    :raises TooManySlowProofs: when there is no turn yet; the challenge is not spent
    :raises TooManyMoves: when the proof has moved to too many networks; the challenge is not spent
    """
    now_ms = int(now * 1000)
    turns = _turns(address, conf.policy().proof) if is_slow else ()
    # It cannot be redeemed after it expires; the rest is for clocks that differ.
    life = max(1, expires_at - int(now)) + 60
    limits = [number for _, *limit in turns for number in limit] or [0, 0, 0, 0]
    moves = f"{store.PREFIX}moves:{move.proof if move else ''}"
    keys = [f"{store.PREFIX}spent:{id_bytes.hex()}", *_names(address), moves]
    moved: list[str | int] = [move.network if move else "", conf.policy().proof.most_moves]
    clock = 0 if conf.uses_store_clock() else now_ms
    try:
        answer = int(
            store.ask(lambda: _script(conf.redis_url(), conf.timeout())(keys, [clock, life, *limits, *moved]))
        )
    except store.StoreAway:
        answer = spent.spend(id_bytes, until=int(now) + life, turns=turns, move=move, now_ms=now_ms)
    if answer == ALREADY_SPENT:
        raise AlreadySpent
    if answer == TOO_MANY_MOVES:
        raise TooManyMoves
    if answer:
        raise TooManySlowProofs(-(-answer // 1000))


def recent(address: Address, *, now: float) -> tuple[int, int]:
    """Return how many proofs an address and its neighbourhood redeemed in about the last hour; 0 without Valkey."""

    def ask() -> list[str | None]:
        pipeline = store.client().pipeline(transaction=False)
        for name in _names(address):
            pipeline.hget(name, "proofs")
        return pipeline.execute()

    try:
        near, wide = store.ask(ask)
    except store.StoreAway:
        return 0, 0
    return _estimate(near, now), _estimate(wide, now)


def allow_mail(*, recipient: str, domain: str, address: Address) -> None:
    """Take a turn for a mail to a recipient (a keyed mark of one), in its domain, asked for from an address.

    :raises TooManyMails: when any of the three has had enough, and without Valkey: whoever cannot count sends none
    """
    terms = conf.policy().proof
    near = home(address).network_address.compressed
    limits = (
        (f"mail:{near}", HOUR, terms.home_mails),
        (f"mail-to:{recipient}", HOUR, terms.recipient_mails),
        (f"mail-domain:{domain}", 60, terms.domain_mails),
    )

    try:
        # One after the other, so that who has had enough cannot use up a whole mail domain's turns.
        for name, seconds, most in limits:
            if store.ask(partial(_count, name, seconds)) > most:
                raise TooManyMails
    except store.StoreAway as error:
        raise TooManyMails from error


def _count(name: str, seconds: int) -> int:
    pipeline = store.client().pipeline()
    pipeline.incr(store.PREFIX + name)
    pipeline.expire(store.PREFIX + name, seconds, nx=True)
    return int(pipeline.execute()[0])


def _estimate(text: str | None, now: float) -> int:
    if not text:
        return 0
    bucket, current, previous = map(int, text.split())
    # Counted by Valkey's clock and read by ours: at worst one bucket early or late.
    return Rate(seconds=HOUR, bucket=bucket, current=current, previous=previous).add(now=now, number=0)


def _turns(address: Address, terms: ProofTerms) -> tuple[tuple[str, int, int], ...]:
    near, wide = _names(address)
    return (
        (near, terms.slow_seconds * 1000, terms.slow_burst),
        (wide, terms.network_slow_seconds * 1000, terms.network_slow_burst),
    )


def _names(address: Address) -> tuple[str, str]:
    near, wide = home(address).network_address.compressed, neighbourhood(address).network_address.compressed
    return f"{store.PREFIX}proofs:{near}", f"{store.PREFIX}network-proofs:{wide}"


@lru_cache(maxsize=4)
def _script(url: str, timeout: float) -> Script:
    return store.client().register_script(SPEND)

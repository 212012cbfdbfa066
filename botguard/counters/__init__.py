"""Count requests: one atomic script, one round trip; in this process's memory while Valkey is away."""

from struct import Struct

from botguard import conf
from botguard.counters import store
from botguard.counters.journal import Journal
from botguard.counters.memory import Answer, Hit, Memory
from botguard.engine import key as keys
from botguard.engine import ring
from botguard.engine.address import Address
from botguard.engine.count import COUNTS, TABLE, happened
from botguard.engine.facts import History, RequestFacts

__all__ = ["flush", "hit", "journal", "memory", "note", "rehearse", "rehearse_note"]

journal = Journal()
memory = Memory()
# Of each count that is not 0: its place in the table, and its number.
NUMBERS = Struct(">HI")
NAMES = tuple(count.name for count in TABLE)
FIELDS = frozenset(count.name for count in COUNTS)


def hit(facts: RequestFacts, *, now: float) -> History:
    """Count one request and return what is known of its visitor, this request included."""
    counted = _hit(facts)
    taken = journal.take(now=now)
    shown = keys.packed(facts.key) if facts.key and facts.has_own_count else b""
    try:
        answer = store.ask(
            lambda: store.run(counted.names, _arguments(counted, now, shown=shown, events=taken))
        )
    except store.StoreAway:
        journal.put_back(taken)
        return _remembered(memory.hit(counted, now_ms=int(now * 1000)), is_store_away=True)
    return _read(answer)


def note(address: Address, *, key_id: str | None, code: str, value: int, now: float) -> bool:
    """Count an event that a view reported, and return whether Valkey kept it; away, this process does."""
    noted = Hit(names=store.names(address, key_id, ""), happened={code: value})
    try:
        store.ask(lambda: store.run(noted.names, _arguments(noted, now)))
    except store.StoreAway:
        memory.hit(noted, now_ms=int(now * 1000))
        return False
    return True


def rehearse(facts: RequestFacts, *, memory: Memory, now: float) -> History:
    """Count one request of a replay in a memory of its own, and return what is known of its visitor."""
    return _remembered(memory.hit(_hit(facts), now_ms=int(now * 1000)))


def rehearse_note(facts: RequestFacts, code: str, *, memory: Memory, now: float) -> None:
    """Count what the answer to a request of a replay tells, as views report it."""
    memory.hit(
        Hit(names=store.names(facts.address, facts.count_id, ""), happened={code: 0}), now_ms=int(now * 1000)
    )


def flush() -> None:
    """Hand the journal over without a request, for processes that had their last one for now.

    :raises StoreAway: when Valkey is away; the journal is kept
    """
    taken = journal.take()
    if not taken:
        return

    def write() -> None:
        pipeline = store.client().pipeline(transaction=False)
        for event in taken:
            pipeline.xadd(store.EVENTS, {"e": event}, maxlen=store.MOST_EVENTS)
        pipeline.expire(store.EVENTS, store.DAY)
        pipeline.execute()

    try:
        store.ask(write)
    except store.StoreAway:
        journal.put_back(taken)
        raise


def _hit(facts: RequestFacts) -> Hit:
    limits = conf.policy().limits
    return Hit(
        names=store.names(facts.address, facts.count_id, facts.key.id if facts.key else ""),
        happened=happened(facts),
        step_ms=60_000 // limits.requests_per_minute,
        burst=limits.burst,
        page=ring.pack(facts),
    )


def _arguments(
    hit: Hit, now: float, *, shown: bytes = b"", events: tuple[str, ...] = ()
) -> tuple[str | int | bytes, ...]:
    clock = 0 if conf.uses_store_clock() else int(now * 1000)
    things = " ".join([f"{name}={value}" for name, value in hit.happened.items()])
    return (clock, hit.step_ms, hit.burst, hit.page, shown, things, *events)


def _read(answer: tuple[bytes, int, int, bytes, bytes, bytes]) -> History:
    numbers, wait, turns, pages, revocation, ban = answer
    counts: dict[str, int] = {}
    noted: dict[str, int] = {}
    for place, number in NUMBERS.iter_unpack(numbers):
        (counts if place < len(COUNTS) else noted)[NAMES[place]] = number
    return History(
        revocation=revocation.decode(),
        banned_for=ban.decode(),
        retry_after=-(-wait // 1000),
        turns_left=turns,
        ring=pages,
        noted=noted,
        **counts,  # type: ignore[arg-type] # the names of counts, all of them whole numbers
    )


def _remembered(answer: Answer, *, is_store_away: bool = False) -> History:
    """Return what this process's own memory knows as the store would tell it."""
    return History(
        is_store_away=is_store_away,
        retry_after=-(-answer.wait_ms // 1000),
        turns_left=answer.turns,
        ring=answer.ring,
        noted={name: number for name, number in answer.counts.items() if name not in FIELDS},
        **{name: number for name, number in answer.counts.items() if name in FIELDS},  # type: ignore[arg-type] # likewise
    )

"""Count requests: one atomic script, one round trip; in this process's memory while Valkey is away."""

from struct import Struct

from botguard import conf
from botguard.counters import store
from botguard.counters.journal import Journal
from botguard.counters.memory import Answer, Hit, Memory
from botguard.engine import ring
from botguard.engine.address import Address
from botguard.engine.count import COUNTS, NOTED, TABLE, happened
from botguard.engine.facts import History, RequestFacts

__all__ = ["flush", "hit", "journal", "memory", "note", "rehearse", "rehearse_note"]

journal = Journal()
memory = Memory()
NUMBERS = Struct(f">{len(TABLE)}I")
FIELDS = tuple(count.name for count in COUNTS)
NOTES = tuple(count.name for count in NOTED)
ALL = FIELDS + NOTES


def hit(facts: RequestFacts, *, now: float) -> History:
    """Count one request and return what is known of its visitor, this request included."""
    counted = _hit(facts)
    taken = journal.take(now=now)
    key_id = facts.key.id if facts.key else "-"
    names = [*counted.names, store.EVENTS, store.revoked_name(key_id), store.ban_name(facts.address)]
    try:
        answer = store.ask(lambda: store.run(names, _arguments(counted, now, events=taken)))
    except store.StoreAway:
        journal.put_back(taken)
        return _history(memory.hit(counted, now_ms=int(now * 1000)), is_store_away=True)
    return _read(answer)


def note(address: Address, *, key_id: str | None, code: str, value: int, now: float) -> bool:
    """Count an event that a view reported, and return whether Valkey kept it; away, this process does."""
    noted = Hit(names=_names(address, key_id), happened={code: value})
    names = [*noted.names, store.EVENTS, store.revoked_name("-"), store.ban_name(address)]
    try:
        store.ask(lambda: store.run(names, _arguments(noted, now)))
    except store.StoreAway:
        memory.hit(noted, now_ms=int(now * 1000))
        return False
    return True


def rehearse(facts: RequestFacts, *, memory: Memory, now: float) -> History:
    """Count one request of a replay in a memory of its own, and return what is known of its visitor."""
    return _history(memory.hit(_hit(facts), now_ms=int(now * 1000)))


def rehearse_note(facts: RequestFacts, code: str, *, memory: Memory, now: float) -> None:
    """Count what the answer to a request of a replay tells, as views report it."""
    memory.hit(Hit(names=_names(facts.address, facts.count_id), happened={code: 0}), now_ms=int(now * 1000))


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
        names=_names(facts.address, facts.count_id),
        happened=happened(facts),
        step_ms=60_000 // limits.requests_per_minute,
        burst=limits.burst,
        page=ring.pack(facts),
    )


def _names(address: Address, key_id: str | None) -> tuple[str, str, str, str]:
    visitor = store.visitor_name(address, key_id)
    return visitor, store.home_name(address), store.network_name(address), store.SHOP


def _arguments(hit: Hit, now: float, *, events: tuple[str, ...] = ()) -> list[str | int | bytes]:
    clock = 0 if conf.uses_store_clock() else int(now * 1000)
    things = [part for pair in hit.happened.items() for part in pair]
    return [clock, hit.step_ms, hit.burst, hit.page, b"", len(hit.happened), *things, *events]


def _read(answer: list[bytes | int]) -> History:
    numbers, wait, turns, pages, revocation, ban = answer
    read = Answer(
        counts=dict(zip(ALL, NUMBERS.unpack(numbers), strict=True)),  # type: ignore[arg-type] # packed by hit.lua
        wait_ms=int(wait),
        turns=int(turns),
        ring=pages,  # type: ignore[arg-type] # likewise
    )
    return _history(read, revocation=revocation.decode(), banned_for=ban.decode())  # type: ignore[union-attr] # likewise


def _history(
    answer: Answer, *, revocation: str = "", banned_for: str = "", is_store_away: bool = False
) -> History:
    counts = answer.counts
    return History(
        is_store_away=is_store_away,
        is_revoked=bool(revocation),
        revocation=revocation,
        banned_for=banned_for,
        retry_after=-(-answer.wait_ms // 1000),
        turns_left=answer.turns,
        ring=answer.ring,
        noted={name: counts[name] for name in NOTES if counts[name]},
        **{name: counts[name] for name in FIELDS},
    )

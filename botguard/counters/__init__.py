"""Count requests: one atomic script, one round trip; in this process's memory while Valkey is away."""

import json
from zlib import crc32

from botguard import conf
from botguard.counters import store
from botguard.counters.journal import Journal
from botguard.counters.memory import Hit, Memory, away
from botguard.engine.address import home, neighbourhood
from botguard.engine.facts import NOTES, History, RequestFacts
from botguard.engine.window import BITS_HOUR, BITS_MINUTE, distinct

__all__ = ["flush", "hit", "journal", "memory"]

journal = Journal()
memory = Memory()


def hit(facts: RequestFacts, *, now: float) -> History:
    """Count one request and return what is known of its visitor, this request included."""
    counted = _hit(facts)
    taken = journal.take()
    try:
        answer = store.ask(lambda: store.script()(*_arguments(facts, counted, taken, now)))
    except store.StoreAway:
        journal.put_back(taken)
        return away(memory.hit(counted, now_ms=int(now * 1000)))
    return _history(answer)


def _hit(facts: RequestFacts) -> Hit:
    limits = conf.policy().limits
    own = facts.key.id if facts.has_own_count and facts.key else None
    return Hit(
        visitor=store.visitor_name(facts.address, own),
        home=home(facts.address).network_address.compressed,
        network=neighbourhood(facts.address).network_address.compressed,
        page=int(facts.is_page),
        product=crc32(facts.path.encode("utf-8", "surrogatepass")) if facts.is_product else -1,
        cut=int(facts.is_due_a_key),
        scan=int(facts.is_scan),
        trap=int(facts.is_trap),
        step_ms=60_000 // limits.requests_per_minute,
        burst=limits.burst,
    )


def _arguments(
    facts: RequestFacts, hit: Hit, taken: tuple[str, str], now: float
) -> tuple[list[str], list[str | int]]:
    tag = store.tag(store.shard(facts.address))
    keys = [
        hit.visitor,
        f"{tag}:home:{hit.home}",
        f"{tag}:network:{hit.network}",
        store.ban_name(facts.address),
        f"{tag}:revoked:{facts.key.id if facts.key else '-'}",
        f"{hit.visitor}:m:{int(now) // 60}",
        f"{hit.visitor}:h:{int(now) // 3600}",
        f"{tag}:traffic",
        f"{tag}:decisions",
    ]
    clock = 0 if conf.uses_store_clock() else int(now * 1000)
    numbers = (clock, hit.page, hit.product, hit.cut, hit.scan, hit.trap, hit.step_ms, hit.burst)
    return keys, [*numbers, *taken]


def _history(answer: list[int | str]) -> History:
    numbers = [int(value) for value in (*answer[:16], *answer[17:])]
    return History(
        pages_1=numbers[0],
        pages_10=numbers[1],
        pages_60=numbers[2],
        pages_600=numbers[3],
        requests_60=numbers[4],
        retry_after=-(-numbers[5] // 1000),
        pages=numbers[6],
        product_pages=numbers[7],
        products_60=distinct(numbers[8], bits=BITS_MINUTE),
        products_3600=distinct(numbers[9], bits=BITS_HOUR),
        keys_60=numbers[10],
        keys_600=numbers[11],
        scans=numbers[12],
        traps=numbers[13],
        network_keys_600=numbers[14],
        is_revoked=bool(numbers[15]),
        banned_for=str(answer[16]),
        notes=tuple(zip(NOTES, numbers[16:], strict=True)),
    )


def flush() -> None:
    """Hand the journal over without a request, for processes that had their last one for now.

    :raises StoreAway: when Valkey is away; the journal is kept
    """
    taken = journal.take()
    if not taken[0]:
        return
    tag = store.tag(0)

    def write() -> None:
        pipeline = store.client().pipeline(transaction=False)
        for kind, number in json.loads(taken[0]).items():
            pipeline.hincrby(f"{tag}:traffic", kind, number)
        for text in json.loads(taken[1] or "[]"):
            pipeline.lpush(f"{tag}:decisions", text)
        pipeline.ltrim(f"{tag}:decisions", 0, 999)
        pipeline.execute()

    try:
        store.ask(write)
    except store.StoreAway:
        journal.put_back(taken)
        raise

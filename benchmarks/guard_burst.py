"""Print how many of a burst four processes let through together under "20 in 10 seconds"; it must be 20.

    python -m benchmarks.guard_burst

By Valkey's own clock, as in service, and against the control: each process counting for itself.
"""

import multiprocessing
import os
import sys
import time
from importlib import import_module
from ipaddress import ip_address

from tqdm import tqdm

from benchmarks.machine import described, own_servers

PROCESSES, EACH, BURST, PER_MINUTE, TRIES = 4, 25, 20, 120, 20
# A turn comes back after half a second: a burst must be over by then.
MOST_SECONDS = 0.5


def send(visitor: int, gate: object, told: object, *, is_shared: bool) -> None:
    """Count a process's part of the burst, and tell how many had their turn, from when to when."""
    counters, key = import_module("botguard.counters"), import_module("botguard.engine.key")
    facts = import_module("botguard.engine.facts")
    here, now = ip_address("203.0.113.5"), int(time.time())
    shown = key.cut(visitor.to_bytes(16), address=here, agent="", now=now)
    asked = facts.RequestFacts(
        address=here, room="browse", method="GET", path="/", is_navigation=True, key=shown, key_state="good"
    )
    hit = counters._hit(asked)._replace(step_ms=60_000 // PER_MINUTE, burst=BURST)
    store, memory = counters.store, counters.Memory()
    store.client().ping()
    store.run(store.names(here, "nobody", ""), counters._arguments(hit._replace(step_ms=0), now))
    gate.wait(30)  # type: ignore[attr-defined] # a barrier
    began, passed = time.time(), 0
    for _ in range(EACH):
        if is_shared:
            passed += store.run(hit.names, counters._arguments(hit, now))[1] == 0
        else:
            passed += memory.hit(hit, now_ms=int(time.time() * 1000)).wait_ms == 0
    told.put((passed, began, time.time()))  # type: ignore[attr-defined] # a queue
    told.close()  # type: ignore[attr-defined]
    told.join_thread()  # type: ignore[attr-defined]
    os._exit(0)


def burst(visitor: int, *, is_shared: bool) -> tuple[int, float]:
    """Return how many of the burst passed, and how long it took."""
    forked = multiprocessing.get_context("fork")
    gate, told = forked.Barrier(PROCESSES), forked.Queue()
    workers = [
        forked.Process(target=send, args=(visitor, gate, told), kwargs={"is_shared": is_shared})
        for _ in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    parts = [told.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join()
    return sum(part[0] for part in parts), max(part[2] for part in parts) - min(part[1] for part in parts)


def main() -> None:
    """Measure and print."""
    with own_servers(migrate=False):
        tries = tqdm(range(TRIES), desc="bursts", leave=False)
        shared = [burst(number, is_shared=True) for number in tries]
        alone = [burst(number, is_shared=False)[0] for number in range(3)]
        client = import_module("botguard.counters.store").client()
        quick = [passed for passed, seconds in shared if seconds < MOST_SECONDS]
        late = len(shared) - len(quick)
        for line in (
            described(client),
            f"{PROCESSES} processes, {PROCESSES * EACH} requests at once, {BURST} in 10 s allowed",
            f"passed in {len(quick)} bursts: {sorted(set(quick))} ({late} took longer than a turn and do not count)",
            f"control, each process for itself: {sorted(set(alone))}",
        ):
            print(line)  # noqa: T201 # printing is what it is for
    sys.exit(set(quick) != {BURST})


if __name__ == "__main__":
    main()

"""Print what the guard adds to a request: CPU and wall time, median and beyond, against a view that does nothing.

    python -m benchmarks.guard

Three hundred visitors with a key each, who have fetched a style sheet as browsers do, read ten pages, by turns, as in
a shop: nothing is left in the caches that would not be there on a busy day. A request is made right before it is
served, as a server does. The limit is 150 µs of CPU in the median. Time spent waiting for Valkey is not CPU time of
this process; it is in the wall time, and what Valkey itself spends is printed apart. It starts a Valkey of its own.
"""

import statistics
import time
from collections.abc import Callable
from importlib import import_module

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from tqdm import tqdm

from benchmarks.machine import described, kept_awake, own_servers

VISITORS, PAGES, ROUNDS, PRODUCTS = 300, 10, 2, 400
MOST_US = 150
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0"
HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "en-GB,en;q=0.7",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-User": "?1",
}
type Serve = Callable[[HttpRequest], HttpResponse]


def view(request: HttpRequest) -> HttpResponse:
    """Serve next to nothing; the cookies are read, as sessions and forms do on every page."""
    return HttpResponse("hello", headers={"Cookies": len(request.COOKIES)})


def visitor(number: int) -> RequestFactory:
    """Return what makes the requests of one browser at an address of its own."""
    # In a neighbourhood of its own: many keys for one are a signal.
    address = f"{100 + number // 256}.{number % 256}.7.9"
    headers = {**HEADERS, "User-Agent": AGENT.format(140 + number % 6)}
    return RequestFactory(REMOTE_ADDR=address, headers=headers)


def cost(serve: Serve, request: HttpRequest) -> tuple[float, float]:
    """Return the CPU and the wall time of a request in microseconds."""
    before_cpu, before = time.thread_time_ns(), time.perf_counter_ns()
    serve(request)
    waited = time.perf_counter_ns() - before
    return (time.thread_time_ns() - before_cpu) / 1000, waited / 1000


def spread(values: list[float]) -> str:
    """Write a distribution down."""
    parts = statistics.quantiles(values, n=100)
    return f"{parts[9]:6.0f} p10 {statistics.median(values):6.0f} median {parts[89]:6.0f} p90 {parts[98]:6.0f} p99"


def main() -> None:
    """Measure and print, with processors that doze off between requests and with such that do not."""
    with own_servers(migrate=False):
        guarded: Serve = import_module("botguard.middleware").GuardMiddleware(view)
        settings.BOTGUARD_MODE = "enforce"
        say(described(import_module("botguard.counters.store").client()))
        measure(guarded, "dozing between requests")
        with kept_awake():
            measure(guarded, f"kept awake, as customers do; the limit is {MOST_US} µs")


def measure(guarded: Serve, title: str) -> None:
    """Let everybody read their pages, and print what they cost."""
    store, note = import_module("botguard.counters.store"), import_module("botguard.actions").note
    browsers = [visitor(number) for number in range(VISITORS)]
    bare, full, wall, refused = [], [], [], 0
    store.client().flushdb()
    store.client().config_resetstat()
    for _ in tqdm(range(ROUNDS), desc="visits", leave=False):
        for browser in browsers:
            browser.cookies.clear()
            answer = guarded(browser.get("/"))
            browser.cookies[settings.BOTGUARD_COOKIE] = answer.cookies[settings.BOTGUARD_COOKIE].value
            request = browser.get("/")
            guarded(request)
            note(request.guard, "assets-seen")  # type: ignore[attr-defined] # GuardedRequest
        for page in range(PAGES):
            for number, browser in enumerate(browsers):
                path = f"/p/lamp-{(number * 7 + page * 31) % PRODUCTS}/"
                bare.append(cost(view, browser.get(path))[0])
                request = browser.get(path)
                cpu, waited = cost(guarded, request)
                full.append(cpu)
                wall.append(waited)
                refused += request.guard.action != "allow"  # type: ignore[attr-defined] # GuardedRequest
    script = store.client().info("commandstats")["cmdstat_evalsha"]["usec_per_call"]
    say(
        f"{title}: {len(full):,} requests of {VISITORS} visitors, {refused} not simply let through",
        f"  without the guard {spread(bare)} µs CPU",
        f"  with the guard    {spread(full)} µs CPU",
        f"  with the guard    {spread(wall)} µs wall, of which Valkey worked {script:.0f}",
        f"  the guard adds    {statistics.median(full) - statistics.median(bare):6.0f} median "
        f"{statistics.mean(full) - statistics.mean(bare):6.0f} mean  µs CPU",
    )


def say(*lines: str) -> None:
    """Print."""
    for line in lines:
        print(line)  # noqa: T201 # printing is what it is for


if __name__ == "__main__":
    main()

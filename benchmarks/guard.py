"""Print what the guard costs: CPU per request with it, without it, and the ratio.

    python -m benchmarks.guard

Read the ratio, not the microseconds. Time spent waiting for Valkey is not CPU time, and is printed apart.
"""

import os
import time
from collections.abc import Callable

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

REQUESTS = 3_000
HEADERS = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html",
    "Accept-Language": "en",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
}


def view(request: HttpRequest) -> HttpResponse:
    """Serve next to nothing."""
    return HttpResponse("hello")


def cost(serve: Callable[[HttpRequest], HttpResponse], factory: RequestFactory) -> tuple[float, float]:
    """Return CPU and wall time of a request in microseconds."""
    requests = [factory.get("/", headers=HEADERS) for _ in range(REQUESTS)]
    cpu, wall = time.process_time(), time.perf_counter()
    for request in requests:
        serve(request)
    return (time.process_time() - cpu) / REQUESTS * 1e6, (time.perf_counter() - wall) / REQUESTS * 1e6


def main() -> None:
    """Measure and print."""
    from settings import embedded

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.base")
    embedded.ensure()
    django.setup()
    from botguard.middleware import GuardMiddleware

    settings.BOTGUARD_WATCH = False
    # Observing does everything but refuse.
    settings.BOTGUARD_MODE = "observe"
    factory = RequestFactory(REMOTE_ADDR="198.51.100.7")
    guarded = GuardMiddleware(view)
    first = guarded(factory.get("/", headers=HEADERS))
    factory.cookies[settings.BOTGUARD_COOKIE] = first.cookies[settings.BOTGUARD_COOKIE].value
    bare, bare_wall = cost(view, factory)
    full, full_wall = cost(guarded, factory)
    page = 1_000
    for line in (
        f"without the guard {bare:6.0f} µs CPU {bare_wall:6.0f} µs wall",
        f"with the guard    {full:6.0f} µs CPU {full_wall:6.0f} µs wall",
        f"the guard is to an 8 KB page of Django's templates as {full - bare:.0f} to about {page}",
    ):
        print(line)  # noqa: T201 # printing is what it is for


if __name__ == "__main__":
    main()

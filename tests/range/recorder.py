"""Serve the shop and write down what each client was really given: the truth attackers are measured by.

A WSGI application around the shop's own, of which every process appends to a file of its own.
"""

import json
import os
import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from settings.wsgi import application as shop

FOLDER = Path(os.environ["RANGE_RECORD"])
PRODUCT = re.compile(rb'(?:href="/p/|/api/v1/products/|"slug": ?")([a-z0-9-]{1,120})(?:/"|/|")')
# Lists of addresses without a name or a price are no catalogue.
BARE = ("/sitemap", "/robots.txt")
CHALLENGE = b'action="/guard/'


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer as the shop does, and append a line about it."""
    began = time.time()
    statuses: list[str] = []

    def started(status: str, headers: list[tuple[str, str]], *more: object) -> Any:
        statuses.append(status)
        return start_response(status, headers, *more)

    answer = shop(environ, started)
    body = b"" if getattr(answer, "streaming", True) else getattr(answer, "content", b"")
    path = str(environ.get("PATH_INFO", ""))
    status = int(statuses[0][:3]) if statuses else 0
    is_shown = status == 200 and not path.startswith(BARE)
    line = {
        "at": began,
        "address": environ.get("REMOTE_ADDR", ""),
        "method": environ.get("REQUEST_METHOD", ""),
        "path": path,
        "status": status,
        "challenged": status in (401, 403, 429) and CHALLENGE in body,
        "listed": sorted({slug.decode() for slug in PRODUCT.findall(body)}) if is_shown else [],
    }
    _file().write(json.dumps(line) + "\n")
    return answer


_open: dict[int, IO[str]] = {}


def _file() -> IO[str]:
    # Opened after the fork, so that no two processes write into one file.
    pid = os.getpid()
    if pid not in _open:
        _open[pid] = (FOLDER / f"{pid}.jsonl").open("a", buffering=1)
    return _open[pid]

"""Visitors for tests: browsers and programs, and how one passes the proof."""

import re
from hashlib import sha256

from django.test import Client

from botguard import conf
from botguard.engine.challenge import unseal
from botguard.engine.question import question
from botguard.engine.sound import counts

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)
PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CLICK = {
    "User-Agent": FIREFOX,
    "Accept": PAGE,
    "Accept-Language": "en-GB,en;q=0.7",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-User": "?1",
}
SCRAPY = {"User-Agent": "Scrapy/2.19.0 (+https://scrapy.org)", "Accept": PAGE, "Accept-Language": "en"}


def person(*, address: str = "198.51.100.7", headers: dict[str, str] | None = None) -> Client:
    """Return a browser at an address; its cookies stay with it."""
    return Client(headers={**CLICK, **(headers or {})}, REMOTE_ADDR=address)


def program(*, address: str = "203.0.113.9", headers: dict[str, str] | None = None) -> Client:
    """Return a spider at an address; it keeps cookies as scrapy does."""
    return Client(headers={**SCRAPY, **(headers or {})}, REMOTE_ADDR=address)


def solve(challenge: str, *, puzzles: int, bits: int) -> str:
    """Do the work that proof-worker.js does."""
    numbers = []
    for puzzle in range(puzzles):
        number = 0
        stem = sha256(f"{challenge}.{puzzle}.".encode())
        while True:
            attempt = stem.copy()
            attempt.update(str(number).encode())
            if int.from_bytes(attempt.digest()[:4]) >> (32 - bits) == 0:
                break
            number += 1
        numbers.append(str(number))
    return ".".join(numbers)


def posed(page: str) -> dict[str, str]:
    """Read the challenge off the proof page."""
    found = dict(re.findall(r'data-(challenge|puzzles|bits)="([^"]*)"', page))
    return found or dict(re.findall(r'name="(challenge)" value="([^"]*)"', page))


def answers(challenge: str) -> tuple[str, str]:
    """Return what a person would answer to the question of a challenge, and to its beeps."""
    found = unseal(challenge, secrets=conf.secrets())
    assert found is not None
    return min(question(found.seed).answers), counts(found.seed)


def open_checkout(client: Client) -> None:
    """Pass the proof as a browser would."""
    found = posed(client.get("/guard/proof/").content.decode())
    solution = solve(found["challenge"], puzzles=int(found["puzzles"]), bits=int(found["bits"]))
    answer = client.post(
        "/guard/proof/", {"challenge": found["challenge"], "solution": solution, "next": "/"}
    )
    assert answer.status_code == 303, answer.content.decode()

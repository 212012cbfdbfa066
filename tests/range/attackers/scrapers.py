"""Who wants the catalogue: spiders, mirrors, forged browsers, headless ones, and one with patience."""

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import httpx
from curl_cffi.requests import AsyncSession
from playwright.async_api import async_playwright

from tests.browser import ARGUMENTS, find_chromium
from tests.range.attack import FIREFOX, Attack, Field, share
from tests.range.record import Got

SPIDER = Path(__file__).parents[2] / "journeys" / "greedy_spider.py"
MOST = 0.02  # of the product pages: more than that, and a copy of the catalogue is a matter of an afternoon
PRODUCT_LINK = re.compile(r'href="(/p/[a-z0-9-]+/)"')
LOCATION = re.compile(r"<loc>([^<]+)</loc>")
HEADERS = {
    "User-Agent": FIREFOX,
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-GB,en;q=0.7",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "none",
    "Sec-Fetch-User": "?1",
}


def tool(field: Field, command: Sequence[str]) -> str:
    """Run a program until it is done or its time is up, and return what it said."""
    try:
        done = subprocess.run(
            command, cwd=field.folder, capture_output=True, text=True, errors="replace", timeout=field.seconds
        )
    except subprocess.TimeoutExpired as late:
        said = late.stdout or b""
        return said.decode(errors="replace") if isinstance(said, bytes) else said
    return done.stdout + done.stderr


def got_catalogue(claimed: int, got: Got, field: Field) -> bool:
    """Tell whether more of the catalogue was taken than one may."""
    return share(got, field) > MOST


def scrapy(field: Field) -> int:
    """Follow every link at full speed, dressed as a browser."""
    options = (f"USER_AGENT={FIREFOX}", f"CLOSESPIDER_TIMEOUT={field.seconds - 5}", "LOG_ENABLED=False")
    command = [sys.executable, "-m", "scrapy", "runspider", str(SPIDER)]
    command += ["-a", f"url={field.url}/", "-a", "address=127.0.0.1", "-o", "found.jsonl"]
    tool(field, [*command, *(word for option in options for word in ("-s", option))])
    found = field.folder / "found.jsonl"
    return len(found.read_text().splitlines()) if found.exists() else 0


def wget(field: Field) -> int:
    """Mirror the shop."""
    tool(
        field,
        ["wget", "-r", "-l", "inf", "-q", "-e", "robots=off", "--tries=1", "-U", FIREFOX, f"{field.url}/"],
    )
    return sum(1 for _ in field.folder.glob("*/p/*/index.html"))


def curl_cffi(field: Field) -> int:
    """Read the sitemap, then every product in it, sixteen at a time, with Chrome's TLS and headers."""
    return asyncio.run(_sitemap(field, is_dropping=False))


def key_dropper(field: Field) -> int:
    """Do the same from three addresses, as a new visitor every fifteen pages."""
    return asyncio.run(_sitemap(field, is_dropping=True))


async def _sitemap(field: Field, *, is_dropping: bool) -> int:
    urls = [field.relays.url(address) for address in field.addresses]
    paths: list[str] = []
    until = time.monotonic() + field.seconds
    async with AsyncSession(impersonate="chrome", timeout=20) as session:
        index = await session.get(f"{urls[0]}/sitemap.xml")
        for part in LOCATION.findall(index.text):
            listed = await session.get(urls[0] + urlsplit(part).path + "?" + urlsplit(part).query)
            paths += [urlsplit(page).path for page in LOCATION.findall(listed.text)]
    products = [path for path in paths if path.startswith("/p/")]

    async def reader(number: int) -> int:
        got, session, url = 0, AsyncSession(impersonate="chrome", timeout=20), urls[number % len(urls)]
        for place, path in enumerate(products[number::16]):
            if time.monotonic() > until:
                break
            if is_dropping and place % 15 == 14:
                await session.close()
                session = AsyncSession(impersonate="chrome", timeout=20)
            with suppress(Exception):
                got += (await session.get(url + path)).status_code == 200
        await session.close()
        return got

    return sum(await asyncio.gather(*(reader(number) for number in range(16))))


def headless(field: Field) -> int:
    """Click through the shop with a real browser that has no screen, as fast as pages load."""
    return asyncio.run(_browse(field, agent=None))


def masked(field: Field) -> int:
    """Do so under an ordinary browser's name, with navigator.webdriver hidden."""
    agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36"
    return asyncio.run(_browse(field, agent=agent))


async def _browse(field: Field, *, agent: str | None) -> int:
    seen: set[str] = set()
    queue = ["/", *(f"/search/?q={word}" for word in ("lamp", "rug", "pot", "glass", "oak"))]
    until = time.monotonic() + field.seconds
    hidden = ["--disable-blink-features=AutomationControlled"] if agent else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=[*ARGUMENTS, "--no-sandbox", *hidden]
        )
        context = await browser.new_context(user_agent=agent, locale="en-GB")
        page = await context.new_page()
        while queue and time.monotonic() < until:
            path = queue.pop(0)
            with suppress(Exception):
                answer = await page.goto(field.url + path, timeout=10_000, wait_until="domcontentloaded")
                if answer is not None and answer.status == 200 and path.startswith("/p/"):
                    seen.add(path)
                for link in PRODUCT_LINK.findall(await page.content()):
                    if link not in seen and link not in queue:
                        queue.append(link)
        await browser.close()
    return len(seen)


def patient(field: Field) -> int:
    """Read a product every twenty seconds from each of fifty addresses: slower than any person."""
    return asyncio.run(_patient(field))


async def _patient(field: Field) -> int:
    dice = Random(7)  # noqa: S311 # the same each time is what is wanted
    until = time.monotonic() + field.seconds
    shelves: list[str] = []

    async def reader(address: str) -> int:
        got = 0
        await asyncio.sleep(dice.uniform(0, 20))
        async with httpx.AsyncClient(base_url=field.relays.url(address), headers=HEADERS) as client:
            while time.monotonic() < until:
                with suppress(httpx.HTTPError):
                    path = shelves.pop() if shelves else "/search/?q=" + dice.choice("aeioulrst")
                    answer = await client.get(path)
                    got += answer.status_code == 200 and path.startswith("/p/")
                    shelves.extend(PRODUCT_LINK.findall(answer.text) if not path.startswith("/p/") else ())
                await asyncio.sleep(20)
        return got

    return sum(await asyncio.gather(*(reader(address) for address in field.addresses)))


def scraper(
    name: str,
    run: Callable[[Field], int],
    *,
    also: tuple[str, ...] = (),
    addresses: int = 1,
    seconds: int = 45,
    tool: str = "",
) -> Attack:
    """Return an attacker who wants the catalogue."""
    return Attack(
        name=name,
        threats=("OAT-011", *also),
        goal="over 2 % of the product pages",
        run=run,
        is_reached=got_catalogue,
        addresses=addresses,
        seconds=seconds,
        tool=tool,
    )


ATTACKS = (
    scraper("scrapy, dressed as Firefox", scrapy),
    scraper("wget -r", wget, tool="wget"),
    scraper("curl_cffi as Chrome, by the sitemap", curl_cffi),
    scraper("the same, dropping its key, 3 addresses", key_dropper, also=("OAT-018",), addresses=3),
    scraper("Playwright, headless", headless),
    scraper("Playwright, masked", masked),
)
PATIENT = scraper("50 addresses, a page every 20 s each", patient, addresses=50, seconds=300)

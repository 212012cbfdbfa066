"""Who wants the catalogue: spiders, mirrors, forged browsers, headless ones, and one with patience."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import httpx
from curl_cffi.requests import AsyncSession
from playwright.async_api import async_playwright

from botguard.models import CrawlerName
from tests.browser import ARGUMENTS, find_chromium
from tests.range.attack import FIREFOX, Attack, Field, share
from tests.range.names import LIAR
from tests.range.record import Got

SPIDER = Path(__file__).parents[2] / "journeys" / "greedy_spider.py"
MOST = 0.02  # of the product pages: more than that, and a copy of the catalogue is a matter of an afternoon
# What the real one sends; it asks for no language and keeps no cookies.
CRAWLER = {
    "User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Accept": "text/html,application/xhtml+xml,application/signed-exchange;v=b3,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br",
    "From": "googlebot(at)googlebot.com",
}
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
    log = field.folder / f"{Path(command[0]).name}.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            command,
            cwd=field.folder,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            process.wait(field.seconds_left)
        except subprocess.TimeoutExpired:
            # Some have children, which must not go on into the next attack.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return log.read_text(errors="replace")


def known_as(address: str) -> str:
    """Return what the shop found out about the name an address goes by: pending, fake, verified, or nothing yet."""
    return CrawlerName.objects.filter(address=address).values_list("state", flat=True).first() or ""


def got_catalogue(claimed: int, got: Got, field: Field) -> bool:
    """Tell whether more of the catalogue was taken than one may."""
    return share(got, field) > MOST


def scrapy(field: Field) -> int:
    """Follow every link at full speed, dressed as a browser."""
    options = (
        f"USER_AGENT={FIREFOX}",
        f"CLOSESPIDER_TIMEOUT={field.seconds_left - 5:.0f}",
        "LOG_ENABLED=False",
    )
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
    async with AsyncSession(impersonate="chrome", timeout=20) as session:
        index = await session.get(f"{urls[0]}/sitemap.xml")
        for part in LOCATION.findall(index.text):
            listed = await session.get(urls[0] + urlsplit(part).path + "?" + urlsplit(part).query)
            paths += [urlsplit(page).path for page in LOCATION.findall(listed.text)]
    products = [path for path in paths if path.startswith("/p/")]

    async def reader(number: int) -> int:
        got, session, url = 0, AsyncSession(impersonate="chrome", timeout=20), urls[number % len(urls)]
        for place, path in enumerate(products[number::16]):
            if field.is_over:
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
    hidden = ["--disable-blink-features=AutomationControlled"] if agent else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=[*ARGUMENTS, "--no-sandbox", *hidden]
        )
        context = await browser.new_context(user_agent=agent, locale="en-GB")
        page = await context.new_page()
        while queue and not field.is_over:
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


def googlebot(field: Field) -> int:
    """Read the sitemap's products as fast as they come, under the name of a search engine's crawler."""
    return asyncio.run(_as_crawler(field))


async def _as_crawler(field: Field) -> int:
    async with httpx.AsyncClient(base_url=field.url, headers=CRAWLER, timeout=20) as client:
        paths = await _products(client)

        async def reader(number: int) -> int:
            got = 0
            for path in paths[number::8]:
                if field.is_over:
                    break
                with suppress(httpx.HTTPError):
                    got += (await client.get(path)).status_code == 200
            return got

        return sum(await asyncio.gather(*(reader(number) for number in range(8))))


async def _products(client: httpx.AsyncClient) -> list[str]:
    with suppress(httpx.HTTPError):
        index = await client.get("/sitemap.xml")
        parts = [urlsplit(part) for part in LOCATION.findall(index.text)]
        found = [await client.get(f"{part.path}?{part.query}") for part in parts if "product" in part.path]
        return [urlsplit(page).path for listed in found for page in LOCATION.findall(listed.text)]
    return []


def passed_for_a_crawler(claimed: int, got: Got, field: Field) -> bool:
    """Tell whether the catalogue was taken under a false name, or the name was not found out to be false."""
    return got_catalogue(claimed, got, field) or known_as(field.addresses[0]) != "fake"


def patient(field: Field) -> int:
    """Read a product every twenty seconds from each of fifty addresses: slower than any person."""
    return asyncio.run(_patient(field))


async def _patient(field: Field) -> int:
    dice = Random(7)  # noqa: S311 # the same each time is what is wanted
    async with httpx.AsyncClient(base_url=field.url, headers=HEADERS) as client:
        paths = await _products(client)
    dice.shuffle(paths)

    async def reader(number: int, address: str) -> int:
        got = 0
        await asyncio.sleep(dice.uniform(0, 20))
        async with httpx.AsyncClient(base_url=field.relays.url(address), headers=HEADERS) as client:
            for path in paths[number :: len(field.addresses)]:
                if field.is_over:
                    break
                with suppress(httpx.HTTPError):
                    got += (await client.get(path)).status_code == 200
                await asyncio.sleep(20)
        return got

    return sum(await asyncio.gather(*(reader(*each) for each in enumerate(field.addresses))))


def scraper(
    name: str,
    run: Callable[[Field], int],
    *,
    also: tuple[str, ...] = (),
    goal: str = "over 2 % of the product pages",
    is_reached: Callable[[int, Got, Field], bool] = got_catalogue,
    addresses: int = 1,
    address: str = "",
    seconds: int = 45,
    tool: str = "",
) -> Attack:
    """Return an attacker who wants the catalogue."""
    return Attack(
        name=name,
        threats=("OAT-011", *also),
        goal=goal,
        run=run,
        is_reached=is_reached,
        addresses=addresses,
        address=address,
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
    scraper(
        "a false Googlebot, its name leads elsewhere",
        googlebot,
        goal="over 2 % of the product pages, or to pass for the real one",
        is_reached=passed_for_a_crawler,
        address=LIAR,
        seconds=60,
    ),
)
PATIENT = scraper("50 addresses, a page every 20 s each", patient, addresses=50, seconds=300)

"""A spider that follows links at full speed sees a sliver of a large catalogue before it is stopped."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from tests.live import StartShop

PRODUCTS = 20_000
MOST = PRODUCTS // 20
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"
DISGUISES = {
    "as it comes": (),
    "dressed as a browser": (f"USER_AGENT={BROWSER}",),
    "dressed as a browser, without cookies": (f"USER_AGENT={BROWSER}", "COOKIES_ENABLED=False"),
}
SPIDER = Path(__file__).with_name("greedy_spider.py")


def crawl(
    url: str, folder: Path, *, name: str, address: str, pages: int, settings: tuple[str, ...]
) -> tuple[int, int]:
    """Run the spider for at most `pages` answers or 60 s; return (distinct products got, requests made)."""
    found = folder / f"{name}.jsonl"
    limits = (f"CLOSESPIDER_PAGECOUNT={pages}", "CLOSESPIDER_TIMEOUT=60", "LOG_LEVEL=INFO", *settings)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "scrapy",
            "runspider",
            str(SPIDER),
            "-a",
            f"url={url}/",
            "-a",
            f"address={address}",
            "-o",
            str(found),
        ]
        + [word for limit in limits for word in ("-s", limit)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    requests = next(line for line in done.stderr.splitlines() if "downloader/request_count" in line)
    rows = found.read_text().splitlines() if found.exists() else []
    return len({json.loads(row)["product"] for row in rows}), int(requests.split(":")[1].strip(" ,"))


@pytest.fixture
def full_shelves(live_database: str, settings: Settings, tmp_path: Path) -> None:
    """Put 20,000 products up."""
    settings.MEDIA_ROOT = tmp_path / "media"
    call_command("seed_demo", products=PRODUCTS, orders=0, verbosity=0)


def test_a_greedy_spider_is_stopped(full_shelves: None, live_shop: StartShop, tmp_path: Path) -> None:
    guarded = live_shop(web_workers=2)
    got = {
        name: crawl(
            guarded.url, tmp_path, name=name, address=f"127.0.0.{host}", pages=2_000, settings=settings
        )
        for host, (name, settings) in enumerate(DISGUISES.items(), start=11)
    }
    guarded.stop()
    shares = {
        name: f"{products / PRODUCTS:.2%} of the products in {asked} requests"
        for name, (products, asked) in got.items()
    }
    assert all(products < MOST for products, _ in got.values()), shares

    # The control: were the spider slow or lost, the figures above would say nothing.
    open_shop = live_shop(web_workers=2, environment={"BOTGUARD_MODE": "off"})
    most = max(products for products, _ in got.values())
    free, asked = crawl(
        open_shop.url, tmp_path, name="unguarded", address="127.0.0.10", pages=8 * most + 200, settings=()
    )
    print(f"{shares}; without the guard {free} products in {asked} requests")  # noqa: T201 # shown by -s
    assert free > 3 * most, (free, asked, shares)

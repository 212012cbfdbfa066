"""Replaying logs: who lied about being Googlebot in a real one, and what becomes of spiders and people in made ones."""

import gzip
import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.botguard.visitors import CHROME, FIREFOX

MIXED = Path(__file__).parents[1] / "data" / "logs" / "apache-mixed.log.gz"
FAKES = ["177.37.188.215", "188.35.22.24", "200.141.109.74"]
T0 = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


def replay(*files: Path, **options: object) -> str:
    out = StringIO()
    call_command("replay_log", *map(str, files), stdout=out, **options)
    return out.getvalue()


def table(report: str, title: str) -> list[list[str]]:
    """Return a table's rows as words, without its head."""
    part = report.split(f"\n{title}\n")[1].split("\n\n")[0]
    return [re.split(r" {2,}", row.strip()) for row in part.splitlines() if not row.startswith("  (")][1:]


def logged(
    path: str, *, after: float, address: str = "192.0.2.7", agent: str = FIREFOX, status: int = 200
) -> str:
    moment = (T0 + timedelta(seconds=after)).strftime("%d/%b/%Y:%H:%M:%S +0000")
    return f'{address} - - [{moment}] "GET {path} HTTP/1.1" {status} 500 "-" "{agent}"\n'


def test_the_real_log_names_the_three_fake_googlebots_and_nobody_else(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    report = replay(MIXED, html=page)
    assert report.startswith("10,000 lines from 2015-05-17 10:05 to 2015-05-20 21:05 UTC")
    assert [row[:2] for row in table(report, "Fakes")] == [[address, "Googlebot"] for address in FAKES]
    assert ["Googlebot", "514"] in table(report, "Proved crawlers")
    told = page.read_text()
    assert all(f">{address}</th>" in told for address in FAKES)
    assert told.count("<svg") == 2
    assert "<script" not in told
    assert "default-src 'none'" in told


def test_every_line_is_accounted_for() -> None:
    report = replay(MIXED)
    judged, parts, unread = (
        int(number.replace(",", ""))
        for number in re.findall(r"([\d,]+) (?:requests judged|for parts|lines not read)", report)
    )
    assert (judged + parts + unread, unread) == (10_000, 0)
    assert sum(int(row[1].replace(",", "")) for row in table(report, "Actions")) == judged


def test_a_spider_is_stopped_and_a_reader_is_not(tmp_path: Path) -> None:
    spider = [logged(f"/p/thing-{n}/", after=n / 5, address="203.0.113.9") for n in range(600)]
    reader = [logged(f"/p/thing-{n % 7}/", after=n * 6, address="198.51.100.7") for n in range(20)]
    log = tmp_path / "access.log"
    log.write_text("".join(sorted(spider + reader, key=lambda text: text.split("[")[1])))
    worst = {row[0]: row for row in table(replay(log), "Worst visitors")}
    assert int(worst["203.0.113.9"][1]) > 500
    assert worst["198.51.100.7"][1:3] == ["0", "20"]


def test_a_trap_bans_for_ten_minutes_of_the_log(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    moments = [
        ("/", 0, FIREFOX),
        ("/collections/archive/", 10, FIREFOX),
        ("/", 11, CHROME),
        ("/", 609, CHROME),
    ]
    log.write_text(
        "".join(
            logged(path, after=after, agent=agent) for path, after, agent in [*moments, ("/", 611, CHROME)]
        )
    )
    report = replay(log)
    assert "1 bans" in report
    counts = {row[0]: int(row[1]) for row in table(report, "Actions")}
    assert (counts["allow"], counts["refuse"]) == (2, 3)


def test_other_sites_products_and_parts_can_be_named(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text("".join(logged(f"/artikel/{n}", after=n / 2, status=200) for n in range(119)))
    blind = replay(log)
    seeing = replay(log, product=["/artikel/"])
    assert "breadth-minute" not in blind
    assert "breadth-minute" in seeing
    assert "0 requests judged, 119 for parts" in replay(log, asset=["/Artikel/"])


def test_what_a_log_cannot_know_is_not_held_against_anybody(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text(logged("/", after=0))
    assert table(replay(log), "Reasons") == []


def test_compressed_files_and_several_of_them_are_read_as_one(tmp_path: Path) -> None:
    first, second = tmp_path / "a.log.gz", tmp_path / "b.log"
    first.write_bytes(gzip.compress(logged("/", after=0).encode()))
    second.write_text(logged("/", after=5) + "not a line\n\x1b[31mred\n")
    report = replay(first, second)
    assert report.startswith("4 lines")
    assert "2 requests judged, 0 for parts of pages, 2 lines not read" in report
    assert "\x1b" not in report


def test_an_agents_markup_stays_text(tmp_path: Path) -> None:
    log, page = tmp_path / "access.log", tmp_path / "report.html"
    log.write_text(logged("/collections/archive/", after=0, agent="<script>alert(1)</script>"))
    replay(log, html=page)
    assert "<script>alert" not in page.read_text()
    assert "&lt;script&gt;alert(1)" in page.read_text()


BROKEN = {
    "a file that is not there": (None, "No such file"),
    "a compressed file cut short": (gzip.compress(b"x" * 9_999)[:20], "ends too early"),
    "a compressed file that is none": (b"\x1f\x8b" + b"\0" * 50, "Unknown compression"),
}


@pytest.mark.parametrize(("content", "words"), BROKEN.values(), ids=BROKEN)
def test_broken_files_are_named(tmp_path: Path, content: bytes | None, words: str) -> None:
    log = tmp_path / "access.log.gz"
    if content is not None:
        log.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        replay(log)

"""Tell what a replay found: as tables for a terminal, and as a page that stands alone."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from botguard.engine.decide import STEPS
from botguard.engine.replay import Tally, Visitor
from scorecard.picture import Stack, bars_svg

STYLES = ("tokens", "base", "layout", "components/content")
STANDINGS = ("good", "unknown", "bad")
COLOURS = ("#3f8a5f", "#b9a77c", "#b3452f")
MOST_BARS = 120
HOUR = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of words under a title; a row's first cell names it."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def report_tables(tally: Tally, *, most: int) -> tuple[Table, ...]:
    """Return everything a replay found; of the worst visitors so many."""
    return (
        Table(title="Actions", head=("action", "requests", "share"), rows=_actions(tally)),
        Table(
            title="Reasons",
            head=("reason", "requests", "addresses", "points each"),
            rows=_reasons(tally),
            note="Points are hundredths of a factor ten in odds; the prior comes before them.",
        ),
        Table(title="Rooms", head=("room", *STEPS), rows=_rooms(tally)),
        Table(
            title="Fakes",
            head=("address", "claims", "requests", "country", "network"),
            rows=_fakes(tally),
            note="They call themselves a crawler from an address that is not its operator's.",
        ),
        Table(title="Proved crawlers", head=("crawler", "requests"), rows=_ranked(tally.verified)),
        Table(
            title="Doubtful crawlers",
            head=("crawler", "requests"),
            rows=_ranked(tally.doubtful),
            note="From their operator's network, but outside of the addresses it publishes today.",
        ),
        Table(
            title="Worst visitors",
            head=("address", "stopped", "of", "heaviest", "country", "reasons", "agent"),
            rows=tuple(_worst(visitor) for visitor in tally.worst(most)),
        ),
    )


def report_lines(tally: Tally, *, most: int) -> Iterator[str]:
    """Yield the report as lines; what would move the cursor of a terminal is shown, not sent."""
    yield from _summary(tally)
    yield from (f"  not read: {_printable(sample)}" for sample in tally.samples)
    for table in report_tables(tally, most=most):
        yield ""
        yield table.title
        if table.note:
            yield f"  ({table.note})"
        rows = [table.head, *(tuple(_printable(cell) for cell in row) for row in table.rows)]
        widths = [max(len(row[at]) for row in rows) for at in range(len(table.head))]
        for row in rows if table.rows else [("none",)]:
            yield (
                "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()
            )


def report_page(tally: Tally, *, files: Sequence[str], most: int) -> str:
    """Return the page: nothing in it comes from elsewhere, and it may run no script, whatever agents say."""
    return render_to_string(
        "botguard/replay.html",
        {
            "nonce": secrets.token_urlsafe(16),
            "styles": mark_safe(_styles()),  # noqa: S308  # our own files
            "files": files,
            "summary": list(_summary(tally)),
            "pictures": [mark_safe(_traffic_svg(tally)), mark_safe(_reasons_svg(tally))],  # noqa: S308  # ours, escaped
            "tables": report_tables(tally, most=most),
        },
    )


def _summary(tally: Tally) -> Iterator[str]:
    yield f"{tally.lines:,} lines from {_moment(tally.first_at)} to {_moment(tally.last_at)} UTC"
    yield f"{tally.judged:,} requests judged, {tally.unjudged:,} for parts of pages, {tally.unread:,} lines not read"
    yield f"{tally.bans:,} bans, {tally.keys_taken:,} keys taken back, {tally.bytes_stopped:,} bytes not sent"


def _actions(tally: Tally) -> tuple[tuple[str, ...], ...]:
    judged = max(1, tally.judged)
    return tuple((step, f"{tally.actions[step]:,}", f"{tally.actions[step] / judged:.1%}") for step in STEPS)


def _reasons(tally: Tally) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (code, number, f"{tally.code_visitors[code]:,}", f"{tally.points[code] / tally.codes[code]:+.0f}")
        for code, number in _ranked(tally.codes)
    )


def _rooms(tally: Tally) -> tuple[tuple[str, ...], ...]:
    rooms = sorted({room for room, _ in tally.rooms})
    return tuple((room, *(f"{tally.rooms[room, step]:,}" for step in STEPS)) for room in rooms)


def _fakes(tally: Tally) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            str(visitor.address),
            ", ".join(sorted(visitor.claims)),
            f"{visitor.codes['crawler-impostor']:,}",
            visitor.country,
            visitor.organisation,
        )
        for visitor in tally.impostors()
    )


def _worst(visitor: Visitor) -> tuple[str, ...]:
    return (
        str(visitor.address),
        f"{visitor.stopped:,}",
        f"{visitor.requests:,}",
        f"{visitor.worst:+}",
        visitor.country,
        ", ".join(code for code, _ in visitor.codes.most_common(3)),
        visitor.agent,
    )


def _ranked(counts: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return tuple((name, f"{number:,}") for name, number in ranked)


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text[:120])


def _traffic_svg(tally: Tally) -> str:
    hours = tally.traffic()
    step = max(1, -(-len(hours) // MOST_BARS))
    stacks = []
    for at in range(0, len(hours), step):
        part = hours[at : at + step]
        values = tuple(sum(each[place] for each in part) for place in (1, 2, 3))
        stacks.append(
            Stack(label=f"{datetime.fromtimestamp(part[0][0] * HOUR, UTC):%d %b %Hh}", values=values)
        )
    title = f"Requests in {step} h, by the standing of who sent them"
    return bars_svg(stacks, names=STANDINGS, colours=COLOURS, title=title)


def _reasons_svg(tally: Tally) -> str:
    ranked = sorted(tally.codes, key=lambda code: (-abs(tally.points[code]), code))[:5]
    stacks = [Stack(label=code, values=(tally.codes[code],)) for code in ranked]
    return bars_svg(stacks, names=("requests",), colours=COLOURS[1:2], title="The five heaviest reasons")


def _styles() -> str:
    found = (finders.find(f"design/{name}.css") for name in STYLES)
    return "\n".join(Path(path).read_text() for path in found if path)


def _moment(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M}"

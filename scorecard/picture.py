"""Draw stand-alone SVG pictures: no script, no style sheet, readable on light and dark paper.

Lines and words take the colour of the text around them (`currentColor`), or black where a picture stands alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from scorecard.metrics import Bin, Step

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 52, 48
INK = "#0b6e78"
TICKS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """One slot of a bar chart: its label, and a figure for each series."""

    label: str
    values: tuple[int, ...]


def reliability_svg(bins: Sequence[Bin], *, title: str) -> str:
    """Return what was said beside what came true, with 95 % intervals: on the diagonal, words can be believed."""
    parts = [*_axes("Said", "Came true"), _line(0, 0, 1, 1, dash=True)]
    for each in bins:
        parts.append(_line(each.said, each.low, each.said, each.high))
    points = " ".join(f"{_x(each.said):.1f},{_y(each.true):.1f}" for each in bins)
    parts.append(f'<polyline points="{points}" fill="none" stroke="{INK}" stroke-width="2"/>')
    most = max((each.count for each in bins), default=1)
    for each in bins:
        radius = 3 + 7 * (each.count / most) ** 0.5
        words = f"said {each.said:.0%}, came true {each.true:.0%} of {each.count}"
        parts.append(
            f'<circle cx="{_x(each.said):.1f}" cy="{_y(each.true):.1f}" r="{radius:.1f}" fill="{INK}">'
            f"<title>{words}</title></circle>"
        )
    summary = "; ".join(f"said {each.said:.0%}, true {each.true:.0%} of {each.count}" for each in bins)
    return _svg(title, summary, parts)


def roc_svg(steps: Sequence[Step], *, title: str) -> str:
    """Return the share of bad ones caught beside the share of good ones mistaken, for every threshold."""
    bad, good = (max(steps[-1].caught, 1), max(steps[-1].mistaken, 1)) if steps else (1, 1)
    places = [(0.0, 0.0), *((step.mistaken / good, step.caught / bad) for step in steps)]
    points = " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in places)
    line = f'<polyline points="{points}" fill="none" stroke="{INK}" stroke-width="2"/>'
    parts = [*_axes("Good ones mistaken", "Bad ones caught"), _line(0, 0, 1, 1, dash=True), line]
    return _svg(title, f"{bad} bad and {good} good cases", parts)


def bars_svg(stacks: Sequence[Stack], *, names: Sequence[str], colours: Sequence[str], title: str) -> str:
    """Return one bar for each stack, its series upon each other in their order, with a legend."""
    top = _round_up(max((sum(each.values) for each in stacks), default=1))
    slot = (WIDTH - LEFT - RIGHT) / max(1, len(stacks))
    parts = []
    for number in range(TICKS):
        share = number / (TICKS - 1)
        parts += [
            _line(0, share, 1, share, faint=True),
            _word(LEFT - 6, _y(share) + 4, f"{top * share:g}", "end"),
        ]
    for at, stack in enumerate(stacks):
        ground = 0
        for value, name, colour in zip(stack.values, names, colours, strict=True):
            if not value:
                continue
            height = (HEIGHT - TOP - BOTTOM) * value / top
            parts.append(
                f'<rect x="{LEFT + at * slot + slot * 0.1:.2f}" y="{_y(ground / top) - height:.2f}"'
                f' width="{slot * 0.8:.2f}" height="{height:.2f}" fill="{colour}">'
                f"<title>{escape(stack.label)}: {value} {escape(name)}</title></rect>"
            )
            ground += value
    # Counted from the end, so that the newest label is always there.
    for at in range(len(stacks) - 1, -1, -max(1, -(-len(stacks) // TICKS))):
        parts.append(_word(LEFT + (at + 0.5) * slot, HEIGHT - BOTTOM + 18, stacks[at].label, "middle"))
    x = LEFT
    for name, colour in zip(names, colours, strict=True):
        parts.append(f'<rect x="{x}" y="{HEIGHT - 18}" width="10" height="10" fill="{colour}"/>')
        parts.append(_word(x + 15, HEIGHT - 9, name, "start"))
        x += 30 + 8 * len(name)
    sums = [sum(each.values[at] for each in stacks) for at in range(len(names))]
    words = ", ".join(f"{number} {name}" for number, name in zip(sums, names, strict=True))
    return _svg(title, words, parts)


def _axes(x_label: str, y_label: str) -> list[str]:
    parts = []
    for number in range(TICKS):
        share = number / (TICKS - 1)
        parts += [
            _line(0, share, 1, share, faint=True),
            _word(LEFT - 6, _y(share) + 4, f"{share:.0%}", "end"),
            _word(_x(share), HEIGHT - BOTTOM + 18, f"{share:.0%}", "middle"),
        ]
    parts.append(_word((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, x_label, "middle"))
    parts.append(_word(4, TOP - 14, y_label, "start"))
    return parts


def _svg(title: str, summary: str, parts: Sequence[str]) -> str:
    parts = [_word(LEFT, 16, title, "start"), *parts]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' font-family="system-ui, sans-serif" font-size="12">'
        f"<title>{escape(title)}</title><desc>{escape(summary)}</desc>"
        f"{''.join(parts)}</svg>"
    )


def _x(share: float) -> float:
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _line(x1: float, y1: float, x2: float, y2: float, *, dash: bool = False, faint: bool = False) -> str:
    extra = ' stroke-dasharray="4 4"' if dash else ""
    return (
        f'<line x1="{_x(x1):.1f}" y1="{_y(y1):.1f}" x2="{_x(x2):.1f}" y2="{_y(y2):.1f}" stroke="currentColor"'
        f' stroke-opacity="{0.15 if faint else 0.5}"{extra}/>'
    )


def _word(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="currentColor" text-anchor="{anchor}">{escape(text)}</text>'


def _round_up(highest: float) -> float:
    """Return a round number at or above: 1, 2, 4 or 8 times a power of ten."""
    power = 1.0
    while True:
        for step in (1, 2, 4, 8):
            if step * power >= highest:
                return step * power
        power *= 10

"""Turn figures over time into places on a plot, in percent; templates draw them as SVG."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

CEILING = 8.0  # percent left free above the highest value, for its label
GAP = 0.22  # of a bar's slot
X_TICKS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A word at a place of an axis."""

    place: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A line of the legend."""

    name: str
    tone: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One drawn series; `area` closes it to the ground, or is empty."""

    tone: str
    points: str
    area: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar, or a part of a stacked one."""

    x: float
    y: float
    width: float
    height: float
    tone: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """Everything a plot's template wants."""

    title: str
    summary: str
    legend: tuple[Key, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    series: tuple[Line, ...] = ()
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Named figures, one for each label of the x axis."""

    name: str
    tone: str
    values: tuple[int, ...]


def nice_top(highest: float) -> int:
    """Return a round number at or above the highest value: an even figure times a power of ten, to be halved."""
    if highest <= 2:
        return 2
    power = 1
    while True:
        for step in (2, 4, 6, 8, 10):
            if step * power >= highest:
                return step * power
        power *= 10


def draw_lines(
    title: str,
    *,
    summary: str,
    labels: Sequence[str],
    series: Sequence[Series],
    show: Callable[[int], str] = str,
) -> Plot:
    """Return a plot of one line for each series; the first one is filled to the ground."""
    top = nice_top(max((value for each in series for value in each.values), default=0))
    places = _spread(len(labels))
    lines = []
    for number, each in enumerate(series):
        points = [f"{x:g},{_height(value, top):g}" for x, value in zip(places, each.values, strict=True)]
        area = (
            f"M{places[0]:g},100 L{' L'.join(points)} L{places[-1]:g},100 Z" if points and number == 0 else ""
        )
        lines.append(Line(tone=each.tone, points=" ".join(points), area=area))
    return Plot(
        title=title,
        summary=summary,
        legend=_legend(series, show),
        x_ticks=_x_ticks(labels, places),
        y_ticks=_y_ticks(top, show),
        columns=("When", *(each.name for each in series)),
        rows=_rows(labels, series, show),
        series=tuple(lines),
    )


def draw_bars(
    title: str,
    *,
    summary: str,
    labels: Sequence[str],
    series: Sequence[Series],
    show: Callable[[int], str] = str,
) -> Plot:
    """Return a plot of one bar for each label, stacked from the series in their order."""
    sums = [sum(each.values[at] for each in series) for at in range(len(labels))]
    top = nice_top(max(sums, default=0))
    slot = 100 / len(labels) if labels else 100.0
    bars = []
    for at, label in enumerate(labels):
        ground = 0
        for each in series:
            value = each.values[at]
            if value:
                upper = _height(ground + value, top)
                bars.append(
                    Bar(
                        x=round(at * slot + slot * GAP / 2, 3),
                        y=upper,
                        width=round(slot * (1 - GAP), 3),
                        height=round(_height(ground, top) - upper, 3),
                        tone=each.tone,
                        title=f"{label}: {show(value)} {each.name.lower()}",
                    )
                )
                ground += value
    return Plot(
        title=title,
        summary=summary,
        legend=_legend(series, show),
        x_ticks=_x_ticks(labels, [round((at + 0.5) * slot, 3) for at in range(len(labels))]),
        y_ticks=_y_ticks(top, show),
        columns=("When", *(each.name for each in series)),
        rows=_rows(labels, series, show),
        bars=tuple(bars),
    )


def _spread(count: int) -> list[float]:
    return [round(100 * at / max(1, count - 1), 3) for at in range(count)]


def _height(value: float, top: int) -> float:
    return round(100 - (100 - CEILING) * value / top, 3)


def _legend(series: Sequence[Series], show: Callable[[int], str]) -> tuple[Key, ...]:
    return tuple(Key(name=each.name, tone=each.tone, value=show(sum(each.values))) for each in series)


def _x_ticks(labels: Sequence[str], places: Sequence[float]) -> tuple[Tick, ...]:
    if not labels:
        return ()
    step = max(1, -(-len(labels) // X_TICKS))
    # Counted from the end, so that the newest label is always there.
    chosen = sorted({*range(len(labels) - 1, -1, -step)})
    return tuple(Tick(place=places[at], label=labels[at]) for at in chosen)


def _y_ticks(top: int, show: Callable[[int], str]) -> tuple[Tick, ...]:
    return tuple(
        Tick(place=_height(value, top), label=show(value) if value else "") for value in (0, top // 2, top)
    )


def _rows(
    labels: Sequence[str], series: Sequence[Series], show: Callable[[int], str]
) -> tuple[tuple[str, ...], ...]:
    return tuple((label, *(show(each.values[at]) for each in series)) for at, label in enumerate(labels))[
        ::-1
    ]

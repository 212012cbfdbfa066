"""Read traffic over time as a plot, and the tables beside it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from backoffice.engine.plot import Plot, Series, draw_lines
from botguard.queries import (
    NetworkShare,
    Share,
    TrafficPoint,
    top_networks,
    traffic,
    traffic_by_action,
    traffic_by_room,
)

GEO_OLD_DAYS = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How far back a plot reaches, and in what steps."""

    label: str
    length: timedelta
    bucket: timedelta
    wording: str

    def since(self, *, now: datetime) -> datetime:
        """Return where the span begins: at a whole step, so that a live plot does not tremble."""
        return self.until(now=now) - self.length

    def until(self, *, now: datetime) -> datetime:
        """Return where it ends: with the step that has begun."""
        step = self.bucket.total_seconds()
        return now + timedelta(seconds=step - now.timestamp() % step)


SPANS = {
    "hour": Span(label="Hour", length=timedelta(hours=1), bucket=timedelta(minutes=1), wording="%H:%M"),
    "": Span(label="Day", length=timedelta(days=1), bucket=timedelta(minutes=30), wording="%H:%M"),
    "week": Span(label="Week", length=timedelta(days=7), bucket=timedelta(hours=3), wording="%-d %b"),
    "month": Span(label="Month", length=timedelta(days=30), bucket=timedelta(hours=12), wording="%-d %b"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What the live page shows of a span."""

    plot: Plot
    total: Share
    rooms: tuple[Share, ...]
    actions: tuple[Share, ...]
    networks: tuple[NetworkShare, ...]


def overview(*, span: Span, now: datetime, room: str = "", action: str = "", by_operator: bool) -> Overview:
    """Return the plot, its sums by room and by action, and where the visits came from."""
    since, until = span.since(now=now), span.until(now=now)
    points = traffic(since, until, span.bucket, room=room, action=action)
    return Overview(
        plot=_plot(points, span),
        total=Share(
            name="",
            good=sum(point.good for point in points),
            unknown=sum(point.unknown for point in points),
            bad=sum(point.bad for point in points),
        ),
        rooms=traffic_by_room(since, until, action=action),
        actions=traffic_by_action(since, until, room=room),
        networks=top_networks(since, by_operator=by_operator),
    )


def traffic_plot(*, span: Span, now: datetime) -> Plot:
    """Return the plot of a span: what was good, unknown and bad."""
    return _plot(traffic(span.since(now=now), span.until(now=now), span.bucket), span)


def _plot(points: tuple[TrafficPoint, ...], span: Span) -> Plot:
    good, unknown, bad = (
        tuple(getattr(point, standing) for point in points) for standing in ("good", "unknown", "bad")
    )
    return draw_lines(
        "Traffic",
        summary=f"Requests over time: {sum(good):,} good, {sum(unknown):,} unknown, {sum(bad):,} bad.",
        labels=[timezone.localtime(point.at).strftime(span.wording) for point in points],
        series=[
            Series(name="Good", tone="green", values=good),
            Series(name="Unknown", tone="grey", values=unknown),
            Series(name="Bad", tone="red", values=bad),
        ],
        show=lambda count: f"{count:,}",
    )

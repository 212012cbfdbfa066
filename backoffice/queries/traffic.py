"""Read traffic over time as a plot."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from backoffice.engine.plot import Plot, Series, draw_lines
from botguard.queries import traffic

GEO_OLD_DAYS = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How far back a plot reaches, and in what steps."""

    label: str
    length: timedelta
    bucket: timedelta
    wording: str


SPANS = {
    "": Span(label="Day", length=timedelta(days=1), bucket=timedelta(minutes=30), wording="%H:%M"),
    "week": Span(label="Week", length=timedelta(days=7), bucket=timedelta(hours=3), wording="%-d %b"),
    "month": Span(label="Month", length=timedelta(days=30), bucket=timedelta(hours=12), wording="%-d %b"),
}


def traffic_plot(*, span: Span, until: datetime) -> Plot:
    """Return the plot of a span: what was good, unknown and bad."""
    points = traffic(until - span.length, until, span.bucket)
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

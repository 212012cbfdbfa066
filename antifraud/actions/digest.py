"""Tell the shop what silent cancelling did: each week in a digest, and within a minute when it paused itself."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from antifraud import conf, queries
from antifraud.engine.decide import paused
from antifraud.engine.outcome import GOOD
from antifraud.models import Assessment, Notice, OrderRecord
from outbox.actions import publish

DIGEST = "silent-digest"
PAUSE = "silent-pause"
WEEK = timedelta(days=7)
LISTED = 50


def tell_week(*, now: datetime) -> bool:
    """Mail what silent cancelling did in the last whole week (Monday to Monday, UTC), once; return whether it did.

    A week in which it neither took nor kept back an order is passed over.
    """
    until = (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    since = until - WEEK
    said = Assessment.objects.filter(assessed_at__gte=since, assessed_at__lt=until).filter(
        would__in=("shadow-cancel", "hold")
    )
    rows = [row for row in said.order_by("pk") if any(match["effect"] == "block" for match in row.matched)]
    if not rows:
        return False
    year, week, _ = since.isocalendar()
    return _tell(
        DIGEST,
        f"{year}-W{week:02}",
        subject=f"What the silent blocklist did in week {week}",
        text=_digest(rows, since=since),
        now=now,
    )


def tell_pause(*, now: datetime) -> bool:
    """Mail that silent cancelling has paused itself, once a day at most; return whether it did."""
    if conf.mode() != "enforce":
        return False
    why = paused(queries.cancel_rate(now=now), policy=conf.policy().policy)
    if not why:
        return False
    text = (
        f"Silent cancelling has paused itself: {why}.\n\n"
        "Until the count falls, orders that match the blocklist wait in the review queue instead. Please look there,\n"
        "and at the entries that hit most: an entry that covers a shared network hits good customers, too."
    )
    return _tell(PAUSE, f"{now:%Y-%m-%d}", subject="Silent cancelling has paused itself", text=text, now=now)


def _tell(code: str, period: str, *, subject: str, text: str, now: datetime) -> bool:
    with transaction.atomic():
        _, is_news = Notice.objects.get_or_create(code=code, period=period, defaults={"told_at": now})
        if is_news:
            mail = {"to": settings.SHOP_EMAIL, "subject": subject, "text": text, "html": ""}
            publish("mail", mail, now=now)
    return is_news


def _digest(rows: Iterable[Assessment], *, since: datetime) -> str:
    # An order that was assessed again counts once, as it was judged last.
    latest = {row.reference: row for row in rows}
    taken = [row for row in latest.values() if row.recommendation == "shadow-cancel"]
    would = [row for row in latest.values() if row.would == "shadow-cancel" and row.recommendation == "clear"]
    kept = [row for row in latest.values() if row.recommendation == "hold"]
    records = OrderRecord.objects.in_bulk([row.reference for row in taken], field_name="reference")
    mistakes = [each.reference for each in records.values() if each.outcome in GOOD]
    entries = Counter(
        match["entry_id"] for row in taken for match in row.matched if match["effect"] == "block"
    )
    lines = [
        f"The week from {since:%-d %B %Y}:",
        "",
        f"Orders cancelled silently: {len(taken)}",
        f"Orders that matched the blocklist and wait for a person instead: {len(kept)}",
        f"Orders it would have cancelled, but only observed: {len(would)}",
        f"Cancelled orders that turned out to be good: {len(mistakes)}",
    ]
    if entries:
        lines += ["", "Entries that hit:"]
        lines += [f"  #{entry_id}: {count}" for entry_id, count in entries.most_common(LISTED)]
    if taken:
        numbers = sorted(row.reference for row in taken)
        lines += ["", "Orders cancelled silently:", *(f"  {number}" for number in numbers[:LISTED])]
        if len(numbers) > LISTED:
            lines.append(f"  and {len(numbers) - LISTED} more")
        lines += ["", "Each can be reinstated on its page, with its stock taken anew if it went back."]
    return "\n".join(lines)

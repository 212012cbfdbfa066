"""Accuracy: how right judgements were, what mistakes cost, and what has moved since."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from antifraud.queries import accuracy
from antifraud.queries.rule import quiet_rules
from backoffice.queries.review_time import review_time
from backoffice.views.door import office_page, page
from shop.engine.money import Money

SPANS = {"30": "30 days", "90": "90 days", "365": "A year"}
USUAL = "90"


@require_safe
@office_page("accounts.see_orders")
def show(request: HttpRequest) -> HttpResponse:
    """Render the figures of a period that staff choose."""
    now = timezone.now()
    span = request.GET.get("days", "")
    span = span if span in SPANS else USUAL
    since = now - timedelta(days=int(span))
    found = accuracy.accuracy(since=since, now=now)
    drift = accuracy.drift(now=now)
    review = review_time(since=since, now=now)
    return page(
        request,
        "backoffice/accuracy.html",
        {
            "spans": [(key, label, key == span) for key, label in SPANS.items()],
            "found": found,
            "is_cut": found.orders >= accuracy.MOST_ORDERS,
            "held": [str(Money(minor, currency)) for currency, minor in found.held_minor],
            "held_note": _counted(found.held_good, "good order"),
            "review": review,
            "review_note": _counted(review.decisions, "decision"),
            "moved": [each for each in drift if each.psi >= 0.01],
            "has_drift": bool(drift),
            "fewest": accuracy.FEWEST,
            "quiet": quiet_rules(now=now),
        },
    )


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"

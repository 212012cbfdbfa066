"""Words of the back office's templates: states, signed points, money, changes over time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format

from antifraud.engine.cause import SENTENCES
from backoffice.engine import wording
from backoffice.engine.panel import duration
from backoffice.engine.wording import Word
from botguard.queries import Share
from checkout.models import Order, OrderEvent
from shop.engine.money import Money

register = template.Library()
WORDS: Mapping[str, Mapping[str, Word]] = {
    "level": wording.LEVELS,
    "review": wording.REVIEW,
    "status": wording.STATUS,
    "payment": wording.PAYMENT,
    "fulfilment": wording.FULFILMENT,
    "method": wording.METHODS,
    "standing": wording.STANDINGS,
    "tier": wording.TIERS,
}
EVENT_TONES = {
    "shadow-cancelled": "red",
    "cancelled": "red",
    "refused": "red",
    "rejected": "red",
    "charged-back": "red",
    "authorised": "brass",
    "taken": "brass",
    "held": "amber",
    "cleared": "green",
    "delivered": "green",
    "paid": "green",
    "reinstated": "brass",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One event as the timeline shows it."""

    at: str
    text: str
    who: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """A change against the time before; empty when there was nothing to compare with."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a bar, in percent."""

    tone: str
    x: str
    width: str


register.filter("signed", wording.signed)


@register.filter
def of(found: Mapping[str, object], key: str) -> object | None:
    """Return what a mapping holds for a key, or None."""
    return found.get(key)


@register.simple_tag
def word(axis: str, value: str) -> Word:
    """Return how staff read a state; one that is new to this page is shown as it is."""
    return WORDS[axis].get(value) or Word(text=value, tone="neutral")


@register.simple_tag
def parcel(order: Order) -> Word:
    """Return how staff read where a parcel is: only what may leave is to be packed."""
    if order.status == Order.Status.CANCELLED:
        return wording.STATUS["cancelled"]
    is_payable = order.payment_status == "paid" or order.payment_method == "cash-on-delivery"
    if order.fulfilment == "waiting" and not (order.review == "cleared" and is_payable):
        return wording.NOT_YET
    return word("fulfilment", order.fulfilment)


@register.simple_tag
def guard_word(action: str, is_enforced: bool) -> Word:
    """Return how staff read what the guard did, or would have done."""
    return wording.guard_action(action, is_enforced=is_enforced)


@register.filter
def network_kind(kind: str) -> str:
    """Return how staff read what lives at an address."""
    return wording.KINDS.get(kind, kind)


@register.filter
def pause(seconds: float | None) -> str:
    """Return the time between two steps as people read it; nothing before the first."""
    if seconds is None:
        return ""
    return f"{seconds:.1f} s" if seconds < 60 else duration(seconds)


@register.simple_tag
def shares_of(share: Share) -> list[Part]:
    """Return the pieces of a bar: good, unknown, bad."""
    parts, x = [], 0.0
    for tone, number in (("green", share.good), ("grey", share.unknown), ("red", share.bad)):
        width = 100 * number / share.total if share.total else 0.0
        if width:
            parts.append(Part(tone=tone, x=f"{x:.2f}", width=f"{width:.2f}"))
        x += width
    return parts


@register.simple_tag
def money(minor: int, currency: str) -> str:
    """Return an amount as people read it."""
    return str(Money(minor, currency))


@register.simple_tag
def money_times(minor: int, count: int, currency: str) -> str:
    """Return so many of an amount as people read it."""
    return str(Money(minor, currency) * count)


@register.simple_tag
def rise(now: int, before: int) -> Delta:
    """Return by how much a figure rose or fell."""
    if not before:
        return Delta(text="", tone="grey")
    percent = round(100 * (now - before) / before)
    text = f"+{percent} %" if percent > 0 else f"{percent} %".replace("-", "−")
    return Delta(text=text, tone="green" if percent > 0 else "red" if percent < 0 else "grey")


@register.filter
def because(cause: str) -> str:
    """Return why an order was judged, to go on after "because"; nothing where it was not written down."""
    return SENTENCES.get(cause, "")


@register.simple_tag
def events(rows: Iterable[OrderEvent]) -> list[Told]:
    """Return an order's history as the timeline wants it."""
    return [
        Told(
            at=_moment(row.at),
            text=row.sentence,
            who=str(row.actor) if row.actor else "the shop",
            tone=EVENT_TONES.get(row.code, "neutral"),
        )
        for row in rows
    ]


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j M Y, H:i")

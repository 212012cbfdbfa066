"""What a person decides in review: clear or reject an order, by a code, or put it aside for a while."""

from datetime import datetime, timedelta

from checkout.actions.audited import audited, must
from checkout.actions.change import NotPossible, change
from checkout.actions.money import (
    authorisation_lasts,
    capture_if_cleared,
    give_back,
    start_giving_back,
    voided,
)
from checkout.actions.outcome import tell_outcome
from checkout.actions.release import put_back
from checkout.engine.review import BY_NAME, Code, Verdict, snoozed_until
from checkout.models import Order, Payment, ReviewDecision

# Where a decision leaves an order's review.
VERDICTS = {"clear": "cleared", "reject": "rejected"}


class UnknownCode(LookupError):
    """No such decision has this code."""


class DecidedAlready(NotPossible):
    """Somebody decided while another still looked at the order as it was."""


def clear(order_id: int, *, code: str, actor_id: int, now: datetime, note: str = "", seen: str = "") -> None:
    """Let an order go out. `seen` is where its review stood when the person who decides looked at it.

    :raises UnknownCode: for a code that does not clear
    :raises DecidedAlready: when its review stands elsewhere by now
    :raises NotPossible: when it is cancelled; reinstate it instead
    """
    why = _code(code, verdict="clear")
    with audited(order_id, "order-clear", actor_id=actor_id, now=now, reason=note, code=code) as order:
        _must_be_as(seen, order)
        must(order.status == Order.Status.OPEN, "A cancelled order is reinstated, not cleared.")
        must(order.review != Order.Review.CLEARED, "The order is cleared already.")
        _decide(order, why, note=note, actor_id=actor_id, now=now)
        change(
            order,
            {"review": "cleared"},
            code="cleared",
            sentence=_sentence("Cleared by staff", why, note),
            now=now,
            actor_id=actor_id,
            fields={"snoozed_until": None},
        )
        tell_outcome(order, why.outcome, now=now)
        capture_if_cleared(order, now=now)


def reject(order_id: int, *, code: str, actor_id: int, now: datetime, note: str = "", seen: str = "") -> None:
    """Cancel an order openly for what its shopper is, put its stock back on sale, and let go of a card's money.

    :raises UnknownCode: for a code that does not reject
    :raises DecidedAlready: when its review stands elsewhere by now than where it was `seen`
    :raises NotPossible: when it has left the house, or was cancelled before
    """
    why = _code(code, verdict="reject")
    with audited(order_id, "order-reject", actor_id=actor_id, now=now, reason=note, code=code) as order:
        _must_be_as(seen, order)
        must(order.status == Order.Status.OPEN, "The order is not open.")
        must(order.fulfilment == Order.Fulfilment.WAITING, "The parcel has left the house.")
        _decide(order, why, note=note, actor_id=actor_id, now=now)
        put_back(order, now=now)
        sentence = _sentence("Rejected by staff", why, note)
        change(
            order,
            {"status": "cancelled", "fulfilment": "released", "review": "rejected", **voided(order)},
            code="rejected",
            sentence=sentence,
            now=now,
            actor_id=actor_id,
            fields={
                "is_holding_stock": False,
                "release_at": None,
                "snoozed_until": None,
                "review_reason": sentence[:300],
            },
        )
        if why.outcome:
            tell_outcome(order, why.outcome, now=now)
        due = start_giving_back(order)
    give_back(due, now=now)


def snooze(order_id: int, *, lasts: timedelta, actor_id: int, now: datetime) -> datetime:
    """Take a held order out of the queue for a while, and return until when.

    :raises NotPossible: when it does not wait in review
    """
    with audited(order_id, "order-snooze", actor_id=actor_id, now=now) as order:
        is_waiting = order.status == Order.Status.OPEN and order.review == Order.Review.HELD
        must(is_waiting, "Only an order in review can be put aside.")
        authorised = order.payments.filter(status=Payment.Status.AUTHORISED).first()
        ends = [order.release_at] if order.release_at else []
        if authorised is not None and authorised.settled_at is not None:
            ends.append(authorised.settled_at + authorisation_lasts())
        until = snoozed_until(lasts, ends_at=min(ends, default=None), now=now)
        change(
            order,
            {},
            code="snoozed",
            sentence=f"Put aside until {until:%d.%m.%Y %H:%M} UTC.",
            now=now,
            actor_id=actor_id,
            fields={"snoozed_until": until},
        )
    return until


def _code(name: str, *, verdict: Verdict) -> Code:
    code = BY_NAME.get(name)
    if code is None or code.verdict != verdict:
        raise UnknownCode(name)
    return code


def _must_be_as(seen: str, order: Order) -> None:
    """Refuse a decision that was taken on an older page: the colleague's word stands until somebody looks again."""
    if not seen or order.review == seen:
        return
    last = order.decisions.select_related("actor").order_by("-decided_at", "-pk").first()
    if last is None or VERDICTS[last.verdict] != order.review:
        raise DecidedAlready(
            f"It is {order.get_review_display().lower()} by now. Nothing was changed: look again."
        )
    who = last.actor.get_username() if last.actor else "Somebody"
    raise DecidedAlready(
        f"{who} decided already, at {last.decided_at:%H:%M} UTC: {order.review} ({BY_NAME[last.code].label.lower()}). "
        "Nothing was changed: look again."
    )


def _decide(order: Order, why: Code, *, note: str, actor_id: int, now: datetime) -> None:
    ReviewDecision.objects.create(
        order=order,
        verdict=why.verdict,
        code=why.name,
        note=note[:200],
        held_at=order.held_at,
        decided_at=now,
        actor_id=actor_id,
    )


def _sentence(verb: str, why: Code, note: str) -> str:
    return f"{verb}: {why.label.lower()}. {note}".strip()

"""Match a bank statement's payments with orders by their reference, and write down those that fit."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings

from checkout.actions import staff
from checkout.engine.statement import StatementLine, parse_statement
from checkout.models import Order
from shop.engine.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """A payment and what it is for; only what `fits` is written down."""

    line: StatementLine
    amount: Money | None
    number: str
    sentence: str
    fits: bool = False
    is_taken: bool = False


def match_statement(text: str) -> tuple[Matched, ...]:
    """Return what a statement's payments are for; nothing is changed.

    :raises checkout.engine.statement.UnreadableStatement: when it cannot be read
    """
    lines = parse_statement(text, exponent=Money.zero(settings.SHOP_CURRENCY).exponent)
    numbers = {number for line in lines for number in line.numbers}
    orders = {order.number: order for order in Order.objects.filter(number__in=numbers)}
    seen: set[str] = set()
    return tuple(_matched(line, orders, seen) for line in lines)


def take_statement(text: str, *, actor_id: int, now: datetime) -> tuple[Matched, ...]:
    """Write down the payments that fit, each in a transaction of its own; sent again, it finds them written down.

    :raises checkout.engine.statement.UnreadableStatement: when it cannot be read; nothing was changed
    """
    return tuple(_take(each, actor_id=actor_id, now=now) for each in match_statement(text))


def _matched(line: StatementLine, orders: dict[str, Order], seen: set[str]) -> Matched:
    amount = None if line.minor is None else Money(line.minor, settings.SHOP_CURRENCY)
    order = _first(line.numbers, orders)
    number = "" if order is None else order.number
    sentence = line.problem or _problem(order, amount, is_double=number in seen)
    if not sentence and order is not None:
        seen.add(number)
        word = (
            "It opens the order again, for review." if order.status == Order.Status.CANCELLED else "It fits."
        )
        return Matched(line=line, amount=amount, number=number, sentence=word, fits=True)
    return Matched(line=line, amount=amount, number=number, sentence=sentence)


def _first(numbers: Iterable[str], orders: dict[str, Order]) -> Order | None:
    return next((orders[number] for number in numbers if number in orders), None)


def _problem(order: Order | None, amount: Money | None, *, is_double: bool) -> str:
    """Return why a payment cannot be written down, or nothing."""
    if amount is None or amount.minor <= 0:
        return "No money came in."
    if order is None:
        return "No order's number is named."
    if order.payment_method != Order.Method.BANK_TRANSFER:
        return "This order is not paid by bank transfer."
    if is_double or order.payment_status not in {"pending", "failed"}:
        return "The order is paid already: is this a second payment?"
    if amount != order.total:
        return f"The order comes to {order.total}: look at it by hand."
    return ""


def _take(found: Matched, *, actor_id: int, now: datetime) -> Matched:
    if not found.fits:
        return found
    order_id = Order.objects.values_list("pk", flat=True).get(number=found.number)
    try:
        staff.mark_paid(order_id, actor_id=actor_id, now=now)
    except (staff.NotPossible, staff.OrderMoved, staff.TooLate) as error:
        return replace(found, fits=False, sentence=str(error))
    return replace(found, is_taken=True, sentence="Written down.")

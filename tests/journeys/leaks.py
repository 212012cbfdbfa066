"""Leaks that were seen in shops which cancel in silence, each to be put in and found."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import thread_time

import pytest
from django.core.mail import send_mail
from django.http import HttpResponse

from antifraud.models import ListEntry
from checkout import public
from checkout.actions import erasure, mail, place, review
from checkout.actions.release import put_back
from checkout.models import Coupon, Order
from checkout.queries.person import Person
from checkout.views import order as order_views
from checkout.views import rights
from tests.journeys.twin import BLOCKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """A way to put a leak in, where it shows (the beginning of what was seen), and how long one must wait for it."""

    put: Callable[[pytest.MonkeyPatch], None]
    where: str
    later: tuple[timedelta, ...] = ()
    is_forgotten: bool = False  # whether one must ask to be


def _is_silent(token: str) -> bool:
    return Order.objects.get(token=token).review == "shadow-cancelled"


def _after_cancelling(patch: pytest.MonkeyPatch, then: Callable[[Order, object], object]) -> None:
    cancel = review.cancel_silently

    def leaky(order: Order, *, reason: str, now: object) -> None:
        cancel(order, reason=reason, now=now)  # type: ignore[arg-type]  # handed through
        then(order, now)

    patch.setattr(review, "cancel_silently", leaky)


def _on_the_page(patch: pytest.MonkeyPatch, alter: Callable[[HttpResponse], object]) -> None:
    page = order_views._page

    def leaky(request: object, template: str, order: public.PublicOrder) -> object:
        response = page(request, template, order)  # type: ignore[arg-type]  # handed through
        if _is_silent(order.token):
            alter(response)
        return response

    patch.setattr(order_views, "_page", leaky)


def _before_placing(patch: pytest.MonkeyPatch, first: Callable[[Order], object]) -> None:
    record = place.record

    def both(order: Order, **said: object) -> None:
        first(order)
        record(order, **said)  # type: ignore[arg-type]  # handed through

    patch.setattr(place, "record", both)


def suppress_the_mail(patch: pytest.MonkeyPatch) -> None:
    """Send listed shoppers no receipt."""
    send = mail.send_receipt

    def leaky(order_id: int) -> None:
        if Order.objects.get(pk=order_id).client_address != BLOCKED:
            send(order_id)

    patch.setattr(mail, "send_receipt", leaky)


def mail_that_it_is_cancelled(patch: pytest.MonkeyPatch) -> None:
    """Send a second mail that says so."""
    _after_cancelling(
        patch, lambda order, now: send_mail("Your order was cancelled", "Sorry.", None, [order.email])
    )


def say_cancelled(patch: pytest.MonkeyPatch) -> None:
    """Compute the public status from the order's own."""
    status = public._status
    patch.setattr(
        public, "_status", lambda order: "cancelled" if order.status == "cancelled" else status(order)
    )


def put_stock_back_at_once(patch: pytest.MonkeyPatch) -> None:
    """Cancel as openly cancelled orders are."""

    def back(order: Order, now: object) -> None:
        put_back(order, now=now)  # type: ignore[arg-type]  # handed through
        Order.objects.filter(pk=order.pk).update(is_holding_stock=False)

    _after_cancelling(patch, back)


def keep_stock_for_ever(patch: pytest.MonkeyPatch) -> None:
    """Forget the hold."""
    _after_cancelling(patch, lambda order, now: Order.objects.filter(pk=order.pk).update(release_at=None))


def give_stock_back_early(patch: pytest.MonkeyPatch) -> None:
    """End the hold a day before an unpaid order's."""

    def sooner(order: Order, now: object) -> None:
        Order.objects.filter(pk=order.pk).update(release_at=order.placed_at + timedelta(days=6))

    _after_cancelling(patch, sooner)


def give_the_coupon_back(patch: pytest.MonkeyPatch) -> None:
    """Let the coupon be used again."""
    _after_cancelling(patch, lambda order, now: Coupon.objects.update(used=0))


def leave_it_out_of_the_account(patch: pytest.MonkeyPatch) -> None:
    """List what counts as revenue only."""
    patch.setattr(public, "_orders", lambda: Order.objects.revenue().prefetch_related("lines"))


def count_without_it(patch: pytest.MonkeyPatch) -> None:
    """Show the order, but count it not."""
    found = public.orders_of_customer

    def leaky(customer_id: int, *, start: int = 0, most: int = 20) -> public.PublicOrderPage:
        page = found(customer_id, start=start, most=most)
        return public.PublicOrderPage(orders=page.orders, count=Order.objects.revenue().count())

    patch.setattr("checkout.api.order.orders_of_customer", leaky)


def look_the_address_up_while_placing(patch: pytest.MonkeyPatch) -> None:
    """Consult the blocklist on the request."""

    def ask(order: Order) -> None:
        if ListEntry.objects.filter(value=order.client_address).exists():
            Order.objects.filter(pk=order.pk).exists()

    _before_placing(patch, ask)


def answer_slower(patch: pytest.MonkeyPatch, *, seconds: float) -> None:
    """Take longer for who is listed; test_timing.py must find it."""

    def dawdle(order: Order) -> None:
        until = thread_time() + seconds
        while order.client_address == BLOCKED and thread_time() < until:
            pass

    _before_placing(patch, dawdle)


def mark_the_page_with_a_header(patch: pytest.MonkeyPatch) -> None:
    """Say it in a header."""
    _on_the_page(patch, lambda response: response.__setitem__("X-Order-State", "2"))


def mark_the_page_with_a_cookie(patch: pytest.MonkeyPatch) -> None:
    """Say it in a cookie."""
    _on_the_page(patch, lambda response: response.set_cookie("seen", "1"))


def mark_the_page_with_an_etag(patch: pytest.MonkeyPatch) -> None:
    """Say it in the page's tag."""
    _on_the_page(patch, lambda response: response.__setitem__("ETag", '"cancelled"'))


def leave_a_picture_out(patch: pytest.MonkeyPatch) -> None:
    """Leave out what is counted by a picture, as shops do with orders that are no sale."""

    def without(response: HttpResponse) -> None:
        response.content = response.content.replace(b"<h1>", b"<h1 class=x>", 1)

    _on_the_page(patch, without)


def tell_it_in_the_copy_of_their_data(patch: pytest.MonkeyPatch) -> None:
    """Let people read the review in the copy of their data."""
    told = rights.visits_of

    def leaky(person: Person) -> dict[str, dict[str, object]]:
        reviews = dict(Order.objects.values_list("number", "review"))
        return {number: {**visit, "review": reviews[number]} for number, visit in told(person).items()}

    patch.setattr(rights, "visits_of", leaky)


def forget_it_sooner(patch: pytest.MonkeyPatch) -> None:
    """Erase silently cancelled orders at once: nobody waits for them."""
    is_ready = erasure._is_ready

    def leaky(order: Order, *, now: datetime) -> bool:
        return order.review == "shadow-cancelled" or is_ready(order, now=now)

    patch.setattr(erasure, "_is_ready", leaky)


LEAKS: dict[str, Leak] = {
    "no mail is sent": Leak(put=suppress_the_mail, where="mail to"),
    "a mail says cancelled": Leak(put=mail_that_it_is_cancelled, where="number of mails"),
    "the account says cancelled": Leak(put=say_cancelled, where="/account/orders/"),
    "the API says cancelled": Leak(put=say_cancelled, where="/api/v1/orders/…/"),
    "the stock goes back at once": Leak(put=put_stock_back_at_once, where="stock probe"),
    "the stock never goes back": Leak(
        put=keep_stock_for_ever, where="stock probe", later=(timedelta(days=8),)
    ),
    "the stock goes back a day early": Leak(
        put=give_stock_back_early, where="stock probe", later=(timedelta(days=6, hours=1),)
    ),
    "the coupon may be used again": Leak(put=give_the_coupon_back, where="coupon probe"),
    "the order is missing from the account": Leak(put=leave_it_out_of_the_account, where="/account/orders/"),
    "the count leaves the order out": Leak(put=count_without_it, where="/api/v1/orders/ "),
    "placing asks the blocklist": Leak(put=look_the_address_up_while_placing, where="place"),
    "a header gives it away": Leak(put=mark_the_page_with_a_header, where="/orders/"),
    "a cookie gives it away": Leak(put=mark_the_page_with_a_cookie, where="/orders/"),
    "the page's tag gives it away": Leak(put=mark_the_page_with_an_etag, where="/orders/"),
    "something on the page is missing": Leak(put=leave_a_picture_out, where="/orders/"),
    "the copy of their data says it": Leak(
        put=tell_it_in_the_copy_of_their_data, where="/account/data/copy/ confirmed"
    ),
    "it is forgotten sooner": Leak(
        put=forget_it_sooner, where="/orders/", later=(timedelta(days=1),), is_forgotten=True
    ),
}

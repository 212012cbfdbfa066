"""A shopper whose order was cancelled in silence sees, byte for byte, what any other shopper sees.

The journey is lived twice, from a blocked and from a clean address, and everything an outsider can get hold of is
compared: status, headers, cookies, bodies, mails, the number of queries, the shelf, at once and until eight days later.
The mutations below prove that the comparison sees: each puts in a leak that was seen in other shops, and must be found.
"""

from collections.abc import Callable

import pytest
import redis
from pytest_django import Settings

from antifraud.models import ListEntry
from checkout import public
from checkout.actions import mail, place, review
from checkout.actions.release import put_back
from checkout.models import Coupon, Order
from checkout.views import order as order_views
from tests.journeys.twin import BLOCKED, differences, lived

pytestmark = pytest.mark.django_db

type Mutation = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture(autouse=True)
def _guard(settings: Settings) -> None:
    settings.BOTGUARD_MODE = "observe"
    settings.BOTGUARD_WATCH = False
    settings.BOTGUARD_STORE_CLOCK = False


def compared(valkey: redis.Redis, *, payment: str, stock: int, until_days: int) -> list[str]:
    clean, blocked = (
        lived(is_blocked=is_blocked, payment=payment, stock=stock, until_days=until_days, valkey=valkey)
        for is_blocked in (False, True)
    )
    return differences(clean, blocked)


@pytest.mark.parametrize(
    ("payment", "stock", "until_days"),
    [
        pytest.param("bank-transfer", 3, 8, id="a bank transfer, past the day its stock goes back"),
        pytest.param("bank-transfer", 1, 8, id="a bank transfer for the last unit"),
        # A good cash order's stock leaves with its parcel, which no blocked order ever gets: docs/shadow-cancel.md.
        pytest.param("cash-on-delivery", 3, 6, id="cash on delivery, until the ordinary delay is over"),
    ],
)
def test_the_worlds_are_the_same(valkey: redis.Redis, payment: str, stock: int, until_days: int) -> None:
    assert compared(valkey, payment=payment, stock=stock, until_days=until_days) == []


def suppress_the_mail(patch: pytest.MonkeyPatch) -> None:
    send = mail.send_receipt

    def leaky(order_id: int) -> None:
        if Order.objects.get(pk=order_id).client_address != BLOCKED:
            send(order_id)

    patch.setattr(mail, "send_receipt", leaky)


def say_cancelled(patch: pytest.MonkeyPatch) -> None:
    status = public._status
    patch.setattr(
        public, "_status", lambda order: "cancelled" if order.status == "cancelled" else status(order)
    )


def put_stock_back_at_once(patch: pytest.MonkeyPatch) -> None:
    cancel = review.cancel_silently

    def leaky(order: Order, *, reason: str, now: object) -> None:
        cancel(order, reason=reason, now=now)  # type: ignore[arg-type]  # handed through
        put_back(order, now=now)  # type: ignore[arg-type]  # handed through
        Order.objects.filter(pk=order.pk).update(is_holding_stock=False)

    patch.setattr(review, "cancel_silently", leaky)


def keep_stock_for_ever(patch: pytest.MonkeyPatch) -> None:
    cancel = review.cancel_silently

    def leaky(order: Order, *, reason: str, now: object) -> None:
        cancel(order, reason=reason, now=now)  # type: ignore[arg-type]  # handed through
        Order.objects.filter(pk=order.pk).update(release_at=None)

    patch.setattr(review, "cancel_silently", leaky)


def give_the_coupon_back(patch: pytest.MonkeyPatch) -> None:
    cancel = review.cancel_silently

    def leaky(order: Order, *, reason: str, now: object) -> None:
        cancel(order, reason=reason, now=now)  # type: ignore[arg-type]  # handed through
        Coupon.objects.update(used=0)

    patch.setattr(review, "cancel_silently", leaky)


def leave_it_out_of_the_account(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(public, "_orders", lambda: Order.objects.revenue().prefetch_related("lines"))


def look_the_address_up_while_placing(patch: pytest.MonkeyPatch) -> None:
    def leaky(entry: Order, **said: object) -> None:
        if ListEntry.objects.filter(value=entry.client_address).exists():
            Order.objects.filter(pk=entry.pk).exists()

    record = place.record

    def both(order: Order, **said: object) -> None:
        leaky(order)
        record(order, **said)  # type: ignore[arg-type]  # handed through

    patch.setattr(place, "record", both)


def mark_the_page_with_a_header(patch: pytest.MonkeyPatch) -> None:
    page = order_views._page

    def leaky(request: object, template: str, order: public.PublicOrder) -> object:
        response = page(request, template, order)  # type: ignore[arg-type]  # handed through
        if Order.objects.get(token=order.token).review == "shadow-cancelled":
            response["X-Order-State"] = "2"
        return response

    patch.setattr(order_views, "_page", leaky)


@pytest.mark.parametrize(
    ("mutation", "where", "until_days"),
    [
        pytest.param(suppress_the_mail, "mail to", 0, id="no mail is sent"),
        pytest.param(say_cancelled, "/account/orders/", 0, id="the public status says cancelled"),
        pytest.param(put_stock_back_at_once, "stock probe", 0, id="the stock goes back at once"),
        pytest.param(keep_stock_for_ever, "stock probe", 8, id="the stock never goes back"),
        pytest.param(give_the_coupon_back, "coupon probe", 0, id="the coupon may be used again"),
        pytest.param(
            leave_it_out_of_the_account, "/api/v1/orders/", 0, id="the order is missing from the account"
        ),
        pytest.param(look_the_address_up_while_placing, "place", 0, id="placing asks the blocklist"),
        pytest.param(mark_the_page_with_a_header, "/orders/", 0, id="a header gives it away"),
    ],
)
def test_a_leak_is_found(
    valkey: redis.Redis, monkeypatch: pytest.MonkeyPatch, mutation: Mutation, where: str, until_days: int
) -> None:
    mutation(monkeypatch)
    found = compared(valkey, payment="bank-transfer", stock=3, until_days=until_days)
    assert any(each.startswith(where) for each in found), found

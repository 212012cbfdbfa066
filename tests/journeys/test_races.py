"""Many at once, over real HTTP: nothing is sold twice, nothing is ordered twice. Each race has its control.

A control is the same race with the guard off: a shop whose code lacks the one thing that is said to hold it. If a
control stays whole, the race above it proves nothing.
"""

import json
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction

from checkout.actions import place
from checkout.actions.cart import add
from checkout.actions.place import place_order
from checkout.engine.placement import Placement
from checkout.models import CartLine, Coupon, Order
from shop.actions import stock
from shop.actions.stock import StockShortage
from shop.models import Variant
from tests.checkout.world import ADA, NOW, cart_of, entropy, form_data, placement, stock_of, total_of, variant
from tests.live import StartShop

SECONDS = 60


@pytest.fixture
def _free_connections(live_database: str) -> Iterator[None]:
    yield
    connections.close_all()


def at_once(work: Sequence[Callable[[], object]]) -> list[object]:
    """Do everything at the same time, a thread each, and return what came back, exceptions included."""
    gate = threading.Barrier(len(work))
    found: list[object] = [None] * len(work)

    def run(number: int, job: Callable[[], object]) -> None:
        gate.wait(SECONDS)
        try:
            found[number] = job()
        except Exception as error:
            found[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert not any(thread.is_alive() for thread in threads)
    return found


def order_over_http(url: str, cart_id: object, *, key: str, total: int) -> tuple[int, str]:
    """Place an order through the API and return status and body."""
    fields = {name: value for name, value in form_data().items() if value}
    body = json.dumps({**fields, "cart": str(cart_id), "expected_total": total}).encode()
    request = urllib.request.Request(  # noqa: S310  # loopback
        f"{url}/api/v1/checkout/",
        data=body,
        headers={"Content-Type": "application/json", "Idempotency-Key": key},
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310  # loopback
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.django_db
def test_one_variant_put_in_twice_is_one_line_and_one_allocation() -> None:
    lamp = variant(stock=3)
    cart = cart_of({lamp.pk: 1})
    add(cart, variant_id=lamp.pk, quantity=2, now=NOW)
    place_order(placement(cart), entropy=entropy(), now=NOW)
    assert [(line.variant_id, line.quantity) for line in Order.objects.get().lines.all()] == [(lamp.pk, 3)]
    assert stock_of(lamp.pk) == (3, 3)
    with pytest.raises(IntegrityError), transaction.atomic():
        CartLine.objects.create(cart_id=cart, variant=lamp, quantity=1)


def test_twenty_buyers_of_the_last_unit_make_one_order(live_shop: StartShop) -> None:
    lamp = variant(stock=1)
    carts = [cart_of({lamp.pk: 1}) for _ in range(20)]
    total = total_of(carts[0]).minor
    shop = live_shop(web_workers=2, environment={"BOTGUARD_MODE": "off"})
    answers = at_once(
        [lambda cart=cart: order_over_http(shop.url, cart, key="k", total=total) for cart in carts]
    )
    assert Counter(status for status, _ in answers) == {201: 1, 409: 19}  # type: ignore[misc]  # pairs
    assert Order.objects.count() == 1
    assert stock_of(lamp.pk) == (1, 1)


def test_ten_submits_of_one_cart_make_one_order_and_equal_answers(live_shop: StartShop) -> None:
    lamp = variant(stock=50)
    cart = cart_of({lamp.pk: 2})
    total = total_of(cart).minor
    shop = live_shop(web_workers=2, environment={"BOTGUARD_MODE": "off"})
    # Half of them are retries, half come from a second tab with a key of its own.
    answers = at_once(
        [
            lambda key=key: order_over_http(shop.url, cart, key=key, total=total)
            for key in ("tab-1", "tab-2") * 5
        ]
    )
    assert len(set(answers)) == 1
    assert answers[0][0] == 201  # type: ignore[index]  # a pair
    assert Order.objects.count() == 1
    assert stock_of(lamp.pk) == (50, 2)


@pytest.mark.usefixtures("_free_connections")
def test_two_lines_of_orders_in_opposite_order_never_wait_in_a_circle() -> None:
    lamp, mug = variant("LAMP", stock=500), variant("MUG", stock=500)
    carts = [cart_of({lamp.pk: 1, mug.pk: 1} if n % 2 else {mug.pk: 1, lamp.pk: 1}) for n in range(16)]
    found = at_once(_placements(carts))
    assert [each for each in found if isinstance(each, Exception)] == []
    assert stock_of(lamp.pk) == stock_of(mug.pk) == (500, 16)


@pytest.mark.usefixtures("_free_connections")
def test_control_unsorted_updates_do_wait_in_a_circle() -> None:
    lamp, mug = variant("LAMP", stock=500), variant("MUG", stock=500)
    met = threading.Barrier(2)

    def take(first: int, second: int) -> None:
        with transaction.atomic():
            stock.allocate({first: 1}, reference="control", now=NOW)
            met.wait(SECONDS)
            stock.allocate({second: 1}, reference="control", now=NOW)

    found = at_once([lambda: take(lamp.pk, mug.pk), lambda: take(mug.pk, lamp.pk)])
    assert [type(each) for each in found].count(OperationalError) == 1


@pytest.mark.usefixtures("_free_connections")
def test_control_a_check_before_the_update_sells_the_last_unit_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    lamp = variant(stock=1)
    wanted = _placements([cart_of({lamp.pk: 1}) for _ in range(8)])
    met = threading.Barrier(8)

    def check_then_act(units: dict[int, int], *, reference: str, now: object) -> None:
        row = Variant.objects.get(pk=lamp.pk)
        met.wait(SECONDS)
        if row.available < 1:
            raise StockShortage(())
        Variant.objects.filter(pk=lamp.pk).update(allocated=row.allocated + 1)

    monkeypatch.setattr(place, "allocate", check_then_act)
    at_once(wanted)
    assert Order.objects.count() == 8


@pytest.mark.usefixtures("_free_connections")
def test_control_without_the_lock_submits_of_one_cart_do_not_answer_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lamp = variant(stock=50)
    cart = cart_of({lamp.pk: 1})
    monkeypatch.setattr(place.Cart.objects, "select_for_update", place.Cart.objects.all)
    met = threading.Barrier(6)
    lines = place.cart_lines

    def slow(cart_id: object) -> object:
        met.wait(SECONDS)
        return lines(cart_id)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(place, "cart_lines", slow)
    wanted = placement(cart)
    found = at_once([_job(wanted, seed) for seed in range(6)])
    assert any(isinstance(each, Exception) for each in found)
    # The unique columns of the order still stand behind the lock.
    assert Order.objects.count() == 1


@pytest.mark.usefixtures("_free_connections")
@pytest.mark.parametrize(
    ("limits", "most"),
    [
        pytest.param({"limit": 3}, 3, id="a limit in all"),
        pytest.param({"limit_per_person": 2}, 2, id="a limit per person"),
    ],
)
def test_a_coupon_is_used_no_more_often_than_its_limit(limits: dict[str, int], most: int) -> None:
    lamp = variant(stock=50)
    coupon = Coupon.objects.create(code="TEN", kind="percent", value=10, **limits)
    found = at_once(_placements([cart_of({lamp.pk: 1}, coupon="TEN") for _ in range(12)]))
    coupon.refresh_from_db()
    refused = [each for each in found if isinstance(each, place.CouponLost)]
    assert (Order.objects.filter(coupon=coupon).count(), coupon.used, len(refused)) == (most, most, 12 - most)
    assert stock_of(lamp.pk) == (50, most)


@pytest.mark.usefixtures("_free_connections")
def test_control_counting_a_coupon_without_its_row_lock_lets_more_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lamp = variant(stock=50)
    coupon = Coupon.objects.create(code="TEN", kind="percent", value=10, limit_per_person=1)
    wanted = _placements([cart_of({lamp.pk: 1}, coupon="TEN") for _ in range(6)])
    met = threading.Barrier(6)

    def count_only(_coupon: Coupon, *, person: str) -> None:
        used = Order.objects.filter(coupon=coupon, person=person).count()
        met.wait(SECONDS)
        if used:
            raise place.CouponLost("used")

    def allocate_nothing(*_: object, **__: object) -> None:
        """Leave the lamp's row alone, whose lock would hold the others up."""

    monkeypatch.setattr(place, "_use_coupon", count_only)
    monkeypatch.setattr(place, "allocate", allocate_nothing)
    at_once(wanted)
    assert Order.objects.filter(coupon=coupon).count() == 6


def _placements(carts: Sequence[object]) -> list[Callable[[], object]]:
    person = replace(ADA, email="ada+many@example.com")
    wanted = [placement(cart, recipient=person) for cart in carts]  # type: ignore[arg-type]  # carts' ids
    return [_job(each, seed) for seed, each in enumerate(wanted)]


def _job(wanted: Placement, seed: int) -> Callable[[], object]:
    return lambda: place_order(wanted, entropy=entropy(seed), now=NOW)

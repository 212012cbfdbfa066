"""Stock is exact: never oversold, never stuck, every unit in the ledger."""

import random
import threading
from collections.abc import Callable, Mapping

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.db.models import Sum

from shop.actions import stock
from shop.actions.stock import OutsideTransaction, Shortage, StockShortage
from shop.models import Product, StockMovement, Variant
from tests.shop.shelf import NOW, add_variant


def counters(variant: Variant) -> tuple[int, int]:
    """Return units on hand and units promised."""
    return Variant.objects.values_list("on_hand", "allocated").get(pk=variant.pk)


def assert_ledger_adds_up() -> None:
    """Check I1 and I2: per variant the ledger's sums are the counters, and no counter is below zero."""
    for variant in Variant.objects.all():
        sums = variant.movements.aggregate(on_hand=Sum("on_hand_change"), allocated=Sum("allocated_change"))
        assert (sums["on_hand"] or 0, sums["allocated"] or 0) == (variant.on_hand, variant.allocated)
        assert 0 <= variant.allocated <= variant.on_hand


@pytest.mark.django_db
def test_units_go_out_of_the_house_by_way_of_a_promise() -> None:
    cup = add_variant(10)
    stock.allocate({cup.pk: 4}, reference="A1", now=NOW)
    assert counters(cup) == (10, 4)
    stock.release({cup.pk: 1}, reference="A1", now=NOW)
    stock.ship({cup.pk: 3}, reference="A1", now=NOW)
    stock.receive({cup.pk: 2}, reference="returned A1", now=NOW)
    stock.correct({cup.pk: -5}, reason="counted", now=NOW)
    assert counters(cup) == (4, 0)
    kinds = cup.movements.order_by("pk").values_list(
        "kind", "on_hand_change", "allocated_change", "reference"
    )
    assert list(kinds) == [
        ("receive", 10, 0, "opening"),
        ("allocate", 0, 4, "A1"),
        ("release", 0, -1, "A1"),
        ("ship", -3, -3, "A1"),
        ("receive", 2, 0, "returned A1"),
        ("correct", -5, 0, "counted"),
    ]
    assert_ledger_adds_up()


@pytest.mark.django_db
def test_every_short_variant_is_named_and_nothing_moves() -> None:
    cup, plate, bowl = add_variant(1, sku="CUP"), add_variant(9, sku="PLATE"), add_variant(0, sku="BOWL")
    with pytest.raises(StockShortage) as refusal, transaction.atomic():
        stock.allocate({bowl.pk: 1, plate.pk: 2, cup.pk: 3, 10**9: 1}, reference="A1", now=NOW)
    assert refusal.value.missing == (
        Shortage(variant_id=cup.pk, wanted=3, available=1),
        Shortage(variant_id=bowl.pk, wanted=1, available=0),
        Shortage(variant_id=10**9, wanted=1, available=0),
    )
    assert [counters(one) for one in (cup, plate, bowl)] == [(1, 0), (9, 0), (0, 0)]
    assert not StockMovement.objects.filter(kind="allocate").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("withdrawn", ["variant", "product"])
def test_what_was_withdrawn_is_not_sold(withdrawn: str) -> None:
    cup = add_variant(5)
    if withdrawn == "variant":
        Variant.objects.filter(pk=cup.pk).update(is_active=False)
    else:
        Product.objects.filter(pk=cup.product_id).update(is_published=False)
    with pytest.raises(StockShortage) as refusal, transaction.atomic():
        stock.allocate({cup.pk: 1}, reference="A1", now=NOW)
    assert refusal.value.missing == (Shortage(variant_id=cup.pk, wanted=1, available=0),)
    assert counters(cup) == (5, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "move",
    [
        pytest.param(
            lambda cup: stock.release({cup: 3}, reference="A1", now=NOW), id="more released than promised"
        ),
        pytest.param(
            lambda cup: stock.ship({cup: 3}, reference="A1", now=NOW), id="more shipped than promised"
        ),
        pytest.param(
            lambda cup: stock.correct({cup: -4}, reason="lost", now=NOW), id="promised units taken away"
        ),
    ],
)
def test_no_counter_is_moved_below_what_is_promised(move: Callable[[int], None]) -> None:
    cup = add_variant(5)
    stock.allocate({cup.pk: 2}, reference="A1", now=NOW)
    with pytest.raises(StockShortage), transaction.atomic():
        move(cup.pk)
    assert counters(cup) == (5, 2)
    assert_ledger_adds_up()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, -1])
def test_units_are_whole_and_positive(count: int) -> None:
    cup = add_variant(5)
    with pytest.raises(ValueError, match="whole units"):
        stock.allocate({cup.pk: count}, reference="A1", now=NOW)
    assert counters(cup) == (5, 0)


@pytest.mark.django_db
def test_more_units_than_the_database_can_count_are_refused() -> None:
    cup = add_variant(5)
    with pytest.raises(StockShortage), transaction.atomic():
        stock.allocate({cup.pk: 10**25}, reference="A1", now=NOW)
    assert counters(cup) == (5, 0)


@pytest.mark.django_db(transaction=True)
def test_stock_moves_only_where_it_can_be_rolled_back() -> None:
    cup = add_variant(5)
    with pytest.raises(OutsideTransaction):
        stock.allocate({cup.pk: 1}, reference="A1", now=NOW)
    assert counters(cup) == (5, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", ["UPDATE shop_stockmovement SET on_hand_change = 99", "DELETE FROM shop_stockmovement"]
)
def test_the_ledger_is_append_only(change: str) -> None:
    add_variant(5)
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    assert_ledger_adds_up()


@pytest.mark.django_db
def test_the_database_itself_refuses_to_promise_more_than_there_is() -> None:
    cup = add_variant(5)
    with pytest.raises(IntegrityError, match="variant_allocated_within_on_hand"), transaction.atomic():
        Variant.objects.filter(pk=cup.pk).update(allocated=6)


def at_once(*works: Callable[[], None]) -> list[str]:
    """Run works in threads of their own, all started together, each in a transaction; say how each ended."""
    start = threading.Barrier(len(works))
    endings: list[str] = [""] * len(works)

    def run(place: int, work: Callable[[], None]) -> None:
        try:
            connections["default"].ensure_connection()
            start.wait(30)
            with transaction.atomic():
                work()
            endings[place] = "bought"
        except StockShortage:
            endings[place] = "sold out"
        except DatabaseError as error:
            endings[place] = type(error).__name__
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return endings


def buy(units: Mapping[int, int]) -> Callable[[], None]:
    """Return a buyer of some units."""
    return lambda: stock.allocate(units, reference="race", now=NOW)


def buy_unguarded(variant_id: int, *, together: threading.Barrier) -> Callable[[], None]:
    """Return a buyer as shops often have them: read what is left, then write what will be."""

    def work() -> None:
        on_hand, allocated = Variant.objects.values_list("on_hand", "allocated").get(pk=variant_id)
        together.wait(30)
        if on_hand - allocated < 1:
            raise StockShortage(())
        Variant.objects.filter(pk=variant_id).update(allocated=allocated + 1)

    return work


@pytest.mark.django_db(transaction=True)
def test_of_twenty_buyers_of_the_last_unit_one_gets_it() -> None:
    cup = add_variant(1)
    endings = at_once(*[buy({cup.pk: 1})] * 20)
    assert sorted(endings) == ["bought"] + ["sold out"] * 19
    assert counters(cup) == (1, 1)
    assert_ledger_adds_up()


@pytest.mark.django_db(transaction=True)
def test_control_without_the_guard_the_last_unit_is_sold_many_times() -> None:
    """The same race with read-then-write must oversell; else the race above proves nothing."""
    cup = add_variant(1)
    together = threading.Barrier(20)
    endings = at_once(*[buy_unguarded(cup.pk, together=together) for _ in range(20)])
    assert endings == ["bought"] * 20
    assert counters(cup) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_fifty_buyers_empty_a_shelf_to_the_unit() -> None:
    cup = add_variant(30)
    endings = at_once(*[buy({cup.pk: 2}) for _ in range(20)])
    assert endings.count("bought") == 15
    assert endings.count("sold out") == 5
    assert counters(cup) == (30, 30)
    assert_ledger_adds_up()


@pytest.mark.django_db(transaction=True)
def test_orders_with_the_same_lines_in_opposite_order_do_not_deadlock() -> None:
    cup, plate = add_variant(1000, sku="CUP"), add_variant(1000, sku="PLATE")
    there, back = {cup.pk: 1, plate.pk: 1}, {plate.pk: 1, cup.pk: 1}
    endings = at_once(*[buy(there), buy(back)] * 8)
    assert endings == ["bought"] * 16
    assert counters(cup) == counters(plate) == (1000, 16)
    assert_ledger_adds_up()


@pytest.mark.django_db(transaction=True)
def test_control_unsorted_updates_deadlock() -> None:
    """Two orders that each take their first line and then want the other's must collide; sorting is what helps."""
    cup, plate = add_variant(1000, sku="CUP"), add_variant(1000, sku="PLATE")
    together = threading.Barrier(2)

    def unsorted(first: int, second: int) -> Callable[[], None]:
        def work() -> None:
            stock.allocate({first: 1}, reference="race", now=NOW)
            together.wait(30)
            stock.allocate({second: 1}, reference="race", now=NOW)

        return work

    endings = at_once(unsorted(cup.pk, plate.pk), unsorted(plate.pk, cup.pk))
    assert sorted(endings) == ["OperationalError", "bought"]


@pytest.mark.django_db(transaction=True)
def test_a_crowd_of_every_kind_of_move_keeps_the_ledger_true() -> None:
    variants = [add_variant(12, sku=f"V{n}") for n in range(3)]
    dice = random.Random(7)  # noqa: S311  # a seed, not a secret
    ids = [one.pk for one in variants]

    def move(kind: int, units: dict[int, int]) -> Callable[[], None]:
        return (
            lambda: stock.allocate(units, reference="crowd", now=NOW),
            lambda: stock.release(units, reference="crowd", now=NOW),
            lambda: stock.ship(units, reference="crowd", now=NOW),
            lambda: stock.receive(units, reference="crowd", now=NOW),
        )[kind]

    works = [move(n % 4, {pk: dice.randrange(1, 4) for pk in dice.sample(ids, 2)}) for n in range(24)]
    assert set(at_once(*works)) <= {"bought", "sold out"}
    assert_ledger_adds_up()

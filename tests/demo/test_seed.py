"""The demo fills a shop once, through the shop's own actions, and leaves books that balance."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Sum
from django.utils import timezone
from pytest_django.fixtures import Settings

from antifraud import queries as fraud
from checkout.models import Order
from demo.actions import bulk
from outbox.models import Message
from shop.models import Product, ProductImage, StockMovement, Variant

ORDERS = 60


@pytest.fixture
def seeded(db: None, settings: Settings, tmp_path: Path) -> None:
    """Fill the shop with the hand-written catalogue and sixty orders."""
    settings.MEDIA_ROOT = tmp_path
    call_command("seed_demo", orders=ORDERS, verbosity=0)


def counted() -> tuple[int, ...]:
    """Return how many rows of each kind there are."""
    return tuple(
        model.objects.count() for model in (Product, Variant, ProductImage, StockMovement, Order, Message)
    )


def test_every_panel_has_something_to_show(seeded: None) -> None:
    assert Order.objects.count() == ORDERS
    found = set(Order.objects.values_list("review", flat=True))
    assert found == {"cleared", "held", "shadow-cancelled"}
    assert set(Order.objects.values_list("fulfilment", flat=True)) >= {
        "waiting",
        "shipped",
        "delivered",
        "refused",
    }
    references = list(Order.objects.values_list("number", flat=True))
    judged = fraud.latest_of(references)
    assert len(judged) == ORDERS
    assert {each.level for each in judged.values()} == {"green", "amber", "red"}


def test_the_ledger_sums_to_the_counters(seeded: None) -> None:
    assert_ledger_holds()


def assert_ledger_holds() -> None:
    """Check that every variant's movements sum to its counters."""
    sums = {
        row["variant"]: (row["on_hand"], row["allocated"])
        for row in StockMovement.objects.values("variant").annotate(
            on_hand=Sum("on_hand_change"), allocated=Sum("allocated_change")
        )
    }
    for variant in Variant.objects.all():
        assert sums.get(variant.pk, (0, 0)) == (variant.on_hand, variant.allocated), variant.sku
    assert not Variant.objects.filter(allocated__gt=F("on_hand")).exists()


def test_nobody_gets_mail_about_a_simulated_order(seeded: None) -> None:
    assert Message.objects.count() > 0
    assert not Message.objects.filter(relayed_at=None).exists()


def test_a_second_run_adds_nothing(seeded: None) -> None:
    before = counted()
    call_command("seed_demo", orders=ORDERS, verbosity=0)
    assert counted() == before


def test_older_orders_are_written_in_bulk(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    call_command("seed_demo", products=120, orders=0, verbosity=0)
    assert Product.objects.count() == 120
    steps: list[int] = []
    bulk.write(count=40, days=10, seed=1, now=timezone.now(), advance=steps.append)
    assert sum(steps) == Order.objects.filter(status="completed", fulfilment="delivered").count() == 40
    assert fraud.history(Order.objects.values_list("number", flat=True)[0]) == ()
    assert_ledger_holds()


@pytest.mark.parametrize("wrong", [{"products": -1}, {"orders": -1}, {"days": 1}])
def test_odd_sizes_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(CommandError):
        call_command("seed_demo", verbosity=0, **wrong)

"""Older orders are written in bulk, and leave books that balance, too."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from antifraud import queries as fraud
from checkout.models import Order
from demo.actions import bulk
from shop.models import Product
from tests.demo.test_seed import assert_ledger_holds

pytestmark = pytest.mark.django_db


def test_older_orders_are_written_in_bulk(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    call_command("seed_demo", products=120, orders=0, verbosity=0)
    assert Product.objects.count() == 120
    steps: list[int] = []
    bulk.write(count=40, days=10, seed=1, now=timezone.now(), advance=steps.append)
    assert sum(steps) == Order.objects.filter(status="completed", fulfilment="delivered").count() == 40
    assert fraud.history(Order.objects.values_list("number", flat=True)[0]) == ()
    assert_ledger_holds()

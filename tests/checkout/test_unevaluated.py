"""An order that could not be judged is never green: it waits before a person, and is tried again."""

from datetime import timedelta

import pytest
from django.db import connection

from antifraud import queries
from antifraud.actions import block
from checkout.actions import review
from checkout.models import Order
from tests.checkout.world import NOW, placed, variant

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=3)


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def broken_order() -> Order:
    """Place an order while nothing can be assessed, and let the sweep find it."""
    order = placed({variant().pk: 1})
    run("ALTER TABLE antifraud_assessment ADD CONSTRAINT closed CHECK (reference = '')")
    assert review.judge_forgotten(now=LATER) == 1
    order.refresh_from_db()
    assert (order.review, order.review_reason) == ("held", review.NOT_EVALUATED)
    assert queries.latest(order.number) is None
    return order


def test_it_is_held_and_cleared_once_it_could_be_judged() -> None:
    order = broken_order()
    assert review.judge_forgotten(now=LATER) == 1, "it fails again"
    order.refresh_from_db()
    assert (order.review, order.review_reason) == ("held", review.NOT_EVALUATED)
    run("ALTER TABLE antifraud_assessment DROP CONSTRAINT closed")
    assert review.judge_forgotten(now=LATER) == 1
    order.refresh_from_db()
    assert (order.review, order.review_reason) == ("cleared", "")
    assert review.judge_forgotten(now=LATER) == 0


def test_it_stays_held_for_what_is_found() -> None:
    order = broken_order()
    run("ALTER TABLE antifraud_assessment DROP CONSTRAINT closed")
    block("198.51.100.7", reason="fake orders", author_id=None, expires_at=None, now=NOW)
    assert review.judge_forgotten(now=LATER) == 1
    order.refresh_from_db()
    assert order.review == "held", "a person was promised: nothing is cancelled in silence any more"
    assert order.review_reason.startswith("Matches block entry")


def test_it_is_tried_for_a_day() -> None:
    broken_order()
    assert review.judge_forgotten(now=NOW + timedelta(hours=24)) == 0

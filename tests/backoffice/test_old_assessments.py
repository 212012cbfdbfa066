"""The order's page shows judgements that earlier releases stored."""

import pytest
from django.test import Client

from tests.antifraud.test_old_assessments import EVERY, stored
from tests.backoffice.conftest import MakeOrder
from tests.backoffice.test_order_page import Points, page_of

pytestmark = pytest.mark.django_db


@EVERY
def test_the_page_shows_an_old_judgement_and_the_difference(
    merchant: Client, make_order: MakeOrder, row: dict[str, object]
) -> None:
    order = make_order()
    stored(row, reference=order.number)
    page = page_of(merchant, order)
    points = Points()
    points.feed(page)
    prior, *reasons, total = points.found
    assert prior + sum(reasons) == total == row["total"]
    assert str(row["sentence"]).partition(":")[0] in page
    explanation = merchant.get(f"/backoffice/orders/{order.number}/explanation/")
    assert explanation.status_code == 200
    assert order.number in explanation.content.decode()

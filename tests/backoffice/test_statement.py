"""Incoming payments in the back office: looked at first, written down when told to."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from checkout.models import Order
from tests.checkout.world import NOW, placed, variant

pytestmark = pytest.mark.django_db
URL = "/backoffice/payments/"


@pytest.fixture
def order() -> Order:
    return placed({variant().pk: 1}, payment="bank-transfer", at=NOW - timedelta(days=1))


def paid(order: Order) -> bool:
    return Order.objects.get(pk=order.pk).payment_status == "paid"


def test_a_statement_is_looked_at_and_written_down(merchant: Client, order: Order) -> None:
    text = f"amount,reference\n{order.total_minor / 100:.2f},<b>{order.number}</b>\n"
    shown = merchant.post(URL, {"statement": text, "step": "preview"})
    assert shown.status_code == 200
    page = shown.content.decode()
    assert "Write down 1" in page
    assert "<b>" not in page
    assert not paid(order)
    saved = merchant.post(URL, {"statement": text, "step": "save"})
    assert "1 of 1 payments written down." in saved.content.decode()
    assert paid(order)


def test_a_file_is_read_like_what_is_pasted(merchant: Client, order: Order) -> None:
    text = f"Betrag;Verwendungszweck\n{order.total_minor / 100:.2f};Bestellung für {order.number}\n"
    file = SimpleUploadedFile("bank.csv", text.encode("latin-1"))
    assert "Write down 1" in merchant.post(URL, {"file": file, "step": "preview"}).content.decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "Paste some payments", id="nothing"),
        pytest.param("a,b\n1,2", "Line 1: no column for the amount", id="no columns"),
        pytest.param("x" * 3_000_000, "at most 2400000", id="three megabytes"),
    ],
)
def test_what_cannot_be_read_is_said(merchant: Client, order: Order, text: str, said: str) -> None:
    answer = merchant.post(URL, {"statement": text, "step": "save"})
    if len(text) > 2_600_000:
        assert answer.status_code == 413
    else:
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert not paid(order)

"""What shoppers see is made of public values: no order's row reaches a template, a mail or the API."""

import ast
import dataclasses
from pathlib import Path

import pytest

import checkout
from checkout.models import Order
from checkout.public import PublicOrder

HOME = Path(checkout.__file__).parent
SHOPPERS_CODE = [
    *sorted((HOME / "views").glob("*.py")),
    *sorted((HOME / "api").glob("*.py")),
    HOME / "serializers.py",
    HOME / "forms.py",
    HOME / "context_processors.py",
    HOME / "actions" / "mail.py",
]
PRIVATE = {"Order", "OrderQuerySet", "OrderLine", "OrderEvent", "Payment"}


@pytest.mark.parametrize("path", SHOPPERS_CODE, ids=lambda path: str(path.relative_to(HOME)))
def test_shoppers_code_does_not_know_the_rows_of_orders(path: Path) -> None:
    imported = {
        name.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "checkout.models"
        for name in node.names
    }
    assert imported & PRIVATE == set()
    assert "import checkout.models" not in path.read_text()


def test_a_public_order_says_nothing_of_what_the_shop_thinks() -> None:
    shown = {field.name for field in dataclasses.fields(PublicOrder)}
    assert not shown & {
        "id",
        "review",
        "review_reason",
        "fulfilment",
        "payment_status",
        "client_address",
        "visit",
    }
    assert PublicOrder.__dataclass_params__.frozen  # type: ignore[attr-defined]  # set by dataclass


@pytest.mark.parametrize("review", Order.Review.values)
@pytest.mark.parametrize("method", ["cash-on-delivery", "bank-transfer"])
def test_no_review_shows_in_the_public_status(review: str, method: str) -> None:
    from checkout.public import _status

    is_silent = review == "shadow-cancelled"
    order = Order(payment_method=method, review=review, status="cancelled" if is_silent else "open")
    assert _status(order) == "received"
    order.payment_status, order.fulfilment, order.status = "failed", "released", "cancelled"
    if method == "bank-transfer":
        assert _status(order) == "lapsed"


def test_the_words_are_true_of_every_order() -> None:
    # Asking the shopper to confirm promises nothing.
    templates = [path for path in (HOME / "templates").rglob("*") if path.stem != "confirm"]
    text = (
        "\n".join(path.read_text() for path in templates if path.is_file()) + (HOME / "public.py").read_text()
    )
    assert "confirmed" not in text.lower()

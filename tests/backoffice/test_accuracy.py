"""The pages on how right judgements were, and on learned weights: what they say, and what their buttons do."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import AuditEntry
from antifraud.actions import assess, record_outcome
from antifraud.models import FittedCard
from antifraud.queries import learned
from tests.antifraud.orders import order
from tests.backoffice.conftest import SignIn

pytestmark = pytest.mark.django_db
PAGE = "/backoffice/accuracy/"
WEIGHTS = "/backoffice/accuracy/weights/"
NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
FIGURES = {
    "auc": 0.5, "average_precision": 0.4, "recall": 0.1, "brier": 0.21, "log_loss": 0.6, "calibration_error": 0.02,
    "bad": 60, "good": 120, "false_positive_rate": 0.01, "least_total": 40,
}  # fmt: skip

TRIAL = {"taught": 900, "tried": 280, "bad": 20, "live": FIGURES}


def fitted(**changes: object) -> FittedCard:
    values: dict[str, object] = {
        "created_at": NOW,
        "card": "prior_odds = 0.1\n[signals.ip-tor]\nbands = [[1, 10]]\n",
        "bad": 60,
        "good": 1120,
        "since": NOW,
        "trials": [
            {**TRIAL, "name": "time", "learned": {**FIGURES, "auc": 0.987}},
            {**TRIAL, "name": "random", "learned": None},
        ],
        "bins": [{"count": 50, "said": 0.1, "true": 0.08, "low": 0.02, "high": 0.2}],
    }  # fmt: skip
    return FittedCard.objects.create(**{**values, **changes})


def test_an_empty_shop_says_what_is_missing(sign_in: SignIn) -> None:
    text = sign_in("Merchant").get(PAGE).content.decode()
    for words in (
        "no order of the period is known to be good yet",
        "import_orders",
        "It takes 100 judgements",
    ):
        assert words in text


def test_figures_of_the_chosen_period(sign_in: SignIn) -> None:
    now = datetime.now(tz=UTC)
    placed = now - timedelta(days=45)
    assess(order("A", placed_at=placed, address_kind="tor", trap_hits=1, failed_payments=6), now=placed)
    record_outcome("A", "delivered", now=placed + timedelta(days=1))
    merchant = sign_in("Merchant")
    text = merchant.get(f"{PAGE}?days=90").content.decode()
    for words in ("1000.0", "1 are known to be good", "45.00", "1 good orders"):
        assert words in text, words
    assert "No order was judged in this time" in merchant.get(f"{PAGE}?days=30").content.decode()
    assert merchant.get(f"{PAGE}?days=nonsense").status_code == 200


def test_a_challenger_is_shown_with_figures_plot_and_weights(sign_in: SignIn) -> None:
    fitted()
    text = sign_in("Analyst").get(WEIGHTS).content.decode()
    for words in (
        "0.987",
        "1,120 good orders",
        "from 1: +100",
        "from 1: +90",
        ">Promote<",
        "said 10%, true 8% of 50",
    ):
        assert words in text, words
    assert ">Promote<" not in sign_in("Merchant").get(WEIGHTS).content.decode()


def test_promoting_and_taking_back_is_done_and_written_down(sign_in: SignIn) -> None:
    analyst = sign_in("Analyst")
    row = fitted()
    assert analyst.post(f"{WEIGHTS}{row.pk}/promote/").status_code == 302
    assert learned.policy().policy.card.weight("ip-tor") == 100
    assert "are in force already" in analyst.post(f"{WEIGHTS}{row.pk}/promote/", follow=True).content.decode()
    assert analyst.post(f"{WEIGHTS}{row.pk}/retire/").status_code == 302
    assert learned.policy().policy.card.weight("ip-tor") == 90
    actions = AuditEntry.objects.filter(target=f"order-weights:{row.pk}").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["order-weights-promote", "order-weights-retire"]


def test_without_a_challenger_the_page_says_how_to_make_one(sign_in: SignIn) -> None:
    text = sign_in("Analyst").get(WEIGHTS).content.decode()
    assert "No challenger" in text
    assert "manage.py fit_fraud" in text

"""The pages on how right judgements were, and on learned weights: what they say, and what their buttons do."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import AuditEntry
from antifraud.actions import PastOrder, assess, import_history, record_outcome
from antifraud.actions.backlog import judge_past
from antifraud.actions.rule import RuleTerms, make_rule
from antifraud.engine.rule import RuleAction
from antifraud.models import FittedCard, Rule
from antifraud.queries import learned
from tests.antifraud.orders import order
from tests.backoffice.conftest import MakeOrder, SignIn

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
    for words in ("1000.0", "1 are known to be good", "45.00", "1 good order"):
        assert words in text, words
    assert "No order was judged in this time" in merchant.get(f"{PAGE}?days=30").content.decode()
    assert merchant.get(f"{PAGE}?days=nonsense").status_code == 200


def test_the_median_time_in_review_counts_orders_that_waited(sign_in: SignIn, make_order: MakeOrder) -> None:
    now = datetime.now(tz=UTC)
    merchant = sign_in("Merchant")
    for hours in (1, 3, 20):
        order = make_order(review="held", held_at=now - timedelta(hours=hours))
        merchant.post(f"/backoffice/orders/{order.number}/clear/", {"code": "checked-ok"})
    # Nobody was asked about this one: it took no time of anybody's.
    order = make_order(review="cleared")
    merchant.post(f"/backoffice/orders/{order.number}/reject/", {"code": "fraud"})
    text = merchant.get(PAGE).content.decode()
    assert "3 hours" in text
    assert "3 decisions" in text


def test_signals_that_moved_stand_with_their_index(sign_in: SignIn) -> None:
    now = datetime.now(tz=UTC)
    for days, kind in ((30, "unknown"), (5, "tor")):
        orders = [
            PastOrder(
                facts=order(
                    f"{kind}-{number}",
                    placed_at=now - timedelta(days=days, minutes=number),
                    email=f"{kind}{number}@x.example",
                    phone="",
                    device=None,
                    street="",
                    address=f"198.18.{number}.{days}",
                    address_kind=kind,
                )
            )
            for number in range(100)
        ]
        import_history(orders)
        assert sum(judge_past(orders, now=now)) == 100
    text = sign_in("Merchant").get(PAGE).content.decode()
    row = re.search(r'<span class="code">ip-tor</span>.*?</tr>', text, re.DOTALL)
    assert row is not None
    assert "badge--red" in row[0]
    assert re.findall(r"is-number\">([^<]+)</td>", row[0]) == ["0%", "100%", "0%", "0%"]
    # What reads as it did is left out.
    assert "email-disposable" not in text


def test_rules_without_a_hit_in_sixty_days_are_named(sign_in: SignIn, make_order: MakeOrder) -> None:
    now = datetime.now(tz=UTC)
    terms = RuleTerms(
        title="Very dear", text="order.amount > 90000", action=RuleAction.NOTE, reason="odd", expires_at=None
    )
    quiet = make_rule(terms, owner_id=None, now=now - timedelta(days=61))
    make_rule(replace(terms, title="Too young"), owner_id=None, now=now - timedelta(days=59))
    busy = make_rule(
        replace(terms, title="Busy one", text="order.amount > 1"), owner_id=None, now=now - timedelta(days=61)
    )
    assess(order("HIT", placed_at=now), now=now)
    assert Rule.objects.get(pk=busy.pk).hits == 1
    text = sign_in("Merchant").get(PAGE).content.decode()
    assert f'<a href="/backoffice/order-rules/{quiet.pk}/">Very dear</a>' in text
    assert "Too young" not in text
    assert "Busy one" not in text


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

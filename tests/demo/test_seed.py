"""The demo fills a shop once, through the shop's own actions, and leaves books that balance.

Its visits are judged and folded as live ones are; labels and standings are what its orders' outcomes make them.
"""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Sum
from django.utils import timezone

from accounts.models import User
from antifraud import queries as fraud
from botguard import conf
from botguard.actions import lesson
from botguard.engine.behavior import behavior_of
from botguard.models import LearnedCard, NetworkStanding, Visit, VisitLabel
from botguard.queries import learned, standing
from botguard.queries.drift import drifts
from checkout.actions import decision
from checkout.models import Order
from demo.actions.visits import FITTED, WATCHED
from demo.management.commands.seed_demo import LIVED
from outbox.models import Message
from shop.models import Product, ProductImage, StockMovement, Variant

pytestmark = pytest.mark.django_db
ORDERS = LIVED


def counted() -> tuple[int, ...]:
    """Return how many rows of each kind there are."""
    return tuple(
        model.objects.count() for model in (Product, Variant, ProductImage, StockMovement, Order, Message)
    )


def test_every_panel_has_something_to_show(demo_shop: None) -> None:
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


def test_a_card_that_was_only_authorised_waits_in_review_and_is_charged_once_cleared(demo_shop: None) -> None:
    order = Order.objects.in_review().get(payment_status="authorised")
    assert order.payments.get().status == "authorised"
    staff_id = User.objects.get(email="risk@brassandbramble.example").pk
    decision.clear(order.pk, code="checked-ok", actor_id=staff_id, now=timezone.now())
    assert Message.objects.filter(topic="capture-due", relayed_at=None).count() == 1


def test_the_ledger_sums_to_the_counters(demo_shop: None) -> None:
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


def test_nobody_gets_mail_about_a_simulated_order(demo_shop: None) -> None:
    assert Message.objects.count() > 0
    assert not Message.objects.filter(relayed_at=None).exists()


def test_a_second_run_adds_nothing(demo_shop: None) -> None:
    before = counted()
    call_command("seed_demo", verbosity=0)
    assert counted() == before


@pytest.mark.parametrize("wrong", [{"products": -1}, {"orders": -1}, {"days": 1}])
def test_odd_sizes_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(CommandError):
        call_command("seed_demo", verbosity=0, **wrong)


def test_every_order_has_a_visit_that_ends_at_the_checkout(demo_shop: None) -> None:
    for seen in Order.objects.values_list("visit__visit", flat=True):
        visit = Visit.objects.get(visitor=seen["key_id"])
        assert visit.steps[-1]["room"] == "checkout"
        assert visit.pages >= min(3, seen["pages"])


def test_people_are_those_whose_orders_were_delivered(demo_shop: None) -> None:
    orders = Order.objects.filter(fulfilment="delivered")
    delivered = set(orders.values_list("visit__visit__key_id", flat=True))
    assert set(VisitLabel.objects.values_list("visitor", flat=True)) == delivered
    assert len(delivered) > 3 * lesson.LEAST_CASES
    people = Visit.objects.filter(visitor__in=delivered)
    assert not people.filter(worst_action__in=("throttle", "refuse")).exists()


def test_the_regular_is_safeguarded_and_networks_have_records(demo_shop: None) -> None:
    lena = User.objects.get(email="shopper@example.com")
    found = standing.of_account(lena.pk, now=timezone.now())
    assert (found.tier, found.record.kept) == ("safeguard", 5)
    assert NetworkStanding.objects.filter(kept__gt=0).count() > 50
    assert NetworkStanding.objects.filter(refused__gt=0).exists()


def test_the_challenger_is_watched_and_drift_can_be_told(demo_shop: None) -> None:
    row = LearnedCard.objects.get()
    seen = learned.observe(row.pk, policy=conf.policy())
    assert row.state == "challenger"
    assert seen.visits > 50
    assert seen.bots > 0
    assert seen.people_challenger == 0
    assert drifts(now=timezone.now()).is_enough


def test_the_kept_challenger_is_what_a_fit_finds(demo_shop: None) -> None:
    pytest.importorskip("sklearn")
    now = timezone.now()
    Visit.objects.filter(last_at__gte=now - WATCHED).delete()
    hand = behavior_of(conf.policy().card)
    since = now - timedelta(days=95)
    found = lesson.learn(lesson.labelled_visits(since=since), hand=hand, live=hand, since=since)
    kept = json.loads(FITTED.read_text())
    assert (found.bots, found.people) == (kept["bots"], kept["people"])
    assert found.live.auc == pytest.approx(kept["metrics"]["live"]["auc"], abs=0.03)
    assert found.learned.auc == pytest.approx(kept["metrics"]["learned"]["auc"], abs=0.02)
    # Windows begin with the clock's minutes, so that a reading may be one more or less than it was then, and of two
    # that tell alike the other is chosen.
    assert len(set(learned.read_card(kept["card"]).bands) ^ set(found.card.bands)) <= 4

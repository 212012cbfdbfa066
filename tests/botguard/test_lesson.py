"""Learning from labelled visits: what is learned from, what comes out, and how it comes into force and goes again.

The visits are simulated: people who read at their own pace, and spiders that stay below every hand-set limit.
"""

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from botguard import conf
from botguard.actions import lesson
from botguard.engine.behavior import behavior_of
from botguard.models import LearnedCard, Visit, VisitLabel
from botguard.queries import learned, snapshot
from botguard.tasks import label_visit
from outbox.models import Message
from tests.botguard.visitors import person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)


def visit(number: int, *, network: str, at: datetime = NOW, **changes: object) -> Visit:
    values: dict[str, object] = {
        "visitor": f"{number:032x}",
        "has_key": True,
        "first_at": at - timedelta(minutes=20),
        "last_at": at,
        "network": network,
        "agent_class": "browser",
        "standing": "unknown",
        "worst_action": "allow",
        "worst_points": -200,
        "points": -200,
        "pages": 20,
        "peaks": {"pages": 20, "assets-seen": 1},
    }
    return Visit(**{**values, **changes})


def simulated(*, people: int, spiders: int, seed: int = 1, first: int = 0, at: datetime = NOW) -> list[Visit]:
    """Return people, whose keys are labelled, and spiders, who fell into a trap at the end."""
    dice = Random(seed)  # noqa: S311  # a seed, so that red stays red
    rows = []
    for number in range(first, first + people + spiders):
        is_person = number < first + people
        fast = dice.randint(2, 14) if is_person else dice.randint(9, 40)
        even = dice.randint(0, 45) if is_person else dice.randint(30, 61)
        peaks = {
            "pages": 20, "pages_60": fast, "pages_600": fast * 4, "gaps-regular": even,
            "products_60": min(fast, dice.randint(1, 8) if is_person else fast), "assets-seen": 1,
        }  # fmt: skip
        codes = {} if is_person else {"trap-hit": 1}
        network = f"198.51.{number % 97}.0/24"
        rows.append(visit(number, network=network, at=at, peaks=peaks, codes=codes))
        if is_person:
            lesson.label_visit(rows[-1].visitor, outcome="delivered", now=at)
    return Visit.objects.bulk_create(rows)


def learn() -> lesson.Lesson:
    hand = behavior_of(conf.policy().card)
    return lesson.learn(lesson.labelled_visits(since=SINCE), hand=hand, live=hand, since=SINCE)


def test_spiders_below_every_hand_set_limit_are_told_from_people() -> None:
    simulated(people=300, spiders=150)
    found = learn()
    assert (found.bots, found.people) == (150, 300)
    # By hand they are all alike: nobody reached a limit.
    assert found.live.auc == 0.5
    assert found.learned.auc > 0.95
    assert found.learned.recall > 0.5
    # No weight may be as heavy as these cases would make it: what is said is less than what is so, never more.
    assert all(each.true >= each.said for each in found.bins if each.said > 0.5)
    pace = (
        found.card.bands["pace-minute"]
        if "pace-minute" in found.card.bands
        else found.card.bands["breadth-minute"]
    )
    assert [band.points for band in pace] == sorted(band.points for band in pace)


def test_what_cannot_be_a_label_or_a_case_is_left_out() -> None:
    net = "198.51.100.0/24"
    Visit.objects.bulk_create(
        [
            visit(1, network=net, codes={"trap-hit": 1}),
            visit(2, network=net, codes={"trap-hit": 1}, pages=2),
            visit(3, network=net, codes={"trap-hit": 1}, has_key=False),
            visit(4, network=net, codes={"trap-hit": 1}, last_at=SINCE - timedelta(days=1)),
            visit(5, network=net, codes={"pace-minute": 9, "decoy-field": 2}),
            visit(6, network=net, codes={"scanner-path": 1}),
            visit(7, network=net),
            visit(8, network=net, codes={"trap-hit": 1}),
        ]
    )
    for number in (7, 8):
        lesson.label_visit(f"{number:032x}", outcome="delivered", now=NOW)
    found = lesson.labelled_visits(since=SINCE)
    assert sorted(each.is_bot for each in found) == [False, True]


OUTCOMES = {
    "a delivered order makes a person": (["delivered"], True),
    "twice is once": (["delivered", "delivered"], True),
    "a chargeback takes it back": (["delivered", "chargeback"], False),
    "a refused parcel says nothing": (["refused"], False),
    "fraud makes no bot either": (["fraud"], False),
}


@pytest.mark.parametrize(("outcomes", "is_person"), OUTCOMES.values(), ids=OUTCOMES)
def test_labels_follow_orders(outcomes: list[str], is_person: bool) -> None:
    for outcome in outcomes:
        lesson.label_visit("ab" * 16, outcome=outcome, now=NOW)
    assert VisitLabel.objects.filter(visitor="ab" * 16).exists() is is_person
    lesson.label_visit("", outcome="delivered", now=NOW)
    assert not VisitLabel.objects.filter(visitor="").exists()


def test_an_orders_outcome_labels_its_visit_once_a_message() -> None:
    message = Message.objects.create(topic="order-outcome", payload={}, created_at=NOW)
    told = {
        "reference": "B-1",
        "outcome": "delivered",
        "account_id": None,
        "key_id": "cd" * 16,
        "network": "",
    }
    label_visit(message.pk, told)
    assert VisitLabel.objects.get().visitor == "cd" * 16
    VisitLabel.objects.all().delete()
    label_visit(message.pk, told)
    assert not VisitLabel.objects.exists()
    assert "botguard.tasks.label_visit" in settings.OUTBOX_ROUTES["order-outcome"]


def test_labels_are_forgotten_after_a_year() -> None:
    lesson.label_visit("aa", outcome="delivered", now=NOW - timedelta(days=366))
    lesson.label_visit("bb", outcome="delivered", now=NOW - timedelta(days=364))
    lesson.forget_labels(now=NOW)
    assert [label.visitor for label in VisitLabel.objects.all()] == ["bb"]


def test_too_few_visits_teach_nothing() -> None:
    simulated(people=300, spiders=29)
    with pytest.raises(lesson.NotEnough, match="29 bots and 300 people"):
        learn()


def test_the_command_keeps_a_challenger_that_changes_nothing_yet(tmp_path: Path) -> None:
    simulated(people=120, spiders=60, at=datetime.now(UTC))
    plot, out = tmp_path / "reliability.svg", StringIO()
    call_command("fit_behavior", svg=plot, stdout=out)
    row = LearnedCard.objects.get()
    assert (row.state, row.bots, row.people) == ("challenger", 60, 120)
    assert "60 bots, 120 people" in out.getvalue()
    assert plot.read_text().startswith("<svg")
    snapshot.refresh(now=NOW)
    assert snapshot.policy() is conf.policy()
    call_command("fit_behavior", dry_run=True, stdout=out)
    assert LearnedCard.objects.count() == 1


def test_the_command_says_when_there_is_too_little() -> None:
    with pytest.raises(CommandError, match="0 bots and 0 people"):
        call_command("fit_behavior", stdout=StringIO())


def test_promotion_is_in_force_with_the_next_snapshot_and_can_be_undone() -> None:
    simulated(people=120, spiders=60)
    row = lesson.keep(learn(), now=NOW)
    code, bands = next(iter(learned.read_card(row.card).bands.items()))
    lesson.promote(row.pk, now=NOW)
    assert snapshot.policy() is conf.policy()
    snapshot.refresh(now=NOW)
    assert snapshot.policy().card.bands[code] == bands
    assert snapshot.policy().ladders == conf.policy().ladders
    lesson.retire(row.pk, now=NOW)
    snapshot.refresh(now=NOW)
    assert snapshot.policy() is conf.policy()
    lesson.promote(row.pk, now=NOW)
    assert LearnedCard.objects.get(state="live").pk == row.pk


def test_a_second_promotion_retires_the_first_and_a_second_fit_the_first_challenger() -> None:
    simulated(people=120, spiders=60)
    found = learn()
    first, second = lesson.keep(found, now=NOW), lesson.keep(found, now=NOW)
    states = dict(LearnedCard.objects.values_list("pk", "state"))
    assert states == {first.pk: "retired", second.pk: "challenger"}
    lesson.promote(first.pk, now=NOW)
    lesson.promote(second.pk, now=NOW)
    states = dict(LearnedCard.objects.values_list("pk", "state"))
    assert states == {first.pk: "retired", second.pk: "live"}
    with pytest.raises(lesson.NotThere):
        lesson.promote(second.pk, now=NOW)
    with pytest.raises(lesson.NotThere):
        lesson.retire(first.pk, now=NOW)


def test_the_database_knows_one_live_card_only() -> None:
    values = {"created_at": NOW, "card": "", "bots": 1, "people": 1, "since": NOW, "metrics": {}, "bins": []}
    LearnedCard.objects.create(state="live", **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        LearnedCard.objects.create(state="live", **values)


def test_a_card_of_another_release_leaves_the_hand_set_weights() -> None:
    values = {"created_at": NOW, "bots": 1, "people": 1, "since": NOW, "metrics": {}, "bins": []}
    LearnedCard.objects.create(state="live", card="prior_odds = 'moon'", **values)
    snapshot.refresh(now=NOW)
    assert snapshot.policy() is conf.policy()


def test_what_a_challenger_would_have_done_is_told_beside_what_was_done() -> None:
    simulated(people=120, spiders=60)
    row = lesson.keep(learn(), now=NOW)
    later = NOW + timedelta(hours=3)
    simulated(people=50, spiders=50, seed=2, first=1000, at=later)
    Visit.objects.filter(last_at=later).update(worst_points=conf.policy().ladder("browse").challenge - 170)
    seen = learned.observe(row.pk, policy=conf.policy())
    assert (seen.visits, seen.bots, seen.live, seen.only_live) == (100, 50, 0, 0)
    assert seen.challenger == seen.only_challenger > 0
    assert seen.bots_challenger > 5 * max(1, seen.people_challenger)
    assert seen.bots_challenger + seen.people_challenger == seen.challenger


def test_learned_weights_judge_real_requests(small_shop: None, client: Client) -> None:
    values = {"created_at": NOW, "bots": 1, "people": 1, "since": NOW, "metrics": {}, "bins": []}
    text = "prior_odds = 1\n[signals.pace-minute]\nbands = [[4, 1e6]]\n"
    LearnedCard.objects.create(state="live", card=text, **values)
    reader = person()
    assert [reader.get("/").status_code for _ in range(6)] == [200] * 6
    snapshot.refresh(now=NOW)
    assert reader.get("/").status_code == 403

"""A backtest says what would have been decided live: history is replayed event by event and compared."""

from datetime import datetime, timedelta
from random import Random

import pytest

from antifraud.actions import PastOrder, assess, import_history, record_outcome
from antifraud.actions.backtest import ask_backtest, forget_backtests, run_backtest
from antifraud.actions.rule import RuleTerms, make_rule
from antifraud.engine.facts import OrderFacts
from antifraud.engine.rule import Answer, RuleAction
from antifraud.models import Assessment, Backtest, Rule
from antifraud.queries import backtest as backtests
from antifraud.queries.backtest import backtest, result_of
from outbox.models import Message
from tests.antifraud.orders import NOON, order

pytestmark = pytest.mark.django_db
START = NOON - timedelta(days=100)
RULES = (
    "order.amount > 150 && address.orders_24h >= 1",
    "phone.refused > 0 || email.bad > 0",
    "email.spent_30d > 200",
    'delivery.country in ["BG"] && !customer.is_signed_in',
    "order.amount > 2 * shop.p90_amount",
    "payment.card_result == 'cvc-fail' || address.kind == 'tor'",
    "customer.account_hours < 24",
    'order.hour < 6 || order.weekday == 7 && delivery.city.startsWith("bra")',
    "device.buyers_24h + address.names_90d > 1",
    "email.is_disposable == true",
)


def history(dice: Random, *, orders: int) -> list[OrderFacts]:
    """Return orders over a hundred days, among few people, so that their counts grow."""
    found = []
    for number in range(orders):
        who = dice.randrange(12)
        at = START + timedelta(hours=100 * 24 * number / orders, minutes=dice.randrange(50))
        is_member = dice.random() < 0.3
        found.append(
            order(
                f"R{number:04}",
                placed_at=at,
                email=f"buyer{who}@{dice.choice(['example.com', 'mailinator.com'])}",
                phone=f"+4072123450{who % 5}",
                name=dice.choice(["Maria Ionescu", "Ion Popa"]),
                amount_minor=dice.randrange(1_000, 30_000),
                country=dice.choice(["RO", "BG"]),
                address=dice.choice([None, "198.51.100.7", f"198.51.100.{who}"]),
                address_kind=dice.choice([None, "tor", "unknown"]),
                device=dice.choice([None, "device-one", f"device-{who}"]),
                customer_id=who if is_member else None,
                customer_since=at - timedelta(hours=dice.randrange(60)) if is_member else None,
                card_result=dice.choice([None, "cvc-fail", "three-ds-ok"]),
            )
        )
    return found


def replay(facts: list[OrderFacts], dice: Random) -> dict[str, dict[int, Answer]]:
    """Live through a hundred days: each order is judged when it comes, outcomes arrive when they do."""
    due: list[tuple[datetime, str, str]] = []
    live = {}
    for each in sorted(facts, key=lambda one: one.placed_at):
        for at, reference, outcome in [event for event in due if event[0] <= each.placed_at]:
            record_outcome(reference, outcome, now=at)
        due = [event for event in due if event[0] > each.placed_at]
        view = assess(each, now=each.placed_at + timedelta(seconds=5))
        live[each.reference] = {match.rule_id: match.answer for match in view.rules}
        kind = dice.choice(["kept", "refused", "chargeback", ""])
        if kind:
            due.append((each.placed_at + timedelta(days=dice.randrange(2, 40)), each.reference, kind))
    for at, reference, outcome in due:
        record_outcome(reference, outcome, now=at)
    return live


def test_a_backtest_equals_what_was_decided_live_event_by_event() -> None:
    dice = Random(7)  # noqa: S311  # no secret
    ids = [
        make_rule(
            RuleTerms(title="r", text=text, action=RuleAction.HOLD, reason="r", expires_at=None),
            owner_id=None,
            now=START - timedelta(days=1),
        ).pk
        for text in RULES
    ]
    live = replay(history(dice, orders=150), dice)
    # Afterwards all are judged again, with all that is known by now: a backtest must not see it.
    for row in Assessment.objects.filter(reference__lt="R0050"):
        assess(row.view().facts, now=NOON)
    met = 0
    for rule_id, text in zip(ids, RULES, strict=True):
        now = NOON + timedelta(days=60)
        found = backtest(text, since=START, now=now)
        answers = [live[reference].get(rule_id, Answer.NO) for reference in live]
        assert found.orders == 150
        assert (found.hit, found.unanswered) == (answers.count(Answer.YES), answers.count(Answer.UNKNOWN)), (
            text
        )
        said = {reference for reference in live if live[reference].get(rule_id) == Answer.YES}
        assert {each.reference for each in found.examples} <= said
        assert len(found.examples) == min(10, len(said))
        met += found.hit
    assert met > 50


def test_each_order_is_answered_as_it_was_live() -> None:
    dice = Random(8)  # noqa: S311  # no secret
    rule_ids = {
        make_rule(
            RuleTerms(title="r", text=text, action=RuleAction.NOTE, reason="r", expires_at=None),
            owner_id=None,
            now=START - timedelta(days=1),
        ).pk: text
        for text in RULES
    }
    facts = history(dice, orders=40)
    live = replay(facts, dice)
    for each in facts:
        for rule_id, text in rule_ids.items():
            # A window that holds this one order.
            alone = backtest(text, since=each.placed_at, now=each.placed_at)
            answer = live[each.reference].get(rule_id, Answer.NO)
            assert alone.orders == 1
            assert (alone.hit, alone.unanswered) == (answer == Answer.YES, answer == Answer.UNKNOWN)


def test_outcomes_split_the_hits_and_rules_in_force_are_told() -> None:
    for number, (outcome, country) in enumerate(
        [("kept", "RO"), ("refused", "RO"), ("chargeback", "BG"), ("", "RO"), ("kept", "BG")]
    ):
        facts = order(f"R{number}", placed_at=START, country=country, email=f"a{number}@example.com")
        assess(facts, now=START)
        if outcome:
            record_outcome(facts.reference, outcome, now=START + timedelta(days=30))
    Rule.objects.create(
        title="b",
        text='delivery.country == "BG"',
        action="hold",
        mode="enforce",
        reason="r",
        created_at=START,
        changed_at=START,
    )
    found = backtest("order.units == 2", since=START, now=NOON)
    assert found.hits == {"good": 2, "bad": 2, "unknown": 1}
    assert (found.saved, found.lost) == ({"EUR": 9_000}, {"EUR": 9_000})
    assert (found.customers, found.good_customers, found.first_orders, found.caught_already) == (5, 2, 2, 2)
    assert found.precision == 0.5
    # Before the outcomes were known there was nothing to tell.
    early = backtest("order.units == 2", since=START, now=START + timedelta(days=1))
    assert early.hits == {"recent": 5}


def test_a_backtest_is_asked_for_run_once_and_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        assess(order(f"R{number}", placed_at=NOON - timedelta(days=2)), now=NOON - timedelta(days=2))
    asked = ask_backtest("order.units == 2", days=30, rule_id=None, author_id=None, now=NOON)
    message = Message.objects.get(topic="backtest-asked")
    assert message.payload == {"backtest": asked.pk}
    monkeypatch.setattr(backtests, "BATCH", 2)
    run_backtest(asked.pk, now=NOON)
    row = Backtest.objects.get()
    assert (row.done, row.total, row.finished_at) == (3, 3, NOON)
    result = result_of(row)
    assert result is not None
    assert result.hit == 3
    run_backtest(asked.pk, now=NOON + timedelta(days=1))
    assert Backtest.objects.get().finished_at == NOON
    assert forget_backtests(now=NOON + timedelta(days=91)) == 1


def test_orders_that_were_never_judged_are_counted_apart() -> None:
    import_history([PastOrder(facts=order("A", placed_at=NOON))])
    found = backtest("order.units == 2", since=START, now=NOON)
    assert (found.orders, found.without_facts) == (0, 1)

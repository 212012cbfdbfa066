"""Rules as rows: kept only when sound, armed only when tried, asked at every assessment, asleep for some."""

from dataclasses import replace
from datetime import timedelta

import pytest

from antifraud.actions import assess, block, expire
from antifraud.actions.backtest import ask_backtest, run_backtest
from antifraud.actions.rule import (
    NeedsReason,
    NotTried,
    RuleEnded,
    RuleTerms,
    arm_rule,
    change_rule,
    disarm_rule,
    end_rule,
    make_rule,
    snooze_rule,
    wake_rule,
)
from antifraud.engine.rule import Answer, RuleAction, UnusableRule
from antifraud.engine.subject import UnusableValue
from antifraud.models import Assessment, Backtest, Rule, RuleHit
from antifraud.queries import latest
from antifraud.queries.rule import live_rules, quiet_rules, rules, snoozes
from tests.antifraud.orders import NOON, order

pytestmark = pytest.mark.django_db
NOW = NOON + timedelta(minutes=1)
TERMS = RuleTerms(
    title="Two lamps",
    text="order.units == 2",
    action=RuleAction.HOLD,
    reason="refused in May",
    expires_at=None,
)


def made(mode: str = "enforce", **changes: object) -> Rule:
    """Keep a rule, in a mode."""
    rule = make_rule(replace(TERMS, **changes), owner_id=None, now=NOW)  # type: ignore[arg-type]  # any field
    if mode != "observe":
        Rule.objects.filter(pk=rule.pk).update(mode=mode)
        rule.refresh_from_db()
    return rule


def test_a_new_rule_observes_and_says_so_on_the_assessment() -> None:
    rule = made("observe")
    view = assess(order(), now=NOW)
    assert view.recommendation == "clear"
    assert [(each.rule_id, each.mode, each.answer) for each in view.rules] == [
        (rule.pk, "observe", Answer.YES)
    ]
    assert latest("K7PM-2QXD") == view
    assert RuleHit.objects.get().mode == "observe"


def test_an_armed_rule_holds_and_is_counted_once_an_order() -> None:
    rule = made()
    for _ in range(2):
        view = assess(order(), now=NOW)
        assert (view.recommendation, view.level) == ("hold", "amber")
        assert view.sentence == f"Rule #{rule.pk} “Two lamps” holds it: refused in May"
    rule.refresh_from_db()
    assert rule.hits == 1
    assert RuleHit.objects.filter(rule=rule, reference="K7PM-2QXD").count() == 1


def test_a_confirmation_is_kept_on_the_assessment() -> None:
    made(action=RuleAction.REQUIRE_CONFIRMATION)
    assert assess(order(), now=NOW).asks_confirmation
    assert Assessment.objects.get().asks_confirmation


def test_a_shadow_cancel_by_rule_counts_for_the_breaker() -> None:
    made(action=RuleAction.SHADOW_CANCEL)
    found = [
        assess(order(f"ORD-{number}", email=f"a{number}@example.com"), now=NOW).recommendation
        for number in range(6)
    ]
    assert found == ["shadow-cancel"] * 5 + ["hold"]


def test_versions_name_the_rules_asked() -> None:
    assert assess(order(), now=NOW).versions["rules"] == "none"
    rule = made()
    first = assess(order(), now=NOW).versions["rules"]
    change_rule(rule.pk, replace(TERMS, text="order.units == 3"), now=NOW)
    second = assess(order(), now=NOW).versions["rules"]
    assert len({first, second, "none"}) == 3


def test_what_is_off_expired_or_ended_is_not_asked() -> None:
    made("off")
    made(expires_at=NOW + timedelta(hours=1))
    ended = made()
    end_rule(ended.pk, now=NOW)
    later = NOW + timedelta(hours=1)
    assert live_rules(now=later) == ()
    assert assess(order(), now=later).rules == ()
    with pytest.raises(RuleEnded):
        end_rule(ended.pk, now=later)
    assert [each.title for each in rules(now=later, is_live=False)] == ["Two lamps", "Two lamps"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"text": "order.units = 2"}, UnusableRule),
        ({"text": "order.unit == 2"}, UnusableRule),
        ({"expires_at": NOW}, ValueError),
        ({"payment_method": "card"}, ValueError),
        ({"action": RuleAction.HIDE_PAYMENT_METHOD}, ValueError),
        (
            {
                "action": RuleAction.HIDE_PAYMENT_METHOD,
                "payment_method": "card",
                "text": "email.domain == 'x.com'",
            },
            UnusableRule,
        ),
    ],
    ids=[
        "a broken text",
        "an unknown fact",
        "an end before the beginning",
        "a method that nothing hides",
        "a hiding of nothing",
        "a hiding by what the checkout page does not know",
    ],
)
def test_what_cannot_be_used_is_not_kept(changes: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        made(**changes)
    assert not Rule.objects.exists()


def test_a_change_of_meaning_disarms_and_a_change_of_words_does_not() -> None:
    rule = made()
    assert change_rule(rule.pk, replace(TERMS, reason="and in June"), now=NOW).mode == "enforce"
    changed = change_rule(rule.pk, replace(TERMS, text="order.units > 2"), now=NOW)
    assert (changed.mode, changed.revision) == ("observe", 2)
    with pytest.raises(UnusableRule):
        change_rule(rule.pk, replace(TERMS, text="order.units >"), now=NOW)
    assert Rule.objects.get().text == "order.units > 2"


def test_a_rule_is_armed_only_when_it_was_tried_as_it_stands() -> None:
    rule = made("observe")
    with pytest.raises(NotTried):
        arm_rule(rule.pk, typed_reason="", now=NOW)
    tried = ask_backtest(rule.text, days=30, rule_id=rule.pk, author_id=None, now=NOW)
    with pytest.raises(NotTried):
        arm_rule(rule.pk, typed_reason="", now=NOW)
    run_backtest(tried.pk, now=NOW)
    with pytest.raises(NotTried):
        arm_rule(rule.pk, typed_reason="", now=NOW + timedelta(days=7))
    assert arm_rule(rule.pk, typed_reason="", now=NOW).mode == "enforce"
    assert disarm_rule(rule.pk, mode="off", now=NOW).mode == "off"


def test_a_rule_that_meets_good_orders_needs_a_typed_reason() -> None:
    rule = made("observe")
    tried = ask_backtest(rule.text, days=30, rule_id=rule.pk, author_id=None, now=NOW)
    run_backtest(tried.pk, now=NOW)
    row = Backtest.objects.get(pk=tried.pk)
    row.result = {**(row.result or {}), "hits": {"good": 2}, "good_orders": 100}
    row.save()
    for typed in ("", "because   ", "x" * 9):
        with pytest.raises(NeedsReason, match=r"2\.0%"):
            arm_rule(rule.pk, typed_reason=typed, now=NOW)
    assert Rule.objects.get().mode == "observe"
    assert arm_rule(rule.pk, typed_reason="a reseller, see mail", now=NOW).arming_reason == (
        "a reseller, see mail"
    )


def test_a_snooze_leaves_one_customer_alone_until_its_day() -> None:
    rule = made()
    until = NOW + timedelta(days=3)
    snoozed = snooze_rule(
        rule.pk, email="Maria.Ionescu+shop@example.com", until=until, reason="called", author_id=None, now=NOW
    )
    assert assess(order(), now=NOW).recommendation == "clear"
    assert [each.is_snoozed for each in assess(order(), now=NOW).rules] == [True]
    assert assess(order("B", email="other@example.com"), now=NOW).recommendation == "hold"
    assert assess(order(), now=until).recommendation == "hold"
    assert [each.email for each in snoozes(rule.pk, now=NOW)] == ["maria.ionescu@example.com"]
    assert wake_rule(snoozed.pk) is not None
    assert wake_rule(snoozed.pk) is None
    assert assess(order(), now=NOW).recommendation == "hold"


def test_a_snooze_that_is_over_is_forgotten() -> None:
    rule = made()
    until = NOW + timedelta(days=3)
    snooze_rule(rule.pk, email="a@example.com", until=until, reason="", author_id=None, now=NOW)
    expire(now=until - timedelta(seconds=1))
    assert len(snoozes(rule.pk, now=NOW)) == 1
    expire(now=until)
    assert snoozes(rule.pk, now=NOW) == ()


def test_a_snooze_needs_a_day_and_an_address() -> None:
    rule = made()
    for until in (NOW, NOW + timedelta(days=366)):
        with pytest.raises(ValueError, match="A snooze ends"):
            snooze_rule(rule.pk, email="a@example.com", until=until, reason="", author_id=None, now=NOW)
    with pytest.raises(UnusableValue):
        snooze_rule(
            rule.pk, email="nobody", until=NOW + timedelta(days=1), reason="", author_id=None, now=NOW
        )
    assert snoozes(rule.pk, now=NOW) == ()


def test_an_allow_rule_clears_a_listed_order() -> None:
    block("198.51.100.7", reason="fakes", author_id=None, expires_at=None, now=NOW)
    assert assess(order(), now=NOW).recommendation == "shadow-cancel"
    made(action=RuleAction.ALLOW)
    assert assess(order(), now=NOW).recommendation == "clear"


def test_a_rule_without_hits_in_sixty_days_is_quiet() -> None:
    rule = made(text="order.units == 99")
    assert quiet_rules(now=NOW) == ()
    later = NOW + timedelta(days=61)
    assert [each.id for each in quiet_rules(now=later)] == [rule.pk]
    RuleHit.objects.create(rule=rule, reference="A", mode="enforce", at=later - timedelta(days=1))
    assert quiet_rules(now=later) == ()


def test_an_assessment_of_before_reads_without_rules() -> None:
    assess(order(), now=NOW)
    row = Assessment.objects.get()
    row.rules = []
    assert row.view().rules == ()

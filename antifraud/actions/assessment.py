"""Assess an order: collect, decide, and write down what was seen and said."""

from datetime import datetime
from time import perf_counter_ns

from django.db import transaction
from django.db.models import F

from antifraud import conf, queries
from antifraud.actions.record import record_of, write_records
from antifraud.actions.rule import count_rule_hits
from antifraud.collect import city_version, list_matches, order_history
from antifraud.engine.assessment import AssessmentView, Decision, ListMatch
from antifraud.engine.cause import Cause
from antifraud.engine.decide import CancelRate, decide
from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History
from antifraud.engine.rule import LiveRule, RuleAction, RuleMatch, ask_rules
from antifraud.engine.rule.form import stored_form
from antifraud.engine.stored import (
    facts_to_json,
    history_to_json,
    matched_to_json,
    rows_to_json,
    rules_to_json,
)
from antifraud.engine.subject import email_key
from antifraud.models import Assessment, ListEntry, ListHit
from antifraud.queries import learned, register
from antifraud.queries.rule import fingerprint, live_rules, snoozed_rules


def assess(facts: OrderFacts, *, now: datetime, cause: Cause = Cause.PLACED) -> AssessmentView:
    """Judge an order and return the new assessment; asked again, it judges again and adds a row that says why.

    History is as of the order's own time, lists are as of now. Whatever is raised here leaves nothing written: the
    caller shows such an order as not evaluated and keeps it waiting.
    """
    started = perf_counter_ns()  # it measures itself; nothing is decided by this clock
    mode = conf.mode()
    weighed_by = learned.policy()
    matched = list_matches(facts, now=now)
    history = order_history(facts)
    rules = live_rules(now=now)
    ruled = _ruled(facts, history, rules, now=now)
    decision = decide(
        facts,
        history,
        matched,
        policy=weighed_by.policy,
        rate=_rate(facts, matched, ruled, now=now),
        mode=mode,
        ruled=ruled,
    )
    with transaction.atomic():
        write_records([record_of(facts)])
        _count_hits(facts.reference, matched, now=now)
        count_rule_hits(facts.reference, ruled, now=now)
        return _write(
            facts,
            history,
            matched,
            ruled,
            decision,
            versions={
                "policy": weighed_by.fingerprint,
                "rules": fingerprint(rules),
                "lists": str(register.latest_revision()),
                "files": facts.files or "unknown",
                **city_version(),
            },
            duration_us=(perf_counter_ns() - started) // 1000,
            cause=cause,
            now=now,
        )


def _ruled(
    facts: OrderFacts, history: History, rules: tuple[LiveRule, ...], *, now: datetime
) -> tuple[RuleMatch, ...]:
    if not rules:
        return ()
    snoozed = snoozed_rules(email_key(facts.email), now=now)
    return ask_rules(rules, stored_form(facts, history), snoozed=snoozed)


def _rate(
    facts: OrderFacts, matched: tuple[ListMatch, ...], ruled: tuple[RuleMatch, ...], *, now: datetime
) -> CancelRate:
    # Inexact under races: orders judged in the same moment do not see each other. The breaker stops a
    # landslide, and one order more or less is none.
    may_cancel = any(match.effect == "block" for match in matched) or any(
        match.counts and match.action == RuleAction.SHADOW_CANCEL for match in ruled
    )
    if facts.is_offline and may_cancel:
        return queries.cancel_rate(now=now, except_for=facts.reference)
    return CancelRate()


def _count_hits(reference: str, matched: tuple[ListMatch, ...], *, now: datetime) -> None:
    fresh = [
        match.entry_id
        for match in matched
        if ListHit.objects.get_or_create(entry_id=match.entry_id, reference=reference, defaults={"at": now})[
            1
        ]
    ]
    # In the order of their keys: two orders that hit the same two entries never wait for each other.
    for entry_id in sorted(fresh):
        ListEntry.objects.filter(pk=entry_id).update(hits=F("hits") + 1)


def _write(
    facts: OrderFacts,
    history: History,
    matched: tuple[ListMatch, ...],
    ruled: tuple[RuleMatch, ...],
    decision: Decision,
    *,
    versions: dict[str, str],
    duration_us: int,
    cause: Cause,
    now: datetime,
) -> AssessmentView:
    row = Assessment.objects.create(
        reference=facts.reference,
        level=decision.level,
        prior=decision.prior,
        total=decision.total,
        score=decision.score,
        recommendation=decision.recommendation,
        would=decision.would,
        sentence=decision.sentence,
        mode=conf.mode(),
        evidence=rows_to_json(decision.evidence),
        unchecked=rows_to_json(decision.unchecked),
        matched=matched_to_json(matched),
        facts=facts_to_json(facts),
        history=history_to_json(history),
        versions=conf.versions() | versions,
        rules=rules_to_json(ruled),
        asks_confirmation=decision.asks_confirmation,
        duration_us=duration_us,
        cause=cause,
        assessed_at=now,
    )
    return row.view()

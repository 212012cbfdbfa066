"""Name what could have been otherwise about an order: one change a question, in words and in facts."""

from collections.abc import Callable
from dataclasses import replace

from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History, Track, Velocity

type Change = tuple[str, Callable[[OrderFacts, History], tuple[OrderFacts, History] | None]]


def _with(sentence: str, **changed: object) -> Change:
    def change(facts: OrderFacts, history: History) -> tuple[OrderFacts, History] | None:
        # Values of the facts' own types, checked by the table's test.
        new = replace(facts, **changed)  # type: ignore[arg-type]
        return None if new == facts else (new, history)

    return sentence, change


def _same_country(facts: OrderFacts, history: History) -> tuple[OrderFacts, History] | None:
    if not facts.address_country or facts.address_country == facts.country:
        return None
    return replace(facts, country=facts.address_country), history


def _older_account(facts: OrderFacts, history: History) -> tuple[OrderFacts, History] | None:
    if facts.customer_since is None:
        return None
    year = facts.placed_at.replace(year=facts.placed_at.year - 1, day=min(facts.placed_at.day, 28))
    return (replace(facts, customer_since=year), history) if facts.customer_since > year else None


def _calm_visit(facts: OrderFacts, history: History) -> tuple[OrderFacts, History] | None:
    if facts.visit_seconds is None:
        return None
    seen = max(facts.visit_product_pages or 0, 3)
    calm = replace(
        facts,
        visit_seconds=max(facts.visit_seconds, 300.0),
        visit_pages=max(facts.visit_pages or 0, 8),
        visit_product_pages=seen,
    )
    return None if calm == facts else (calm, history)


def _usual_amount(facts: OrderFacts, history: History) -> tuple[OrderFacts, History] | None:
    usual = history.shop.amount_median_minor
    return (
        (replace(facts, amount_minor=usual, units=1), history)
        if usual and facts.amount_minor > usual
        else None
    )


def _alone(sentence: str, *names: str) -> Change:
    def change(facts: OrderFacts, history: History) -> tuple[OrderFacts, History] | None:
        seen = [name for name in names if getattr(history, name) is not None]
        blank = {name: Track() if name.endswith("_track") else Velocity() for name in seen}
        new = replace(history, **blank)  # type: ignore[arg-type]  # each name has its own kind
        return None if new == history else (facts, new)

    return sentence, change


CHANGES: tuple[Change, ...] = (
    _with("If the order had been paid by card", is_offline=False, payment_method="card"),
    ("If it had been delivered to the country it was ordered from", _same_country),
    _with("If it had come from an ordinary connection at home", address_kind="unknown"),
    ("If the account had been a year old", _older_account),
    ("If the visit had taken five minutes, with a look at three products", _calm_visit),
    _with("If nothing about the visit had looked like a program", guard_points=0, trap_hits=0),
    _with("If no payment had failed", failed_payments=0, card_result=None),
    ("If it had been one piece, at the amount half of the shop's orders stay below", _usual_amount),
    _with("If three earlier orders had been delivered and paid", delivered_before=3),
    _alone("If nobody else had ordered from the same connection", "address", "network"),
    _alone("If nobody else had ordered from the same device", "device", "device_track"),
    _alone(
        "If e-mail and phone had been used for nothing else", "email", "email_track", "phone", "phone_track"
    ),
    _alone("If nothing else had been sent to the same address or name", "delivery", "delivery_track", "name"),
)

"""Explain one judgement to the person it hit: how it is made, what went into it, what would have changed it.

The explanation is made from the stored assessment alone. Asking "what if" reads the same facts once more with one of
them changed and weighs them by the same card, so an answer is never a guess. What the merchant's own lists and rules
said is told only in full explanations: staff hand those out by their own decision, and the other kind reads the same
for a listed person as for anybody else.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import accumulate

from antifraud.engine.assessment import AssessmentView, Level
from antifraud.engine.decide import is_evaluated
from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History, Track, Velocity
from antifraud.engine.listed import LIST_CODES
from antifraud.engine.policy import Policy
from antifraud.engine.signal import SIGNALS, judge
from scorecard import Evidence, score

DAY = 86_400.0
RESULTS: dict[Level, str] = {
    "green": "Nothing that worries: the order goes its way.",
    "amber": "Worth a look: a person looks at the order before it is sent.",
    "red": "Likely fraud: a person looks at the order before it is sent.",
    "grey": "Not evaluated: a person looks at the order before it is sent.",
}
PROCEDURE = (
    "Every order is looked at once by a program, whatever it is paid with and however it was placed, within seconds "
    "of being placed; and again when something new is known of it, or when somebody asks.",
    "The program asks a fixed list of questions of the order. Each answer that tells something makes fraud more or "
    "less likely by a fixed factor, written down beforehand. The factors are multiplied with a starting value, and "
    "that is all: the same facts always come to the same result.",
    "A question that cannot be answered counts neither for nor against.",
    "No order is refused for its score. From a certain score on, a person decides.",
    "Every order is also compared with lists and rules that people of the shop wrote. Whether one of them fitted is "
    "told by a person of the shop, who has to weigh whether it may be told.",
    "Networks and countries are looked up in files the shop holds. Nothing is sent to anybody, and nobody else's "
    "opinion is asked.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Datum:
    """One thing that was known of the order, and where it came from."""

    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What one change would have come to, everything else as it was."""

    sentence: str
    score: int
    level: Level
    is_change: bool  # whether another result would have come of it

    @property
    def result(self) -> str:
        """Return the result in words."""
        return RESULTS[self.level]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One judgement, told to the person it hit. Points are centibans; start plus reasons is the total, exactly."""

    reference: str
    assessed_at: datetime
    is_full: bool
    start: int
    total: int
    score: int
    level: Level
    against: tuple[Evidence, ...]
    in_favour: tuple[Evidence, ...]
    unchecked: tuple[str, ...]
    data: tuple[Datum, ...]
    what_if: tuple[WhatIf, ...]
    least: str  # the fewest reasons that had to be absent for another result; empty where there was nothing to change
    lists: tuple[str, ...]  # only in full explanations
    decision: str  # only in full explanations
    is_by_todays_policy: bool  # whether weights and levels are still those it was judged by
    procedure: tuple[str, ...] = PROCEDURE

    @property
    def result(self) -> str:
        """Return the result in words."""
        return RESULTS[self.level]


type Change = tuple[str, Callable[[OrderFacts, History], tuple[OrderFacts, History] | None]]


def explain(view: AssessmentView, *, policy: Policy, fingerprint: str, is_full: bool) -> Explanation:
    """Explain an assessment; `fingerprint` is that of the policy in force, to tell whether it has changed since."""
    reasons = tuple(each for each in view.evidence if is_full or each.code not in LIST_CODES)
    listed = sum(each.points for each in view.evidence if each.code in LIST_CODES)
    total = view.total if is_full else view.total - listed
    level = view.level if is_full else level_of(total, view.facts, policy)
    return Explanation(
        reference=view.reference,
        assessed_at=view.assessed_at,
        is_full=is_full,
        start=view.prior,
        total=total,
        score=score(total),
        level=level,
        against=tuple(sorted((each for each in reasons if each.points > 0), key=lambda each: -each.points)),
        in_favour=tuple(sorted((each for each in reasons if each.points <= 0), key=lambda each: each.points)),
        unchecked=tuple(each.sentence for each in view.unchecked),
        data=data_used(view.facts),
        what_if=_what_ifs(view, policy),
        least=_least(view, policy),
        lists=tuple(_listed(view)) if is_full else (),
        decision=view.sentence if is_full else "",
        is_by_todays_policy=view.versions.get("policy") == fingerprint,
    )


def level_of(total: int, facts: OrderFacts, policy: Policy) -> Level:
    """Return the level of a total, as it would be without lists and rules."""
    if total >= policy.red:
        return "red"
    if total >= policy.amber:
        return "amber"
    return "green" if is_evaluated(facts) else "grey"


def data_used(facts: OrderFacts) -> tuple[Datum, ...]:
    """Return what was known of the order, one by one; what was not known is left out."""
    found = []
    for field in fields(facts):
        value = getattr(facts, field.name)
        if value is None or value == "":
            continue
        name, source = DATA.get(
            field.name, (field.name.replace("_", " ").capitalize(), "noted when ordering")
        )
        found.append(Datum(name=name, value=_text(value), source=source))
    return tuple(found)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S %Z}".strip()
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def _listed(view: AssessmentView) -> Iterable[str]:
    for match in view.matched:
        since = f" since {match.created_at:%Y-%m-%d}" if match.created_at else ""
        kind = "A list of what is never stopped" if match.effect == "allow" else "A list of the shop's people"
        yield f"{kind} has held {match.value} ({match.subject}){since}: {match.reason}"


def _what_ifs(view: AssessmentView, policy: Policy) -> tuple[WhatIf, ...]:
    """Ask every question again with one thing changed; what would have weighed nothing is not told."""
    was = _weighed(view.facts, view.history, policy)
    own = view.total - sum(each.points for each in view.evidence if each.code in LIST_CODES)
    level = level_of(own, view.facts, policy)
    found = []
    for sentence, change in CHANGES:
        changed = change(view.facts, view.history)
        if changed is None:
            continue
        difference = _weighed(*changed, policy) - was
        if difference:
            total = own + difference
            reached = level_of(total, changed[0], policy)
            found.append((difference, sentence, total, reached))
    return tuple(
        WhatIf(sentence=sentence, score=score(total), level=reached, is_change=reached != level)
        for _, sentence, total, reached in sorted(found)
    )


def _weighed(facts: OrderFacts, history: History, policy: Policy) -> int:
    found = (judge(signal, facts, history, card=policy.card) for signal in SIGNALS)
    return sum(each.points for each in found if isinstance(each, Evidence))


def _least(view: AssessmentView, policy: Policy) -> str:
    """Name the fewest reasons without which the score alone would have come to nothing that worries."""
    own = [each for each in view.evidence if each.code not in LIST_CODES]
    total = view.prior + sum(each.points for each in own)
    if total < policy.amber:
        return ""
    heavy = sorted((each for each in own if each.points > 0), key=lambda each: -each.points)
    left = list(accumulate((-each.points for each in heavy), initial=total))[1:]
    wanted = next((count for count, rest in enumerate(left, start=1) if rest < policy.amber), None)
    if wanted is None:
        return "No absence of reasons would have changed the result: the starting value alone is too high."
    named = "; ".join(f"“{each.sentence}”" for each in heavy[:wanted])
    return f"Without this the order would have gone its way: {named}"


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
TYPED, CONNECTION, BROWSER, BOOKS = (
    "typed at the checkout",
    "the connection the order came over, looked up in files the shop holds",
    "what the browser sent while shopping",
    "the shop's own books",
)
DATA: dict[str, tuple[str, str]] = {
    "reference": ("Order", BOOKS),
    "placed_at": ("Placed at", BOOKS),
    "is_offline": ("Paid on delivery or by transfer", TYPED),
    "payment_method": ("Way of paying", TYPED),
    "amount_minor": ("Amount, in the smallest unit", BOOKS),
    "currency": ("Currency", BOOKS),
    "units": ("Pieces", BOOKS),
    "email": ("E-mail", TYPED),
    "phone": ("Phone", TYPED),
    "name": ("Name", TYPED),
    "street": ("Street", TYPED),
    "postcode": ("Postcode", TYPED),
    "city": ("City", TYPED),
    "country": ("Country of delivery", TYPED),
    "coupon_code": ("Coupon", TYPED),
    "customer_id": ("Account number", BOOKS),
    "customer_since": ("Account since", BOOKS),
    "delivered_before": ("Delivered orders before", BOOKS),
    "address": ("Address of the connection", CONNECTION),
    "address_country": ("Country of the connection", CONNECTION),
    "address_asn": ("Number of the network", CONNECTION),
    "address_organisation": ("Who runs the network", CONNECTION),
    "address_kind": ("Kind of network", CONNECTION),
    "address_is_staffs": ("Staff of the shop signed in over the same connection", BOOKS),
    "device": ("Random number of the visit's key", BROWSER),
    "agent_class": ("Kind of browser", BROWSER),
    "languages": ("Languages of the browser", BROWSER),
    "visit_seconds": ("Seconds from the first page to the order", BROWSER),
    "visit_pages": ("Pages looked at", BROWSER),
    "visit_product_pages": ("Product pages looked at", BROWSER),
    "trap_hits": ("Links followed that no person sees", BROWSER),
    "guard_points": ("Points of the guard against programs", BROWSER),
    "proof": ("Proof of being a person", BROWSER),
    "failed_payments": ("Failed payments", BOOKS),
    "card_result": ("What the card's provider said", "the card's provider"),
    "card_country": ("Country of the card's bank", "the card's provider"),
    "payment_status": ("Where the money stood", BOOKS),
    "fulfilment": ("Where the parcel stood", BOOKS),
}

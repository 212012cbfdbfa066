"""Signals of where the parcel goes and under what name."""

import re

from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History
from antifraud.engine.signal.contact import refused_share
from antifraud.engine.signal.reading import NO_NAME, NO_STREET, Finding, Reading, Signal
from antifraud.engine.subject import normal_text

# Here many houses have a name and no number.
NUMBERLESS = frozenset({"GB", "IE", "MT"})


def quality(facts: OrderFacts, history: History) -> Finding:
    """Count what is odd about the street: no number, letters on repeat, hardly anything."""
    if not facts.street.strip():
        return NO_STREET
    written = normal_text(f"{facts.street} {facts.city}")
    faults = [
        sentence
        for sentence, is_odd in (
            ("no street number", not re.search(r"\d", facts.street) and facts.country not in NUMBERLESS),
            ("letters on repeat", bool(re.search(r"([^\W\d_])\1{3,}", written))),
            ("too short", len(written.replace(" ", "")) < 5),
        )
        if is_odd
    ]
    return Reading(len(faults), f"Delivery address: {', '.join(faults)}") if faults else None


def shared(facts: OrderFacts, history: History) -> Finding:
    """Count other buyers at this delivery address within 30 days."""
    if history.delivery is None:
        return NO_STREET
    others = history.delivery.buyers_30d
    return Reading(others, f"{others + 1:,} different buyers at this delivery address in 30 days")


def refused(facts: OrderFacts, history: History) -> Finding:
    """Read the share of refused parcels at this delivery address."""
    if history.delivery_track is None:
        return NO_STREET
    return refused_share(history.delivery_track, "at this delivery address")


def name_repeat(facts: OrderFacts, history: History) -> Finding:
    """Count the e-mails under which this name ordered within 24 hours."""
    if history.name is None:
        return NO_NAME
    people = history.name.buyers_24h + 1
    return Reading(people, f"The same name ordered with {people:,} different e-mails today")


DELIVERY: tuple[Signal, ...] = (
    Signal(code="address-quality", read=quality),
    Signal(code="address-shared", read=shared),
    Signal(code="address-refused", read=refused),
    Signal(code="name-repeat", read=name_repeat),
)

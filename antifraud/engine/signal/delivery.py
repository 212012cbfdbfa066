"""Signals of where the parcel goes and under what name."""

import re

from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History
from antifraud.engine.signal.contact import refused_share
from antifraud.engine.signal.reading import NO_NAME, NO_STREET, Finding, Reading, Signal, counted
from antifraud.engine.subject import normal_text

# Here many houses have a name and no number.
NUMBERLESS = frozenset({"GB", "IE", "MT"})
# How forwarders have their customers write themselves: a trade's word, or a suite with a customer's number.
FORWARDER = re.compile(
    r"\b(forwarding|forwarders?|freight|reship(?:ping|per)?|parcel (?:forward|proxy)|mail ?box(?:es)? etc|"
    r"shipito|stackry|planet express|fishisfast|forward2me|mailboxde|eshopwedrop|viabox)\b"
    r"|\b(?:suite|ste|unit|pmb)\W+(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{5,}\b"
)


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


def forwarder(facts: OrderFacts, history: History) -> Finding:
    """Read whether the parcel goes to somebody who sends parcels on."""
    if not facts.street.strip():
        return NO_STREET
    written = normal_text(f"{facts.name} {facts.street} {facts.city}")
    if not FORWARDER.search(written):
        return None
    return Reading(1, "Delivery address looks like a parcel forwarder's")


def shared(facts: OrderFacts, history: History) -> Finding:
    """Count other buyers at this delivery address within 30 days."""
    if history.delivery is None:
        return NO_STREET
    others = history.delivery.buyers_30d
    told = counted(others + 1, "different buyer", orders=history.delivery.orders_30d)
    return Reading(others, f"{told} at this delivery address in 30 days")


def refused(facts: OrderFacts, history: History) -> Finding:
    """Read the share of refused parcels at this delivery address."""
    if history.delivery_track is None:
        return NO_STREET
    return refused_share(history.delivery_track, "at this delivery address")


def name_repeat(facts: OrderFacts, history: History) -> Finding:
    """Count the e-mails, or the phones if they are more, under which this name ordered within 24 hours."""
    if history.name is None:
        return NO_NAME
    mails, phones = history.name.buyers_24h + 1, history.name.phones_24h + 1
    what = "phone" if phones > mails else "e-mail"
    told = counted(max(mails, phones), f"different {what}", orders=history.name.orders_24h)
    return Reading(max(mails, phones), f"The same name ordered with {told} today")


DELIVERY: tuple[Signal, ...] = (
    Signal(code="address-quality", read=quality),
    Signal(code="address-forwarder", read=forwarder),
    Signal(code="address-shared", read=shared),
    Signal(code="address-refused", read=refused),
    Signal(code="name-repeat", read=name_repeat),
)

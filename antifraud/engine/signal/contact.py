"""Signals of how the buyer can be reached: e-mail and phone."""

import re

import phonenumbers

from antifraud.engine.facts import OrderFacts
from antifraud.engine.gibberish import SHORTEST, surprise
from antifraud.engine.history import History, Track
from antifraud.engine.signal.reading import (
    NO_EMAIL,
    NO_NAME,
    NO_PHONE,
    Finding,
    Missing,
    Reading,
    Signal,
    counted,
)
from antifraud.engine.subject import email_key, normal_text, phone_key

# Before a parcel was ever sent, one in ten is taken to be refused, with the weight of five parcels.
REFUSED_BEFORE, PARCELS_BEFORE = 0.5, 5.0


def disposable(facts: OrderFacts, history: History) -> Finding:
    """Read whether the e-mail's domain gives addresses away for an hour."""
    if history.email_is_disposable is None:
        return NO_EMAIL
    return Reading(1, "Throw-away e-mail domain") if history.email_is_disposable else None


def alias(facts: OrderFacts, history: History) -> Finding:
    """Count other spellings of the same mailbox."""
    if history.email is None:
        return NO_EMAIL
    others = history.email.spellings
    told = counted(others, "other spelling", orders=history.email.orders)
    return Reading(others, f"Same mailbox ordered under {told} of its address")


def gibberish(facts: OrderFacts, history: History) -> Finding:
    """Read how surprising the mailbox's letters are, in bits a pair."""
    if not email_key(facts.email):
        return NO_EMAIL
    letters = re.sub(r"[^a-z]", "", _mailbox(facts.email))
    if len(letters) < SHORTEST:
        return None
    return Reading(surprise(letters), "E-mail looks like random letters")


def email_name(facts: OrderFacts, history: History) -> Finding:
    """Read whether any part of the name is in the e-mail."""
    if not email_key(facts.email):
        return NO_EMAIL
    tokens = [token for token in normal_text(facts.name).split() if len(token) >= 3]
    if not tokens:
        return NO_NAME
    if not any(token.isascii() for token in tokens):
        return Missing("The name is not in Latin letters")
    mailbox = normal_text(facts.email.rpartition("@")[0]).replace(" ", "")
    return (
        None if any(token in mailbox for token in tokens) else Reading(1, "E-mail holds no part of the name")
    )


def phone_invalid(facts: OrderFacts, history: History) -> Finding:
    """Read whether the number can exist."""
    if not facts.phone.strip():
        return NO_PHONE
    key = phone_key(facts.phone)
    is_valid = bool(key) and phonenumbers.is_valid_number(phonenumbers.parse(key))
    return None if is_valid else Reading(1, "Phone number does not exist")


def phone_country(facts: OrderFacts, history: History) -> Finding:
    """Read whether the phone is of another country than the delivery."""
    if not facts.phone.strip():
        return NO_PHONE
    region = (
        phonenumbers.region_code_for_number(phonenumbers.parse(key))
        if (key := phone_key(facts.phone))
        else None
    )
    if not region or not facts.country:
        return Missing("The phone's country is not known")
    if region == facts.country.upper():
        return None
    return Reading(1, f"Phone of {region}, ships to {facts.country.upper()}")


def phone_shared(facts: OrderFacts, history: History) -> Finding:
    """Count the names on this phone within 90 days."""
    if history.phone is None:
        return NO_PHONE
    names = history.phone.names_90d + 1
    # No count of 90 days is kept: that of 180 is more at most.
    return Reading(names, f"Phone used with {counted(names, 'different name', orders=history.phone.orders)}")


def phone_refused(facts: OrderFacts, history: History) -> Finding:
    """Read the share of refused parcels on this phone."""
    return NO_PHONE if history.phone_track is None else refused_share(history.phone_track, "on this phone")


def refused_share(track: Track, where: str) -> Finding:
    """Return the share of refused parcels, shrunk towards the usual as long as there are few."""
    if not track.refused:
        return None
    parcels = track.refused + track.delivered
    share = (track.refused + REFUSED_BEFORE) / (parcels + PARCELS_BEFORE)
    return Reading(share, f"Refused {track.refused:,} of {counted(parcels, 'earlier parcel')} {where}")


def _mailbox(email: str) -> str:
    return email.strip().casefold().rpartition("@")[0].partition("+")[0]


CONTACT: tuple[Signal, ...] = (
    Signal(code="email-disposable", read=disposable),
    Signal(code="email-alias", read=alias),
    Signal(code="email-gibberish", read=gibberish),
    Signal(code="email-name", read=email_name),
    Signal(code="phone-invalid", read=phone_invalid),
    Signal(code="phone-country", read=phone_country),
    Signal(code="phone-shared", read=phone_shared),
    Signal(code="phone-refused", read=phone_refused),
)

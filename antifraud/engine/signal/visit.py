"""Signals of the visit: its pace, its device, its language, and what the guard made of it."""

import re

from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History
from antifraud.engine.signal.reading import NO_DEVICE, NO_VISIT, Finding, Missing, Reading, Signal, counted

# The guard's total when a trap was followed, whatever else it found.
TRAPPED_POINTS = 150
# What people speak where parcels go. English is understood everywhere and says nothing.
SPOKEN = {
    "AT": "de",
    "BE": "nl fr de",
    "BG": "bg tr",
    "CH": "de fr it rm",
    "CY": "el tr",
    "CZ": "cs sk",
    "DE": "de tr ru pl",
    "DK": "da",
    "EE": "et ru",
    "ES": "es ca gl eu",
    "FI": "fi sv",
    "FR": "fr",
    "GB": "en cy gd",
    "GR": "el",
    "HR": "hr sr bs",
    "HU": "hu",
    "IE": "en ga",
    "IT": "it de",
    "LT": "lt ru pl",
    "LU": "fr de lb pt",
    "LV": "lv ru",
    "MT": "mt en it",
    "NL": "nl fy",
    "NO": "no nb nn",
    "PL": "pl uk",
    "PT": "pt",
    "RO": "ro hu",
    "SE": "sv fi",
    "SI": "sl hr it",
    "SK": "sk hu cs",
    "UA": "uk ru",
    "US": "en es",
}


def device_accounts(facts: OrderFacts, history: History) -> Finding:
    """Count other customers on this device within 30 days."""
    if history.device is None:
        return NO_DEVICE
    others = history.device.buyers_30d
    told = counted(others, "other customer", orders=history.device.orders_30d)
    return Reading(others, f"Same device used by {told}")


def account_age(facts: OrderFacts, history: History) -> Finding:
    """Read the seconds between sign-up and order; guests have no account."""
    if facts.customer_id is None:
        return None
    if facts.customer_since is None:
        return Missing("The account's age is not known")
    seconds = (facts.placed_at - facts.customer_since).total_seconds()
    if seconds < 0:
        return Missing("The account looks younger than its order: the clocks disagree")
    return Reading(int(seconds), f"Account created {_ago(int(seconds))} before the order")


def session_speed(facts: OrderFacts, history: History) -> Finding:
    """Read the seconds from the visit's first page to its order."""
    if facts.visit_seconds is None or facts.visit_seconds < 0:
        return NO_VISIT
    pages = f", {counted(facts.visit_pages, 'page')}" if facts.visit_pages is not None else ""
    return Reading(facts.visit_seconds, f"Whole visit took {facts.visit_seconds:.0f} s{pages}")


def no_product_view(facts: OrderFacts, history: History) -> Finding:
    """Read whether the visitor ever looked at a product."""
    if facts.visit_product_pages is None:
        return NO_VISIT
    return Reading(1, "No product page was seen before the order") if facts.visit_product_pages == 0 else None


def bot_evidence(facts: OrderFacts, history: History) -> Finding:
    """Read what the guard made of the visit; a followed trap counts at least as a plain bot."""
    if facts.trap_hits is None and facts.guard_points is None:
        return NO_VISIT
    points = facts.guard_points if facts.guard_points is not None else 0
    if facts.trap_hits:
        return Reading(max(points, TRAPPED_POINTS), "Visit tripped the hidden-link trap")
    return Reading(points, "The guard took this visit for a bot") if facts.guard_points is not None else None


def language_mismatch(facts: OrderFacts, history: History) -> Finding:
    """Read whether any language of the browser is usual where the parcel goes."""
    if facts.languages is None:
        return NO_VISIT
    asked = set(re.findall(r"(?:^|,)\s*([a-z]{2,3})\b", facts.languages.lower()))
    usual = SPOKEN.get(facts.country.upper())
    if not asked or usual is None:
        return Missing("The browser's languages say nothing here")
    if asked & {*usual.split(), "en"}:
        return None
    return Reading(1, f"Browser speaks {', '.join(sorted(asked)[:3])}, ships to {facts.country.upper()}")


def timezone_mismatch(facts: OrderFacts, history: History) -> Finding:
    """Read whether the browser's clock shows what no clock shows where its address lies."""
    if facts.clock_offset is None:
        return Missing("The browser did not tell its clock")
    if history.place is None or not history.place.offsets:
        return Missing("What clocks show at the address is not known")
    if facts.clock_offset in history.place.offsets:
        return None
    usual = " or ".join(utc(offset) for offset in history.place.offsets[:3])
    return Reading(1, f"Browser clock set to {utc(facts.clock_offset)}, address says {usual}")


def form_pasted(facts: OrderFacts, history: History) -> Finding:
    """Read the seconds from the first field touched to sending the form."""
    if facts.form_seconds is None or facts.form_seconds < 0:
        return Missing("How long the form took was not told")
    return Reading(facts.form_seconds, f"Form filled in {facts.form_seconds:.1f} s")


def utc(offset: int) -> str:
    """Return an offset in minutes as people write it: UTC, UTC+2, UTC−3:30."""
    hours, minutes = divmod(abs(offset), 60)
    sign = "+" if offset > 0 else "−"
    return f"UTC{sign}{hours}{f':{minutes:02}' if minutes else ''}" if offset else "UTC"


def _ago(seconds: int) -> str:
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            return counted(seconds // size, name)
    return counted(seconds, "second")


VISIT: tuple[Signal, ...] = (
    Signal(code="device-accounts", read=device_accounts),
    Signal(code="account-age", read=account_age),
    Signal(code="session-speed", read=session_speed),
    Signal(code="no-product-view", read=no_product_view),
    Signal(code="bot-evidence", read=bot_evidence),
    Signal(code="language-mismatch", read=language_mismatch),
    Signal(code="timezone-mismatch", read=timezone_mismatch),
    Signal(code="form-pasted", read=form_pasted),
)

"""Decide whether a coupon may be used, with the reason the shopper reads if not."""

from dataclasses import dataclass
from datetime import datetime

from shop.engine.money import Money

UNKNOWN = "We do not know this code. Please check its spelling."
INACTIVE = "This code is no longer valid."
EARLY = "This code is not valid yet."
LATE = "This code has expired."
USED_UP = "This code has been used up."
USED_BEFORE = "You have used this code before."


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponTerms:
    """What a coupon asks for. None is unlimited."""

    is_active: bool
    starts_at: datetime | None
    ends_at: datetime | None
    least_goods: Money
    limit: int | None
    limit_per_person: int | None
    used: int


def refusal(terms: CouponTerms, *, goods: Money, used_by_person: int | None, now: datetime) -> str | None:
    """Return why a coupon may not be used on such goods, or None; a person not yet known (None) is not counted."""
    if not terms.is_active:
        return INACTIVE
    if terms.starts_at is not None and now < terms.starts_at:
        return EARLY
    if terms.ends_at is not None and now >= terms.ends_at:
        return LATE
    if goods < terms.least_goods:
        return f"This code asks for goods worth at least {terms.least_goods}."
    if terms.limit is not None and terms.used >= terms.limit:
        return USED_UP
    if terms.limit_per_person is not None and (used_by_person or 0) >= terms.limit_per_person:
        return USED_BEFORE
    return None


def canonical_code(typed: str) -> str:
    """Return a code as it is stored, however it was typed."""
    return "".join(typed.split()).upper()


def canonical_person(email: str) -> str:
    """Return one spelling for all spellings of a mailbox: lower case, without the `+tag`; at Gmail without dots."""
    mailbox, _, domain = email.strip().lower().rpartition("@")
    mailbox = mailbox.partition("+")[0] or mailbox
    if domain in {"gmail.com", "googlemail.com"}:
        mailbox, domain = mailbox.replace(".", ""), "gmail.com"
    return f"{mailbox}@{domain}"

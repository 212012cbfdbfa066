"""Read a pasted list of things to block or allow, line by line, and say what is wrong with each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_network

from antifraud.engine.subject import (
    Subject,
    UnusableValue,
    canonical_delivery,
    canonical_email,
    canonical_network,
    canonical_phone,
    parse_address,
)

MOST_CHARACTERS = 1_000_000
MOST_LINES = 20_000
MOST_IN_A_LINE = 320
SHOWN = 60


class PasteTooLong(ValueError):
    """A paste that is refused before it is read; the message says how much would do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a paste: its canonical form, or what is wrong with it."""

    number: int  # from 1, as people count
    text: str
    subject: str = ""
    value: str = ""
    problem: str = ""
    warning: str = ""


def parse_list(values: str | Sequence[str], *, own_address: str | None = None) -> tuple[Line, ...]:
    """Return one Line for every line that says something; blank lines and `# comments` say nothing.

    A line is an address, a CIDR, an e-mail, a phone with its country code, `AS64500`, `country:RO` or `device:…`.

    :raises PasteTooLong: over a million characters or 20,000 lines
    """
    if sum(map(len, [values] if isinstance(values, str) else values)) > MOST_CHARACTERS:
        raise PasteTooLong("That is too long: paste at most 1,000,000 characters.")
    lines = values.splitlines() if isinstance(values, str) else list(values)
    if len(lines) > MOST_LINES:
        raise PasteTooLong(f"That is too long: paste at most {MOST_LINES:,} lines.")
    found = []
    for number, raw in enumerate(lines, start=1):
        text = re.sub(r"(^|\s)#.*", "", raw).strip().strip(",;").strip()
        if text:
            found.append(_line(number, text, own_address))
    return tuple(found)


def canonical(text: str) -> tuple[Subject, str]:
    """Return what a value speaks of, and its canonical form.

    :raises UnusableValue: when it is none of the things a list can hold
    """
    if not text.isprintable():
        raise UnusableValue("The line holds a character that cannot be printed.")
    if len(text) > MOST_IN_A_LINE:
        raise UnusableValue(f"{text[:SHOWN]}… is too long.")
    word, colon, rest = (part.strip() for part in text.partition(":"))
    match word.casefold() if colon else "":
        case "country":
            return _country(rest)
        case "device":
            return _device(rest)
        case "email" | "mailto":
            return Subject.EMAIL, canonical_email(rest)
        case "phone" | "tel":
            return Subject.PHONE, canonical_phone(rest)
        case "delivery":
            return Subject.DELIVERY, canonical_delivery(rest)
    if "@" in text:
        return Subject.EMAIL, canonical_email(text)
    if number := re.fullmatch(r"AS([1-9][0-9]{0,9})", text, re.IGNORECASE | re.ASCII):
        return _asn(int(number[1]))
    if re.match(r"(\+|00\d)", text) and ":" not in text and "." not in text:
        return Subject.PHONE, canonical_phone(text)
    return canonical_network(text)


def _line(number: int, text: str, own_address: str | None) -> Line:
    try:
        subject, value = canonical(text)
    except UnusableValue as error:
        return Line(number=number, text=_showable(text), problem=str(error))
    warning = _warning(subject, value, own_address)
    return Line(number=number, text=_showable(text), subject=str(subject), value=value, warning=warning)


def _warning(subject: Subject, value: str, own_address: str | None) -> str:
    if subject not in {Subject.ADDRESS, Subject.CIDR}:
        return ""
    network = ip_network(value)
    mine = parse_address(own_address)
    if mine is not None and mine.version == network.version and mine in network:
        return "This is where you are now."
    if network.is_loopback or network.is_private or network.is_link_local:
        return "This range is private: no shopper on the internet has such an address."
    return ""


def _showable(text: str) -> str:
    plain = "".join(letter if letter.isprintable() else "�" for letter in text[: SHOWN + 1])
    return plain if len(plain) <= SHOWN else f"{plain[:SHOWN]}…"


def _country(text: str) -> tuple[Subject, str]:
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise UnusableValue(f"{text or 'Nothing'} is not a country's two letters, as in country:RO.")
    return Subject.COUNTRY, text.upper()


def _device(text: str) -> tuple[Subject, str]:
    if not re.fullmatch(r"[A-Za-z0-9_-]{6,64}", text):
        raise UnusableValue(f"{text or 'Nothing'} is not a device's id.")
    return Subject.DEVICE, text


def _asn(number: int) -> tuple[Subject, str]:
    if number >= 2**32:
        raise UnusableValue(f"AS{number} is not a network's number.")
    return Subject.ASN, f"AS{number}"

"""Read a pasted list of things to block or allow, line by line, and say what is wrong with each."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from ipaddress import ip_network

from antifraud.engine.sheet import Row, rows_of
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
MOST_IN_A_REASON = 200
LAST_YEAR = 9999
FOR_EVER = frozenset({"never", "for ever", "for-ever"})
SHOWN = 60
# Between carriers' own routers and their customers (RFC 6598).
CARRIER = ip_network("100.64.0.0/10")


class PasteTooLong(ValueError):
    """A paste that is refused before it is read; the message says how much would do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a paste: its canonical form, or what is wrong with it and where."""

    number: int  # from 1, as people count
    text: str
    subject: str = ""
    value: str = ""
    problem: str = ""
    warning: str = ""
    column: int = 1  # the character of a plain line, or the cell of a CSV row
    reason: str = ""  # of a CSV row, instead of what is said for all
    note: str = ""
    ends_at: datetime | None = None
    is_for_ever: bool = False


def parse_list(
    values: str | Sequence[str],
    *,
    own_address: str | None = None,
    effect: str = "",
    now: datetime | None = None,
) -> tuple[Line, ...]:
    """Return one Line for every line that says something; blank lines and `# comments` say nothing.

    A line is an address, a CIDR, an e-mail, a phone with its country code, `AS64500`, `country:RO`, `device:…` or
    `delivery:RO Strada Lunga 14, 500051 Brasov`. A first line with `value` in it makes it a CSV file, whose columns
    `reason`, `note`, `ends` and `list` count, too; rows for another list than `effect`, or with an end
    before `now`, are wrong.

    :raises PasteTooLong: over a million characters or 20,000 lines
    """
    if sum(map(len, [values] if isinstance(values, str) else values)) > MOST_CHARACTERS:
        raise PasteTooLong("That is too long: paste at most 1,000,000 characters.")
    lines = len(values.splitlines() if isinstance(values, str) else values)
    if lines > MOST_LINES:
        raise PasteTooLong(f"That is too long: paste at most {MOST_LINES:,} lines.")
    return tuple(read_lines(values, own_address=own_address, effect=effect, now=now))


def read_lines(
    values: str | Iterable[str],
    *,
    own_address: str | None = None,
    effect: str = "",
    now: datetime | None = None,
) -> Iterator[Line]:
    """Yield the same one line at a time, however long the list."""
    return (_line(row, own_address, effect, now) for row in rows_of(values))


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


def written(subject: str, value: str) -> str:
    """Return an entry as people write it, so that it is read as the same."""
    return f"{subject}:{value}" if subject in {Subject.COUNTRY, Subject.DEVICE, Subject.DELIVERY} else value


def _line(row: Row, own_address: str | None, effect: str, now: datetime | None) -> Line:
    line = Line(number=row.number, text=_showable(row.text), column=row.column, problem=row.problem)
    if row.problem:
        return line
    try:
        subject, value = canonical(row.text)
    except UnusableValue as error:
        # Of a plain line the very character is named.
        place = next((at for at, letter in enumerate(row.text) if not letter.isprintable()), 0)
        return replace(line, problem=str(error), column=row.column + (0 if row.columns else place))
    line = replace(line, subject=str(subject), value=value, warning=_warning(subject, value, own_address))
    return _terms(line, row, effect, now) if row.columns else line


def _terms(line: Line, row: Row, effect: str, now: datetime | None) -> Line:
    """Take over what a CSV row says besides its value."""
    place = dict(row.columns)
    said = row.effect.casefold()
    if effect and said and said != effect:
        return replace(line, problem=f"The row is for the list “{row.effect[:20]}”.", column=place["effect"])
    if len(row.reason) > MOST_IN_A_REASON:
        problem = f"The reason is longer than {MOST_IN_A_REASON} characters."
        return replace(line, problem=problem, column=place["reason"])
    line = replace(line, reason=row.reason, note=row.note)
    if row.ends.casefold() in FOR_EVER:
        return replace(line, is_for_ever=True)
    ends_at = _moment(row.ends)
    if row.ends and ends_at is None:
        problem = f"“{row.ends[:20]}” is no date as in 2026-12-31, nor “never”."
        return replace(line, problem=problem, column=place["ends"])
    if ends_at is not None and now is not None and ends_at <= now:
        return replace(line, problem=f"“{row.ends[:20]}” is over already.", column=place["ends"])
    return replace(line, ends_at=ends_at)


def _moment(text: str) -> datetime | None:
    """Return a date's first moment, or a moment, in UTC unless it says otherwise; None for what is neither."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    # Years at either end of the calendar cannot be turned into another zone's.
    if not 1 < moment.year < LAST_YEAR:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _warning(subject: Subject, value: str, own_address: str | None) -> str:
    if subject not in {Subject.ADDRESS, Subject.CIDR}:
        return ""
    network = ip_network(value)
    mine = parse_address(own_address)
    if mine is not None and mine.version == network.version and mine in network:
        return "This is where you are now."
    if network.version == 4 and network.overlaps(CARRIER):
        return "This range is shared: behind each of its addresses are many customers of one carrier."
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

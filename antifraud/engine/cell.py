"""Read one cell of a merchant's file, by the fact it stands for."""

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from ipaddress import IPv6Address, ip_address
from math import isfinite

import phonenumbers

from antifraud.engine.facts import OrderFacts

type Cell = str | int | float | bool | datetime | Decimal

LARGEST = 2**53
LONGEST = {
    "reference": 40, "payment_method": 30, "currency": 3, "country": 2, "device": 64, "email": 320, "phone": 20,
    "card": 64, "address_country": 2, "card_country": 2,
}  # fmt: skip
LONGEST_TEXT = 300
COUNTRIES = frozenset({"country", "address_country", "card_country"})
YES, NO = frozenset({"1", "true", "yes", "t", "y"}), frozenset({"0", "false", "no", "f", "n"})
KINDS = {field.name: str(field.type) for field in fields(OrderFacts)}


class UnusableCell(ValueError):
    """A cell that does not hold what its column should; the message says so, for people."""


@cache
def reader_of(field: str) -> Callable[[str], Cell]:
    """Return what reads a field's cells, which have no blanks around them and are not empty.

    :raises KeyError: for what is no field
    """
    if field == "amount":
        return _amount
    if field == "known_at":
        return _time
    if field == "address":
        return _address
    if field == "phone":
        return _phone
    if field in COUNTRIES:
        return _country
    kind = KINDS[field]
    for word, reader in (
        ("datetime", _time),
        ("bool", _flag),
        ("float", _number),
        ("int", _whole),
    ):
        if word in kind:
            return reader
    most = LONGEST.get(field, LONGEST_TEXT)
    return lambda text: _text(text, most=most)


def _text(text: str, *, most: int = LONGEST_TEXT) -> str:
    if "\ufffd" in text:
        raise UnusableCell("holds characters that are not UTF-8.")
    if len(text) > most:
        raise UnusableCell(f"{len(text)} characters; at most {most} fit.")
    return text


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text.replace("\N{NO-BREAK SPACE}", "").replace(" ", ""))
    except InvalidOperation as error:
        raise UnusableCell(f"{text!r} is no amount; write it like 1234.50.") from error
    if not amount.is_finite() or not 0 <= amount < LARGEST:
        raise UnusableCell(f"{text!r} is no amount an order can have.")
    return amount


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise UnusableCell(f"{text!r} is no time; write it like 2026-03-04T12:30:00Z.") from error
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError as error:
        raise UnusableCell(f"{text!r} is out of reach.") from error


def _address(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError as error:
        raise UnusableCell(f"{text!r} is no IP address.") from error
    if "%" in text:
        raise UnusableCell(f"{text!r} names an interface; leave out what follows the %.")
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def _phone(text: str) -> str:
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return text[: LONGEST["phone"]]  # without its country: kept as written, compared with nothing
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _country(text: str) -> str:
    if len(text) != 2 or not text.isascii() or not text.isalpha():
        raise UnusableCell(f"{text!r} is no country; write two letters, like DE.")
    return text.upper()


def _flag(text: str) -> bool:
    word = text.casefold()
    if word in YES or word in NO:
        return word in YES
    raise UnusableCell(f"{text!r} is neither yes nor no.")


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError as error:
        raise UnusableCell(f"{text!r} is no number.") from error
    if not isfinite(number):
        raise UnusableCell(f"{text!r} is no number.")
    return number


def _whole(text: str) -> int:
    try:
        number = int(text)
    except ValueError as error:
        raise UnusableCell(f"{text!r} is no whole number.") from error
    if abs(number) > LARGEST:
        raise UnusableCell(f"{text!r} is too large.")
    return number

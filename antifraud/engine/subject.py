"""Bring what lists and orders speak of into one canonical form, and say which entries an order can match."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import phonenumbers

from antifraud.engine.facts import OrderFacts

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network

# An entry wider than this would catch a continent.
WIDEST = {4: 8, 6: 16}
# Inside one /64 of IPv6 one household moves as it likes.
IPV6_SUBSCRIBER = 64
NEIGHBOURHOOD = {4: 24, 6: 48}
# Fewer words than these are half a town, not a door.
LEAST_OF_A_PLACE = 3
LONGEST_PLACE = 300
# Here a dot in the mailbox means nothing.
DOTLESS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
LONGEST_EMAIL = 320  # 64 before the @ and 255 after it


class Subject(StrEnum):
    """What an entry speaks of. The values are stored and never change."""

    ADDRESS = "address"
    CIDR = "cidr"
    EMAIL = "email"
    PHONE = "phone"
    DEVICE = "device"
    DELIVERY = "delivery"
    COUNTRY = "country"
    ASN = "asn"


class UnusableValue(ValueError):
    """A value that no list can hold; the message says why, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The canonical forms under which an order's subjects are counted; empty is not known."""

    address: str
    network: str
    device: str
    email: str
    phone: str
    delivery: str
    name: str
    card: str


def fold_address(address: Address) -> Address:
    """Return an address as it is counted: IPv4-mapped unwrapped, IPv6 as the first of its /64."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        return IPv6Address(int(address) >> IPV6_SUBSCRIBER << IPV6_SUBSCRIBER)
    return address


def address_text(address: Address) -> str:
    """Return a single address as lists write it: IPv4 bare, IPv6 as its /64."""
    folded = fold_address(address)
    return str(folded) if folded.version == 4 else f"{folded}/{IPV6_SUBSCRIBER}"


def parse_address(text: str | None) -> Address | None:
    """Return a stored address, folded, or None for nothing and nonsense."""
    try:
        return fold_address(ip_address(text)) if text else None
    except ValueError:
        return None


def neighbourhood(address: Address) -> str:
    """Return the /24 or /48 around a folded address."""
    return str(ip_network((address, NEIGHBOURHOOD[address.version]), strict=False))


def canonical_network(text: str) -> tuple[Subject, str]:
    """Return the subject and canonical text of an address or CIDR.

    :raises UnusableValue: for malformed, too wide, or host bits set; the message suggests what was meant
    """
    if "%" in text:
        raise UnusableValue(f"{text} names an interface; leave out what follows the %.")
    try:
        network = ip_network(text, strict=False)
        given = ip_address(text.partition("/")[0])
    except ValueError as error:
        raise UnusableValue(_network_problem(text)) from error
    if given != network.network_address:
        raise UnusableValue(f"{text} has host bits set; did you mean {network}?")
    network = _unmapped(network)
    if network.prefixlen < WIDEST[network.version]:
        raise UnusableValue(f"{network} is too wide: at least /{WIDEST[network.version]} is needed.")
    if network.version == 6 and network.prefixlen >= IPV6_SUBSCRIBER:
        return Subject.ADDRESS, address_text(network.network_address)
    if network.prefixlen == network.max_prefixlen:
        return Subject.ADDRESS, str(network.network_address)
    return Subject.CIDR, str(network)


def canonical_email(text: str) -> str:
    """Return an e-mail address without case, tag and meaningless dots, its domain in ASCII.

    :raises UnusableValue: when it is none
    """
    mailbox, at, domain = text.strip().casefold().rpartition("@")
    try:
        host = domain.rstrip(".").encode("idna").decode("ascii")
    except UnicodeError as error:
        raise UnusableValue(f"{text} is not an e-mail address.") from error
    mailbox = mailbox.partition("+")[0] or mailbox
    if host in DOTLESS:
        mailbox, host = mailbox.replace(".", ""), DOTLESS[host]
    is_plausible = at and mailbox and not re.search(r"[\s@,;<>]", mailbox) and "." in host.strip(".")
    if not is_plausible or not re.fullmatch(r"[a-z0-9.-]+", host) or len(mailbox) + len(host) > 253:
        raise UnusableValue(f"{text} is not an e-mail address.")
    return f"{mailbox}@{host}"


@lru_cache(maxsize=4096)
def canonical_phone(text: str) -> str:
    """Return a phone number in E.164.

    :raises UnusableValue: when it is none, or its country is not said
    """
    digits = re.sub(r"^00", "+", text.strip())
    if not digits.startswith("+"):
        raise UnusableValue(f"{text} needs its country code, as in +40 721 234 567.")
    try:
        number = phonenumbers.parse(digits)
    except phonenumbers.NumberParseException as error:
        raise UnusableValue(f"{text} is not a phone number.") from error
    if not phonenumbers.is_possible_number(number):
        raise UnusableValue(f"{text} is not a phone number.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def keys_of(facts: OrderFacts) -> Keys:
    """Return the canonical forms of everything an order shares with others."""
    address = parse_address(facts.address)
    name = normal_text(facts.name)
    return Keys(
        address=str(address) if address else "",
        network=neighbourhood(address) if address else "",
        device=facts.device or "",
        email=email_key(facts.email),
        phone=phone_key(facts.phone),
        delivery=delivery_digest(delivery_text(facts)),
        name=_digest(name) if name else "",
        card=(facts.card or "")[:64],
    )


def email_key(text: str) -> str:
    """Return the canonical e-mail, or nothing for none: what is longer than any address is none."""
    try:
        return canonical_email(text) if len(text) <= LONGEST_EMAIL else ""
    except UnusableValue:
        return ""


def phone_key(text: str) -> str:
    """Return the canonical phone, or nothing for none."""
    try:
        return canonical_phone(text) if text else ""
    except UnusableValue:
        return ""


def delivery_text(facts: OrderFacts) -> str:
    """Return where a parcel goes as lists write it: the country, then street, postcode and city in plain words."""
    place = normal_text(f"{facts.street} {facts.postcode} {facts.city}")
    return f"{facts.country.upper()} {place}" if normal_text(facts.street) else ""


def canonical_delivery(text: str) -> str:
    """Return a delivery address as lists write it.

    :raises UnusableValue: when it does not begin with a country, or is too short to mean one place
    """
    country, _, rest = text.strip().partition(" ")
    place = normal_text(rest)
    if not re.fullmatch(r"[A-Za-z]{2}", country.rstrip(",")):
        raise UnusableValue(
            "A delivery address begins with its country, as in delivery:RO Strada Lunga 14, 500051 Brasov."
        )
    if len(place.split()) < LEAST_OF_A_PLACE:
        raise UnusableValue(f"{text} is too short: street, postcode and city are needed.")
    if len(place) > LONGEST_PLACE:
        raise UnusableValue(f"{text[:60]}… is too long.")
    return f"{country.rstrip(',').upper()} {place}"


def delivery_digest(text: str) -> str:
    """Return the key under which past orders hold a delivery address; nothing for nothing."""
    return _digest(text) if text else ""


def listable(facts: OrderFacts) -> frozenset[tuple[str, str]]:
    """Return every subject and value an entry could have that matches these facts: at most some seventy."""
    pairs = list(listable_texts(facts))
    address = parse_address(facts.address)
    if address:
        pairs.append((Subject.ADDRESS, address_text(address)))
        pairs += [(Subject.CIDR, str(network)) for network in ranges_around(address)]
    return frozenset((str(subject), value) for subject, value in pairs)


def listable_texts(facts: OrderFacts) -> tuple[tuple[str, str], ...]:
    """Return the subjects and values of an order that are no networks."""
    pairs = (
        (Subject.EMAIL, email_key(facts.email)),
        (Subject.PHONE, phone_key(facts.phone)),
        (Subject.DEVICE, facts.device or ""),
        (Subject.DELIVERY, delivery_text(facts)),
        (Subject.COUNTRY, (facts.address_country or "").upper()),
        (Subject.ASN, f"AS{facts.address_asn}" if facts.address_asn else ""),
    )
    return tuple((str(subject), value) for subject, value in pairs if value)


def normal_text(text: str) -> str:
    """Return text without case, accents, punctuation and doubled spaces."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)
    )
    return " ".join(re.findall(r"\w+", plain.casefold()))


def ranges_around(address: Address) -> Iterator[Network]:
    """Return every range an entry could have that holds an address, widest first."""
    longest = 31 if address.version == 4 else IPV6_SUBSCRIBER - 1
    for length in range(WIDEST[address.version], longest + 1):
        yield ip_network((address, length), strict=False)


def _unmapped(network: Network) -> Network:
    mapped = network.network_address.ipv4_mapped if isinstance(network, IPv6Network) else None
    return IPv4Network((mapped, network.prefixlen - 96)) if mapped and network.prefixlen >= 96 else network


def _network_problem(text: str) -> str:
    if re.search(r"(^|\.)0\d", text.partition("/")[0]) and ":" not in text:
        return f"{text} has leading zeros, which some programs read as octal."
    return f"{text} is not an address or a CIDR range."


def _digest(text: str) -> str:
    # Only ever compared with its like: the text itself need not lie about twice.
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:32]

"""Ask the domain name system who an address is, and where a name leads. Never on a request's way."""

from collections.abc import Sequence
from ipaddress import ip_address
from typing import Protocol

import dns.exception
import dns.resolver
import dns.reversename

from botguard import conf
from botguard.engine.address import Address

TIMEOUT_SECONDS = 2.0
# An address with more names than this is nobody's crawler.
MOST_NAMES = 4
LONGEST_NAME = 253


class NamesAway(Exception):
    """No answer in time, or a server that failed: nothing is known either way."""


class Names(Protocol):
    """What answers questions about names."""

    def hostnames(self, address: Address) -> Sequence[str]:
        """Return the names of an address, without a dot at the end.

        :raises NamesAway: when nobody answers
        """

    def addresses(self, hostname: str) -> Sequence[Address]:
        """Return the addresses of a name.

        :raises NamesAway: when nobody answers
        """


class Resolver:
    """The machine's resolver, or the one that the settings name."""

    def __init__(self) -> None:
        servers = conf.nameservers()
        try:
            self._resolver = dns.resolver.Resolver(configure=not servers)
        except dns.resolver.NoResolverConfiguration:
            # A machine without a resolver answers nothing: every question finds nobody to ask.
            self._resolver = dns.resolver.Resolver(configure=False)
        if servers:
            self._resolver.nameservers = [host for host, _ in servers]
            self._resolver.nameserver_ports = dict(servers)
        self._resolver.lifetime = self._resolver.timeout = TIMEOUT_SECONDS

    def hostnames(self, address: Address) -> Sequence[str]:
        """Return the names of an address."""
        question = dns.reversename.from_address(address.compressed).to_text()
        return [name.rstrip(".").lower() for name in self._ask(question, "PTR")][:MOST_NAMES]

    def addresses(self, hostname: str) -> Sequence[Address]:
        """Return the addresses of a name."""
        if len(hostname) > LONGEST_NAME:
            return []
        return [ip_address(text) for kind in ("A", "AAAA") for text in self._ask(f"{hostname}.", kind)]

    def _ask(self, question: str, kind: str) -> list[str]:
        try:
            return [record.to_text() for record in self._resolver.resolve(question, kind)]
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except dns.exception.DNSException as error:
            raise NamesAway(type(error).__name__) from error

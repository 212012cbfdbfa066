"""A name server of the range's own, so that the shop's worker can look up who an address is.

Everybody writes the names of their own addresses themselves, liars too; what a name leads to its owner alone decides.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from socket import AF_INET, SOCK_DGRAM, socket
from threading import Thread

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.reversename
import dns.rrset

# Who is who in the range. Liars call their own address by the real one's name.
GOOGLEBOT, UNASKED, LIAR = "127.0.97.1", "127.0.97.2", "127.0.96.1"
HOST = "crawl-127-0-97-1.googlebot.com"
NAMES = {GOOGLEBOT: HOST, LIAR: HOST}
HOSTS = {HOST: GOOGLEBOT}
SILENT = (UNASKED,)

LARGEST = 4_096
SECONDS_KEPT = 60
POLL_SECONDS = 0.2


class NameServer:
    """Answers on loopback what addresses are called and where names lead; about some addresses it says nothing.

    `names` has the name of an address, `hosts` the address of a name, and `silent` the addresses whose zone is broken.
    """

    def __init__(
        self, *, names: Mapping[str, str], hosts: Mapping[str, str], silent: Collection[str] = ()
    ) -> None:
        self._names = {dns.reversename.from_address(address): f"{name}." for address, name in names.items()}
        self._hosts = {dns.name.from_text(name): address for name, address in hosts.items()}
        self._silent = {dns.reversename.from_address(address) for address in silent}
        self._socket = socket(AF_INET, SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(POLL_SECONDS)
        self._is_open = True
        self._thread = Thread(target=self._serve, name="name-server", daemon=True)

    @property
    def place(self) -> str:
        """Return where it listens, as the setting NAMESERVERS wants it."""
        return f"127.0.0.1:{self._socket.getsockname()[1]}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._is_open = False
        self._thread.join(5)
        self._socket.close()

    def _serve(self) -> None:
        while self._is_open:
            with suppress(TimeoutError):
                asked, client = self._socket.recvfrom(LARGEST)
                self._socket.sendto(self._answer(dns.message.from_wire(asked)).to_wire(), client)

    def _answer(self, query: dns.message.Message) -> dns.message.Message:
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        question = query.question[0]
        if question.name in self._silent:
            answer.set_rcode(dns.rcode.SERVFAIL)
            return answer
        found = ""
        if question.rdtype == dns.rdatatype.PTR:
            found = self._names.get(question.name, "")
        elif question.rdtype == dns.rdatatype.A:
            found = self._hosts.get(question.name, "")
        if found:
            kind = dns.rdatatype.to_text(question.rdtype)
            answer.answer.append(dns.rrset.from_text(question.name, SECONDS_KEPT, "IN", kind, found))
        elif question.name not in self._hosts:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer


@contextmanager
def name_server(
    *, names: Mapping[str, str], hosts: Mapping[str, str], silent: Collection[str] = ()
) -> Iterator[NameServer]:
    """Run a name server."""
    made = NameServer(names=names, hosts=hosts, silent=silent)
    made.start()
    try:
        yield made
    finally:
        made.stop()

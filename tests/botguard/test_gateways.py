"""What is asked of the outside: names of a name server, keys of a directory; both against real servers on loopback."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingUDPServer

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.utils import timezone
from pytest_django import Settings

from botguard.actions.crawler import add_directory, ask_for, check_names, read_again, read_directories
from botguard.engine.botauth import BadPublication
from botguard.gateways.directory import DirectoryAway, Reader, is_public, read_keys
from botguard.gateways.names import NamesAway, Resolver
from botguard.models import CrawlerName, KeyDirectory
from botguard.queries import register
from tests.botguard.signers import PAIR, key_id, public_text

JWK = {"kty": "OKP", "crv": "Ed25519", "x": public_text(PAIR)}
RECORDS = {
    ("77.2.0.192.in-addr.arpa.", "PTR"): "spider-192-0-2-77.yandex.com.",
    ("spider-192-0-2-77.yandex.com.", "A"): "192.0.2.77",
    ("78.2.0.192.in-addr.arpa.", "PTR"): "spider-192-0-2-77.yandex.com.",
}


class FakeNameServer(BaseRequestHandler):
    """Answers from a table; of broken.example it says that it failed."""

    def handle(self) -> None:
        packet, socket = self.request
        question = dns.message.from_wire(packet)
        asked = question.question[0]
        name, kind = asked.name.to_text().lower(), dns.rdatatype.to_text(asked.rdtype)
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        if name.endswith("broken.example.") or name.startswith("79."):
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif (name, kind) in RECORDS:
            answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, RECORDS[name, kind]))
        elif not any(known == name for known, _ in RECORDS):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        socket.sendto(answer.to_wire(), self.client_address)


@pytest.fixture
def name_server(settings: Settings) -> Iterator[None]:
    """Have a name server of our own asked."""
    with ThreadingUDPServer(("127.0.0.1", 0), FakeNameServer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.BOTGUARD_NAMESERVERS = [f"127.0.0.1:{server.server_address[1]}"]
        yield
        server.shutdown()


def test_names_are_asked_both_ways(name_server: None) -> None:
    names = Resolver()
    address = ip_address("192.0.2.77")
    assert names.hostnames(address) == ["spider-192-0-2-77.yandex.com"]
    assert names.addresses("spider-192-0-2-77.yandex.com") == [address]
    assert names.hostnames(ip_address("192.0.2.99")) == []
    assert names.addresses("nowhere.example") == []


def test_a_server_that_fails_is_not_an_answer(name_server: None) -> None:
    with pytest.raises(NamesAway):
        Resolver().addresses("broken.example")


@pytest.mark.django_db
def test_robots_are_told_apart_by_a_real_resolver(name_server: None) -> None:
    now = timezone.now()
    ask_for([(f"192.0.2.{last}", "YandexBot") for last in (77, 78, 79, 99)], [], now=now)
    assert check_names(Resolver(), now=now) == 4
    states = dict(CrawlerName.objects.values_list("address", "state"))
    assert states == {
        "192.0.2.77": "verified",
        "192.0.2.78": "fake",  # a name that leads to somebody else
        "192.0.2.79": "pending",  # nobody answered
        "192.0.2.99": "fake",
    }


type Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a certificate for localhost, with its key, that nobody else trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def publish(certificate: Path) -> Iterator[Callable[[dict[str, Answer]], Reader]]:
    """Return a function that publishes answers by path on a TLS server, and gives a reader that may reach it."""
    servers: list[ThreadingHTTPServer] = []

    def start(answers: dict[str, Answer]) -> Reader:
        class Site(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, body = answers.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        trusting = ssl.create_default_context(cafile=str(certificate))
        return Reader(allows=lambda address: True, context=trusting, port=server.server_address[1])

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


type Publish = Callable[[dict[str, Answer]], Reader]
DIRECTORY = json.dumps({"keys": [JWK]}).encode()
SITE = "https://localhost"


def test_a_directory_is_read(publish: Publish) -> None:
    reader = publish({"/keys": (200, {}, DIRECTORY)})
    (key,) = read_keys(f"{SITE}/keys", form="directory", reader=reader)
    assert key.id == key_id(PAIR)


def test_a_card_leads_on_once(publish: Publish) -> None:
    url = f"{SITE}/card"
    card = json.dumps({"client_id": url, "jwks_uri": f"{SITE}/keys"}).encode()
    reader = publish({"/card": (200, {}, card), "/keys": (200, {}, DIRECTORY)})
    assert read_keys(url, form="cimd", reader=reader)[0].id == key_id(PAIR)
    inside = json.dumps({"client_id": url, "jwks": {"keys": [JWK]}}).encode()
    reader = publish({"/card": (200, {}, inside)})
    assert read_keys(url, form="cimd", reader=reader)[0].id == key_id(PAIR)


def test_a_card_does_not_lead_into_the_house(publish: Publish) -> None:
    url = f"{SITE}/card"
    card = json.dumps({"client_id": url, "jwks_uri": "http://169.254.169.254/latest/meta-data/"}).encode()
    with pytest.raises(BadPublication):
        read_keys(url, form="cimd", reader=publish({"/card": (200, {}, card)}))


BAD: list[tuple[str, Answer, type[Exception]]] = [
    ("a redirect is not followed", (302, {"Location": f"{SITE}/keys"}, b""), DirectoryAway),
    ("nothing there", (404, {}, b""), DirectoryAway),
    ("a page", (200, {}, b"<html>"), BadPublication),
    ("nothing", (200, {}, b""), BadPublication),
    ("a list", (200, {}, b"[]"), BadPublication),
    ("a hundred thousand brackets", (200, {}, b"[" * 60_000), BadPublication),
    ("more than 64 KiB", (200, {}, b" " * 70_000 + DIRECTORY), BadPublication),
    ("more than it says", (200, {"Content-Length": "5"}, DIRECTORY), BadPublication),
    ("only keys that are shared secrets", (200, {}, b'{"keys": [{"kty": "oct", "k": "AAAA"}]}'), BadPublication),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "error"), [pytest.param(*row[1:], id=row[0]) for row in BAD])
def test_what_is_no_directory(publish: Publish, answer: Answer, error: type[Exception]) -> None:
    reader = publish({"/": answer, "/keys": (200, {}, DIRECTORY)})
    with pytest.raises(error):
        read_keys(f"{SITE}/", form="directory", reader=reader)


def test_a_certificate_that_nobody_trusts_is_no_directory(publish: Publish) -> None:
    trusting = publish({"/": (200, {}, DIRECTORY)})
    wary = Reader(allows=lambda address: True, port=trusting._port)
    with pytest.raises(DirectoryAway):
        wary.read(f"{SITE}/")


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "[::1]",
        "10.0.0.1",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104 # a host to ask, not to bind
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
    ],
)
def test_nothing_inside_is_asked(publish: Publish, host: str) -> None:
    port = publish({"/": (200, {}, DIRECTORY)})._port
    with pytest.raises((DirectoryAway, BadPublication)):
        Reader(port=port).read(f"https://{host}/")


ADDRESSES: list[tuple[str, bool]] = [
    ("93.184.215.14", True),
    ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
    ("127.0.0.1", False),
    ("10.1.2.3", False),
    ("172.16.0.1", False),
    ("192.168.1.1", False),
    ("100.64.0.1", False),
    ("169.254.169.254", False),
    ("192.0.2.1", False),
    ("224.0.0.1", False),
    ("255.255.255.255", False),
    ("0.0.0.0", False),  # noqa: S104 # likewise
    ("::1", False),
    ("::", False),
    ("::ffff:10.0.0.1", False),
    ("fc00::1", False),
    ("fe80::1", False),
    ("ff02::1", False),
    ("2002:7f00:1::", False),
    ("64:ff9b::7f00:1", False),
]


@pytest.mark.parametrize(("address", "is_open"), ADDRESSES)
def test_which_addresses_are_the_open_internet(address: str, is_open: bool) -> None:
    assert is_public(ip_address(address)) is is_open


@pytest.mark.django_db
def test_a_directory_is_read_by_the_task_and_keeps_its_keys_through_trouble(publish: Publish) -> None:
    now = timezone.now()
    row = add_directory(
        SITE, form="directory", name="Agent", crawler_class="shopping-agent", author_id=None, now=now
    )
    path = "/.well-known/http-message-signatures-directory"
    assert read_directories(publish({path: (200, {}, DIRECTORY)}), now=now) == 1
    assert list(register.refresh(now=now).signers) == [key_id(PAIR)]
    assert read_directories(publish({}), now=now) == 0
    read_again(row.pk, now=now)
    assert read_directories(publish({}), now=now) == 1
    kept = KeyDirectory.objects.get()
    assert (len(kept.keys), kept.problem) == (1, "answered 404")
    assert list(register.refresh(now=now + timedelta(days=2)).signers) == [key_id(PAIR)]
    assert register.refresh(now=now + timedelta(days=4)).signers == {}

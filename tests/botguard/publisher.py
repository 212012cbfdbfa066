"""A robot's web site on this machine: over TLS, with a certificate of its own, signed as the test wants."""

import datetime
import json
import ssl
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from socket import SOCK_STREAM, getaddrinfo
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from botguard.gateways.directory import Reader

type Page = tuple[int, dict[str, str], object]


class Publisher:
    """Answers each path with the page a test put there, made when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.pages: dict[str, Callable[[], Page]] = {}
        self.asked: list[str] = []
        certificate, key = _pair(folder)
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                publisher.asked.append(self.path)
                status, headers, content = publisher.pages[self.path]()
                body = content if isinstance(content, bytes) else json.dumps(content).encode()
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        # Where this machine's own name leads first, as the reader will find it.
        family, *_, place = getaddrinfo("localhost", 0, type=SOCK_STREAM)[0]
        self.server = type("Server", (ThreadingHTTPServer,), {"address_family": family})(place[:2], Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.trusting = ssl.create_default_context(cafile=str(certificate))
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def reader(self) -> Reader:
        """Return a reader that trusts the site, and finds it on this machine."""
        return Reader(
            allows=lambda address: address in (ip_address("127.0.0.1"), ip_address("::1")),
            context=self.trusting,
            port=self.server.server_address[1],
        )

    def close(self) -> None:
        """Stop answering."""
        self.server.shutdown()
        self.server.server_close()


def _pair(folder: Path) -> tuple[Path, Path]:
    """Write a certificate for localhost that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate, private

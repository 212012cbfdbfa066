"""Programs that sign: what a partner or a robot sends along, made independently of the code that reads it."""

from base64 import b64encode, urlsafe_b64encode
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PAIR = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_PAIR = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))


def public_text(pair: Ed25519PrivateKey) -> str:
    """Return the public half as a JSON Web Key has it."""
    return urlsafe_b64encode(pair.public_key().public_bytes_raw()).rstrip(b"=").decode()


def key_id(pair: Ed25519PrivateKey) -> str:
    """Return the key's thumbprint (RFC 8037, appendix A.3)."""
    text = f'{{"crv":"Ed25519","kty":"OKP","x":"{public_text(pair)}"}}'
    return urlsafe_b64encode(sha256(text.encode()).digest()).rstrip(b"=").decode()


def partner_headers(
    *,
    now: int,
    method: str = "GET",
    path: str = "/",
    query: str = "",
    body: bytes | None = None,
    nonce: str = "nonce-of-sixteen",
    pair: Ed25519PrivateKey = PAIR,
    authority: str = "testserver",
    covers: tuple[str, ...] = ("@method", "@authority", "@path", "@query"),
    tag: str = "latchkey",
    extra: str = "",
) -> dict[str, str]:
    """Return the headers of a partner's signed request."""
    values = {"@method": method, "@authority": authority, "@path": path, "@query": f"?{query}"}
    headers: dict[str, str] = {}
    if body is not None:
        headers["Content-Digest"] = values["content-digest"] = (
            f"sha-256=:{b64encode(sha256(body).digest()).decode()}:"
        )
        covers = (*covers, "content-digest")
    named = f';nonce="{nonce}"' if nonce else ""
    listed = " ".join(f'"{name}"' for name in covers)
    parameters = f'({listed});created={now};keyid="{key_id(pair)}"{named};tag="{tag}"{extra}'
    return {**headers, **_signed(values, covers, parameters, pair)}


def robot_headers(
    *,
    now: int,
    nonce: str = "nonce-of-sixteen",
    pair: Ed25519PrivateKey = PAIR,
    agent: str = "https://agent.example",
    authority: str = "testserver",
    seconds: int = 60,
) -> dict[str, str]:
    """Return the headers of a robot by Web Bot Auth."""
    named = f';nonce="{nonce}"' if nonce else ""
    parameters = (
        f'("@authority" "signature-agent");created={now};expires={now + seconds};keyid="{key_id(pair)}"'
        f';alg="ed25519"{named};tag="web-bot-auth"'
    )
    values = {"@authority": authority, "signature-agent": f'"{agent}"'}
    signed = _signed(values, ("@authority", "signature-agent"), parameters, pair)
    return {**signed, "Signature-Agent": f'"{agent}"'}


def _signed(
    values: dict[str, str], covers: tuple[str, ...], parameters: str, pair: Ed25519PrivateKey
) -> dict[str, str]:
    lines = [f'"{name}": {values[name]}' for name in covers]
    base = "\n".join([*lines, f'"@signature-params": {parameters}'])
    value = b64encode(pair.sign(base.encode())).decode()
    return {"Signature-Input": f"sig={parameters}", "Signature": f"sig=:{value}:"}


def directory_headers(
    *pairs: Ed25519PrivateKey,
    now: int,
    authority: str = "agent.example",
    seconds: int | None = 300,
    covers: tuple[str, ...] = ('"@authority";req',),
    values: dict[str, str] | None = None,
    tag: str = "http-message-signatures-directory",
    named: str = "",
    extra: str = "",
) -> dict[str, str]:
    """Return the headers of a directory's answer, signed by each of the pairs."""
    known = {'"@authority";req': authority, **(values or {})}
    inputs, signatures = [], []
    for number, pair in enumerate(pairs):
        end = "" if seconds is None else f";expires={now + seconds}"
        parameters = (
            f'({" ".join(covers)});created={now}{end};keyid="{named or key_id(pair)}";tag="{tag}"{extra}'
        )
        lines = [f"{name}: {known[name]}" for name in covers]
        base = "\n".join([*lines, f'"@signature-params": {parameters}'])
        inputs.append(f"sig{number}={parameters}")
        signatures.append(f"sig{number}=:{b64encode(pair.sign(base.encode())).decode()}:")
    return {"signature-input": ", ".join(inputs), "signature": ", ".join(signatures)}

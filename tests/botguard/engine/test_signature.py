"""Signatures by the published vectors, and what a forger would try."""

import hmac
import json
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from botguard.engine import botauth
from botguard.engine.botauth import Agent, BadPublication, agent_of, coverage_problem, parse_agents
from botguard.engine.jwk import UnusableKey, read_key, thumbprint
from botguard.engine.registry import read_registry
from botguard.engine.signature import (
    Message,
    Signature,
    Window,
    has_digest,
    is_signed,
    parse_signatures,
    signature_base,
    timing_problem,
)
from botguard.engine.structured import Malformed

FOLDER = Path(__file__).parent / "webbotauth"


def vectors(name: str) -> list[dict[str, Any]]:  # Any: JSON as it was published
    """Read one file of vectors."""
    return list(json.loads((FOLDER / f"{name}.json").read_text()))


ARCHITECTURE = [
    pytest.param(vector, id=f"{file} {vector['key']['kid']} {vector['label']}")
    for file in ("web_bot_auth_architecture_v1", "web_bot_auth_architecture_v2")
    for vector in vectors(file)
]
ED25519 = vectors("web_bot_auth_architecture_v2")[2]
RSA = vectors("web_bot_auth_architecture_v2")[0]
CREATED = 1_735_689_600


def message(vector: dict[str, Any]) -> Message:
    """Return the request a vector was made for."""
    agent = vector.get("signature_agent")
    return Message(
        method="GET",
        scheme="https",
        authority="example.com",
        path="/path/to/resource",
        query="",
        fields={"signature-agent": agent} if agent else {},
    )


def signature(vector: dict[str, Any]) -> Signature:
    """Return a vector's only signature."""
    (found,) = parse_signatures(vector["signature_input"], vector["signature"])
    return found


@pytest.mark.parametrize("vector", ARCHITECTURE)
def test_vector_verifies(vector: dict[str, Any]) -> None:
    found = signature(vector)
    assert is_signed(found, signature_base(found, message(vector)), read_key(vector["key"]))
    assert found.key_id == thumbprint(vector["key"])
    assert (found.label, found.nonce, found.created) == (vector["label"], vector["nonce"], CREATED)
    assert coverage_problem(found) == ""
    assert timing_problem(found, window=botauth.WINDOW, now=CREATED + 10) == ""


@pytest.mark.parametrize("vector", ARCHITECTURE)
def test_vector_made_for_another_host_does_not(vector: dict[str, Any]) -> None:
    found = signature(vector)
    elsewhere = replace(message(vector), authority="example.org")
    assert not is_signed(found, signature_base(found, elsewhere), read_key(vector["key"]))


@pytest.mark.parametrize("vector", [each for each in ARCHITECTURE if "sig2" in str(each.id)])
def test_vector_names_its_agent(vector: dict[str, Any]) -> None:
    found = agent_of(signature(vector), parse_agents(vector["signature_agent"]))
    assert found == Agent(
        label=vector.get("signature_agent_key", ""), url="https://signature-agent.test", form="directory"
    )
    assert found.source == "https://signature-agent.test/.well-known/http-message-signatures-directory"


@pytest.mark.parametrize(
    "vector", [pytest.param(each, id=each["name"]) for each in vectors("web_bot_auth_signature_agent_v1")]
)
def test_signature_agent_vector(vector: dict[str, Any]) -> None:
    expected = [Agent(label=each["label"], url=each["uri"], form=each["type"]) for each in vector["entries"]]
    assert list(parse_agents(vector["header"])) == expected


@pytest.mark.parametrize(
    "vector", [pytest.param(each, id=each["name"]) for each in vectors("web_bot_auth_registry_v1")]
)
def test_registry_vector(vector: dict[str, Any]) -> None:
    assert list(read_registry(vector["registry_txt"]).cards) == vector["signature_agent_cards"]


@pytest.mark.parametrize(
    "vector",
    [pytest.param(each, id=each["name"]) for each in vectors("web_bot_auth_signature_agent_card_v1")],
)
def test_card_vector(vector: dict[str, Any]) -> None:
    if not vector["valid"]:
        with pytest.raises(BadPublication, match=vector["error"]):
            botauth.read_card(vector["card"], url=vector["url"])
        return
    found = botauth.read_card(vector["card"], url=vector["url"])
    if "jwks_uri" in vector["card"]:
        assert found == vector["card"]["jwks_uri"]
    else:
        assert [each.id for each in found if not isinstance(each, str)] == [thumbprint(ED25519["key"])]


def swapped(vector: dict[str, Any], header: str, old: str, new: str) -> dict[str, str]:
    """Return a header of a vector with a part of it exchanged."""
    return {header: vector[header].replace(old, new)}


FORGERIES: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    ("a flipped bit in the signature", ED25519, swapped(ED25519, "signature", "QKN4", "QKN5")),
    ("a later end than was signed", ED25519, swapped(ED25519, "signature_input", "4889289600", "4889289601")),
    ("another nonce", ED25519, swapped(ED25519, "signature_input", "zIW8", "zIW9")),
    ("fewer covered parts", ED25519, swapped(ED25519, "signature_input", '("@authority")', "()")),
    (
        "another algorithm named for the same key",
        ED25519,
        swapped(ED25519, "signature_input", '"ed25519"', '"hmac-sha256"'),
    ),
    (
        "an algorithm of the other kind of key",
        ED25519,
        swapped(ED25519, "signature_input", '"ed25519"', '"rsa-pss-sha512"'),
    ),
    (
        "an RSA key told that it signs with a shared secret",
        RSA,
        swapped(RSA, "signature_input", '"rsa-pss-sha512"', '"hmac-sha256"'),
    ),
    (
        "an RSA key told of the older padding",
        RSA,
        swapped(RSA, "signature_input", '"rsa-pss-sha512"', '"rsa-v1_5-sha256"'),
    ),
    ("an empty signature", ED25519, {"signature": "sig1=::"}),
]


@pytest.mark.parametrize(("vector", "change"), [pytest.param(*row[1:], id=row[0]) for row in FORGERIES])
def test_forgery_does_not_verify(vector: dict[str, Any], change: dict[str, str]) -> None:
    forged = {**vector, **change}
    assert forged != vector
    found = signature(forged)
    assert not is_signed(found, signature_base(found, message(forged)), read_key(vector["key"]))


def test_a_public_key_is_no_shared_secret() -> None:
    """The classic confusion: sign with HMAC, using the published key as the secret."""
    found = signature(
        {**ED25519, "signature_input": ED25519["signature_input"].replace('"ed25519"', '"hmac-sha256"')}
    )
    base = signature_base(found, message(ED25519))
    value = hmac.digest(read_key(ED25519["key"]).public_bytes_raw(), base, "sha256")  # type: ignore[union-attr] # Ed25519
    assert not is_signed(replace(found, value=value), base, read_key(ED25519["key"]))


MALFORMED: list[tuple[str, str, str]] = [
    ("no dictionary", "sig1", "sig1=:AA==:"),
    ("a signature that is a text", 'sig1=("@authority")', 'sig1="AA=="'),
    ("a component twice", 'sig1=("@authority" "@authority")', "sig1=:AA==:"),
    ("a component that is a word", "sig1=(authority)", "sig1=:AA==:"),
    ("an open list", 'sig1=("@authority"', "sig1=:AA==:"),
    ("a comma at the end", 'sig1=("@authority"),', "sig1=:AA==:"),
    ("items that run together", 'sig1=("a""b")', "sig1=:AA==:"),
    ("a number of sixteen digits", "sig1=();created=1234567890123456", "sig1=:AA==:"),
    ("a fraction", "sig1=();created=1.5", "sig1=:AA==:"),
    ("bytes that are no base64", "sig1=()", "sig1=:A:"),
    ("half a byte sequence", "sig1=()", "sig1=:AA=="),
    ("seventeen members", ",".join(f"s{n}=()" for n in range(17)), "s1=:AA==:"),
    ("seventeen components", f"sig1=({' '.join(f'"h{n}"' for n in range(17))})", "sig1=:AA==:"),
    ("nine thousand characters", f'sig1=("@authority");nonce="{"n" * 9_000}"', "sig1=:AA==:"),
    ("a letter that is not ASCII", 'sig1=("@authority");nonce="é"', "sig1=:AA==:"),
    ("a lone surrogate", 'sig1=("@authority");nonce="\udc80"', "sig1=:AA==:"),
    ("digits of another script", "sig1=();created=١٢٣", "sig1=:AA==:"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), [pytest.param(*row[1:], id=row[0]) for row in MALFORMED])
def test_malformed_headers_are_refused(text: str, value: str) -> None:
    with pytest.raises(Malformed):
        parse_signatures(text, value)


UNSIGNABLE: list[tuple[str, str]] = [
    ("a header the request does not have", '"x-absent"'),
    ("a header in capitals", '"Signature-Agent"'),
    ("a part nobody knows", '"@status"'),
    ("a part of the response", '"@authority";req'),
    ("a header as raw bytes", '"signature-agent";bs'),
    ("a member the header does not have", '"signature-agent";key="agent9"'),
]


@pytest.mark.parametrize("component", [pytest.param(row[1], id=row[0]) for row in UNSIGNABLE])
def test_parts_that_cannot_be_signed(component: str) -> None:
    (found,) = parse_signatures(f"sig1=({component})", "sig1=:AA==:")
    vector = {**ED25519, "signature_agent": 'agent2="https://signature-agent.test"'}
    with pytest.raises(Malformed):
        signature_base(found, message(vector))


def test_every_derived_part_is_written_as_the_standard_says() -> None:
    (found,) = parse_signatures(
        'a=("@method" "@scheme" "@authority" "@path" "@query" "@request-target" "@target-uri");keyid="k";created=1',
        "a=:AA==:",
    )
    request = Message(
        method="POST", scheme="https", authority="shop.test", path="/p/a%20b/", query="q=1&r", fields={}
    )
    assert signature_base(found, request).decode().splitlines() == [
        '"@method": POST',
        '"@scheme": https',
        '"@authority": shop.test',
        '"@path": /p/a%20b/',
        '"@query": ?q=1&r',
        '"@request-target": /p/a%20b/?q=1&r',
        '"@target-uri": https://shop.test/p/a%20b/?q=1&r',
        '"@signature-params": ("@method" "@scheme" "@authority" "@path" "@query" "@request-target" "@target-uri")'
        ';keyid="k";created=1',
    ]


TIMES: list[tuple[str, str, int, str]] = [
    ("just made", ";created=1000;expires=1300", 1000, ""),
    ("at its last second", ";created=1000;expires=1300", 1299, ""),
    ("at its end", ";created=1000;expires=1300", 1300, "expired"),
    ("made by a clock half a minute ahead", ";created=1030", 1000, ""),
    ("made in the future", ";created=1031", 1000, "early"),
    ("older than the window, whatever it says", ";created=1000;expires=9999999", 1301, "stale"),
    ("without a date", ";expires=1300", 1000, "undated"),
    ("with a text for a date", ';created="1000"', 1000, "undated"),
    ("with yes for a date", ";created", 1000, "undated"),
]


@pytest.mark.parametrize(
    ("parameters", "now", "problem"), [pytest.param(*row[1:], id=row[0]) for row in TIMES]
)
def test_timing(parameters: str, now: int, problem: str) -> None:
    (found,) = parse_signatures(f"a=(){parameters}", "a=:AA==:")
    assert timing_problem(found, window=Window(longest=300), now=now) == problem


BODY = b'{"a": 1}'
RIGHT = b64encode(sha256(BODY).digest()).decode()
DIGESTS: list[tuple[str, str, bool]] = [
    ("the right digest", f"sha-256=:{RIGHT}:", True),
    ("a digest of something else", f"sha-256=:{b64encode(sha256(b'').digest()).decode()}:", False),
    ("a right one beside a wrong one", f"sha-256=:{RIGHT}:, sha-512=:AA==:", False),
    ("a right one beside one nobody knows", f"sha-256=:{RIGHT}:, crc32c=:AA==:", True),
    ("only one that nobody knows", "md5=:AA==:", False),
    ("nothing", "", False),
    ("noise", "\x00", False),
]


@pytest.mark.parametrize(("header", "fits"), [pytest.param(*row[1:], id=row[0]) for row in DIGESTS])
def test_digest_of_the_body(header: str, fits: bool) -> None:
    assert has_digest(header, BODY) is fits


KEYS: list[tuple[str, dict[str, object]]] = [
    ("a shared secret", {"kty": "oct", "k": "AAAA"}),
    ("a key of another curve", {"kty": "OKP", "crv": "X25519", "x": ED25519["key"]["x"]}),
    ("an elliptic key", {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}),
    ("a key with noise in it", {**ED25519["key"], "x": f"!{ED25519['key']['x']}"}),
    ("a key with bits to spare", {**ED25519["key"], "x": f"{ED25519['key']['x'][:-1]}t"}),
    ("half an Ed25519 key", {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}),
    ("a key that is a number", {"kty": "OKP", "crv": "Ed25519", "x": 5}),
    ("a short RSA key", {"kty": "RSA", "e": "AQAB", "n": "AQAB" * 40}),
    ("an RSA key of a megabit", {"kty": "RSA", "e": "AQAB", "n": "_" * 170_000}),
    ("an RSA key with exponent 1", {**RSA["key"], "e": "AQ"}),
    ("nothing", {}),
]


@pytest.mark.parametrize("jwk", [pytest.param(row[1], id=row[0]) for row in KEYS])
def test_keys_that_are_not_taken(jwk: dict[str, object]) -> None:
    with pytest.raises(UnusableKey):
        read_key(jwk)


def test_a_directory_keeps_the_keys_it_can_use() -> None:
    private = {**ED25519["key"], "d": "secret", "nbf": 1_735_689_600_000, "exp": 1_800_000_000}
    (key,) = botauth.read_key_set({"keys": [{"kty": "oct", "k": "AAAA"}, private, "noise"]})
    assert (key.id, key.from_at, key.until_at) == (thumbprint(private), 1_735_689_600, 1_800_000_000)
    assert "d" not in key.jwk


@pytest.mark.parametrize("found", [{}, [], None, {"keys": {}}, {"keys": []}, {"keys": [{"kty": "oct"}]}])
def test_a_directory_without_keys_is_refused(found: object) -> None:
    with pytest.raises(BadPublication):
        botauth.read_key_set(found)


URLS: list[tuple[str, str]] = [
    ("plain http", "http://bot.example.com"),
    ("a user", "https://a:b@bot.example.com/"),
    ("another port", "https://bot.example.com:8443/"),
    ("a fragment", "https://bot.example.com/#x"),
    ("no host", "https:///x"),
    ("a file", "file:///etc/passwd"),
    ("a port that is no number", "https://bot.example.com:x/"),
    ("a line break", "https://bot.example.com/\r\nHost: x"),
]


@pytest.mark.parametrize("url", [pytest.param(row[1], id=row[0]) for row in URLS])
def test_addresses_no_keys_are_read_from(url: str) -> None:
    with pytest.raises(BadPublication):
        botauth.checked_url(url)


def test_an_agent_that_is_not_signed_says_nothing() -> None:
    (found,) = parse_signatures('a=("@authority")', "a=:AA==:")
    assert agent_of(found, parse_agents('"https://bot.example.com"')) is None


def test_our_own_signature_round_trip() -> None:
    key = Ed25519PrivateKey.generate()
    request = Message(method="GET", scheme="https", authority="shop.test", path="/", query="", fields={})
    (unsigned,) = parse_signatures('a=("@method" "@path");created=5', "a=::")
    base = signature_base(unsigned, request)
    made = replace(unsigned, value=key.sign(base))
    assert is_signed(made, base, key.public_key())
    assert not is_signed(made, base.replace(b"GET", b"PUT"), key.public_key())

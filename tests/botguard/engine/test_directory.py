"""Directories of keys: a key counts when it signed the directory's own answer, and no other way."""

from base64 import b64encode
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from botguard.engine.botauth import DIRECTORY, KEY_SET, WELL_KNOWN, BadPublication
from botguard.engine.directory import Published, Reading, read_published
from botguard.engine.signature import Answer, Message, parse_signatures, signature_base
from botguard.engine.structured import Malformed
from tests.botguard.signers import OTHER_PAIR, PAIR, directory_headers, key_id, public_text

NOW = 1_800_000_000
URL = f"https://agent.example{WELL_KNOWN}"
DIGEST = "sha-256=:" + b64encode(sha256(b"body").digest()).decode() + ":"


def published(
    *pairs: Ed25519PrivateKey, headers: dict[str, str], host: str = "agent.example", body: bytes = b"body"
) -> Published:
    """Return what a directory of these keys answered under a host."""
    keys = [{"kty": "OKP", "crv": "Ed25519", "x": public_text(pair)} for pair in pairs]
    asked = Message(method="GET", scheme="https", authority=host, path=WELL_KNOWN, query="", fields={})
    return Published(
        content={"keys": keys}, body=body, answer=Answer(asked=asked, status=200, fields=headers)
    )


def read(found: Published, *, url: str = URL, form: str = DIRECTORY) -> Reading:
    """Read it now."""
    return read_published(found, url=url, form=form, now=NOW)


GOOD: list[tuple[str, dict[str, str]]] = [
    ("signed a moment ago", directory_headers(PAIR, now=NOW)),
    ("signed by a clock five minutes ahead", directory_headers(PAIR, now=NOW + 300)),
    ("signed yesterday for two days", directory_headers(PAIR, now=NOW - 86_400, seconds=172_800)),
    (
        "signed with the type and the status of the answer",
        {
            **directory_headers(
                PAIR,
                now=NOW,
                covers=('"@authority";req', '"content-type"', '"@status"', '"@method";req'),
                values={'"content-type"': "a/b", '"@status"': "200", '"@method";req': "GET"},
            ),
            "content-type": "a/b",
        },
    ),
    (
        "signed with the right digest of the body",
        {
            **directory_headers(
                PAIR,
                now=NOW,
                covers=('"@authority";req', '"content-digest"'),
                values={'"content-digest"': DIGEST},
            ),
            "content-digest": DIGEST,
        },
    ),
    ("with a nonce and its algorithm", directory_headers(PAIR, now=NOW, extra=';alg="ed25519";nonce="abc"')),
]


@pytest.mark.parametrize("headers", [pytest.param(row[1], id=row[0]) for row in GOOD])
def test_a_key_that_signed_its_directory_counts(headers: dict[str, str]) -> None:
    found = read(published(PAIR, headers=headers))
    assert [key.id for key in found.keys] == [key_id(PAIR)]
    assert found.problem == ""


def tampered(headers: dict[str, str], was: str, now: str) -> dict[str, str]:
    """Change what was signed after it was signed."""
    assert was in headers["signature-input"]
    return {**headers, "signature-input": headers["signature-input"].replace(was, now)}


FRESH = directory_headers(PAIR, now=NOW)
BAD: list[tuple[str, dict[str, str], str]] = [
    ("no signature at all", {}, "unsigned"),
    ("an input without a signature", {"signature-input": FRESH["signature-input"]}, "unsigned"),
    ("a signature without an input", {"signature": FRESH["signature"]}, "unsigned"),
    ("of another host", directory_headers(PAIR, now=NOW, authority="other.example"), "wrong-signature"),
    ("over", directory_headers(PAIR, now=NOW - 400), "expired"),
    ("at its very end", directory_headers(PAIR, now=NOW - 300), "expired"),
    ("older than a day, whatever it says", directory_headers(PAIR, now=NOW - 86_401, seconds=999_999), "stale"),
    ("made in the future", directory_headers(PAIR, now=NOW + 301), "early"),
    ("without an end", directory_headers(PAIR, now=NOW, seconds=None), "endless"),
    ("with an end that was moved", tampered(FRESH, f"{NOW + 300}", f"{NOW + 301}"), "wrong-signature"),
    ("made over the host as if it were the answer's", directory_headers(
        PAIR, now=NOW, covers=('"@authority"',), values={'"@authority"': "agent.example"}), "no-authority"),
    ("made over the method alone", directory_headers(
        PAIR, now=NOW, covers=('"@method";req',), values={'"@method";req': "GET"}), "no-authority"),
    ("made over nothing", directory_headers(PAIR, now=NOW, covers=()), "no-authority"),
    ("made for requests", directory_headers(PAIR, now=NOW, tag="web-bot-auth"), "unsigned"),
    ("made for nothing in particular", directory_headers(PAIR, now=NOW, tag=""), "unsigned"),
    ("made by another key in its name", directory_headers(OTHER_PAIR, now=NOW, named=key_id(PAIR)),
        "wrong-signature"),
    ("made by a key that is not listed", directory_headers(OTHER_PAIR, now=NOW), "unsigned"),
    ("naming another algorithm", directory_headers(PAIR, now=NOW, extra=';alg="hmac-sha256"'), "wrong-signature"),
    ("over a header that is not there", directory_headers(
        PAIR, now=NOW, covers=('"@authority";req', '"x-absent"'), values={'"x-absent"': ""}), "wrong-signature"),
    ("over the digest of another body", {
        **directory_headers(PAIR, now=NOW, covers=('"@authority";req', '"content-digest"'),
                            values={'"content-digest"': "sha-256=:AAAA:"}),
        "content-digest": "sha-256=:AAAA:"}, "wrong-digest"),
    ("noise", {"signature-input": "((((", "signature": "::"}, "cannot be read"),
]  # fmt: skip


@pytest.mark.parametrize(("headers", "why"), [pytest.param(*row[1:], id=row[0]) for row in BAD])
def test_a_key_without_a_good_signature_of_its_own_does_not(headers: dict[str, str], why: str) -> None:
    with pytest.raises(BadPublication, match=why):
        read(published(PAIR, headers=headers))


def test_a_copy_at_another_host_is_worth_nothing() -> None:
    with pytest.raises(BadPublication, match="wrong-signature"):
        read(published(PAIR, headers=FRESH, host="thief.example"))


def test_each_key_speaks_for_itself_alone() -> None:
    found = read(published(PAIR, OTHER_PAIR, headers=FRESH))
    assert [key.id for key in found.keys] == [key_id(PAIR)]
    assert dict(found.left_out) == {key_id(OTHER_PAIR): "unsigned"}
    assert found.problem == "1 of 2 keys not taken: unsigned"


def test_one_good_signature_of_several_is_enough() -> None:
    old = directory_headers(PAIR, now=NOW - 400)
    both = {name: f"{value}, {FRESH[name].replace('sig0=', 'fresh=')}" for name, value in old.items()}
    assert len(read(published(PAIR, headers=both)).keys) == 1


def test_fifty_keys_may_sign_and_no_more() -> None:
    pairs = [Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in range(51)]
    fifty = published(*pairs[:50], headers=directory_headers(*pairs[:50], now=NOW))
    assert len(read(fifty).keys) == 50
    with pytest.raises(BadPublication, match="cannot be read"):
        read(published(*pairs, headers=directory_headers(*pairs, now=NOW)))


@pytest.mark.parametrize(
    ("url", "form", "counts"),
    [
        pytest.param("https://agent.example/jwks.json", KEY_SET, True, id="a key set where a card leads"),
        pytest.param(URL, KEY_SET, False, id="a key set in a directory's place"),
        pytest.param("https://agent.example/x", DIRECTORY, False, id="a directory"),
    ],
)
def test_the_address_says_whether_keys_must_sign(url: str, form: str, counts: bool) -> None:
    found = published(PAIR, headers={})
    if counts:
        assert len(read(found, url=url, form=form).keys) == 1
    else:
        with pytest.raises(BadPublication):
            read(found, url=url, form=form)


@pytest.mark.parametrize(
    "component",
    [
        pytest.param('"@authority"', id="a host of the answer's own"),
        pytest.param('"@authority";req="x"', id="a flag that is a text"),
        pytest.param('"@status";req', id="a status of the request"),
        pytest.param('"content-type";req', id="a header the request did not have"),
        pytest.param('"@authority";req;sf', id="a parameter nobody knows"),
    ],
)
def test_parts_an_answer_does_not_have(component: str) -> None:
    (found,) = parse_signatures(f"a=({component})", "a=:AA==:")
    with pytest.raises(Malformed):
        signature_base(found, published(PAIR, headers={"content-type": "a/b"}).answer)


def test_the_published_example_is_written_as_the_draft_has_it() -> None:
    (found,) = parse_signatures(
        'sig1=("@authority";req);alg="ed25519";keyid="k";nonce="n";tag="http-message-signatures-directory"'
        ";created=1750105829;expires=1750105839",
        "sig1=:AA==:",
    )
    assert signature_base(found, published(PAIR, headers={}).answer).decode() == (
        '"@authority";req: agent.example\n"@signature-params": ("@authority";req);alg="ed25519";keyid="k"'
        ';nonce="n";tag="http-message-signatures-directory";created=1750105829;expires=1750105839'
    )

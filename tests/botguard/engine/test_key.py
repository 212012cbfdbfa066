"""Keys: signed, short-lived, bound; nothing but our own sealing is believed."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botguard.engine import key as keys
from botguard.engine.key import LIFETIME, Key, Reading

NOW = 1_780_000_000
OLD, NEW, OTHER = "o" * 40, "n" * 40, "x" * 40
HERE = ip_address("203.0.113.5")
AGENT = "Mozilla/5.0 (a browser)"


def fresh() -> Key:
    return keys.cut(bytes(range(16)), address=HERE, agent=AGENT, now=NOW)


def token(secrets: tuple[str, ...] = (NEW,), key: Key | None = None) -> str:
    return keys.sign(key or fresh(), secrets=secrets)


def flipped(text: str, place: int) -> str:
    raw = bytearray(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    raw[place] ^= 1
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


READINGS: list[tuple[str, str, tuple[str, ...], int, str]] = [
    ("our own key", token(), (NEW,), NOW, "good"),
    ("the last second of its life", token(), (NEW,), NOW + LIFETIME - 1, "good"),
    ("the end of its life", token(), (NEW,), NOW + LIFETIME, "expired"),
    ("a year later", token(), (NEW,), NOW + 31_536_000, "expired"),
    ("cut by a clock two hours ahead", token(), (NEW,), NOW - 7_200, "good"),
    ("sealed with the secret before", token((OLD,)), (NEW, OLD), NOW, "good"),
    ("sealed with a secret taken out", token((OLD,)), (NEW,), NOW, "forged"),
    ("sealed with a stranger's secret", token((OTHER,)), (NEW, OLD), NOW, "forged"),
    ("nothing", "", (NEW,), NOW, "none"),
    ("words", "let me in", (NEW,), NOW, "forged"),
    ("one character short", token()[:-1], (NEW,), NOW, "forged"),
    ("one character long", token() + "A", (NEW,), NOW, "forged"),
    ("padded", token() + "=", (NEW,), NOW, "forged"),
    ("ten thousand characters", "A" * 10_240, (NEW,), NOW, "forged"),
    ("NUL bytes", "\0" * len(token()), (NEW,), NOW, "forged"),
    ("lone surrogates", "\ud800" * len(token()), (NEW,), NOW, "forged"),
    ("full-width letters", "Ａ" * len(token()), (NEW,), NOW, "forged"),
    ("all zeros", "A" * len(token()), (NEW,), NOW, "forged"),
    (
        "standard base64's letters",
        token().replace("-", "+").replace("_", "/")[:-1] + "+",
        (NEW,),
        NOW,
        "forged",
    ),
    (
        "another spelling of its last character",
        token()[:-1] + chr(ord(token()[-1]) + 1),
        (NEW,),
        NOW,
        "forged",
    ),
]


@pytest.mark.parametrize(
    ("text", "secrets", "now", "state"), [row[1:] for row in READINGS], ids=[row[0] for row in READINGS]
)
def test_what_a_token_turns_out_to_be(text: str, secrets: tuple[str, ...], now: int, state: str) -> None:
    reading = keys.read(text, secrets=secrets, now=now)
    assert reading.state == state
    assert (reading.key is not None) == (state == "good")


@pytest.mark.parametrize("place", range(keys.BODY.size + keys.SEAL_BYTES))
def test_no_byte_can_be_changed(place: int) -> None:
    assert keys.read(flipped(token(), place), secrets=(NEW,), now=NOW) == Reading(state="forged")


@given(st.text(max_size=200))
def test_no_text_is_a_key_by_chance(text: str) -> None:
    assert keys.read(text, secrets=(NEW, OLD), now=NOW).key is None


def test_a_key_survives_its_token() -> None:
    key = keys.opened(fresh(), proof="work", now=NOW, seconds=7_200)
    assert keys.read(token(key=key), secrets=(NEW,), now=NOW).key == key


def test_a_proof_opens_the_checkout_and_ends() -> None:
    key = keys.opened(fresh(), proof="patience", now=NOW, seconds=600)
    assert key.opens("checkout")
    before = keys.read(token(key=key), secrets=(NEW,), now=NOW + 599).key
    after = keys.read(token(key=key), secrets=(NEW,), now=NOW + 600).key
    assert before is not None
    assert before.opens("checkout")
    assert after is not None
    assert not after.opens("checkout")
    assert after.proof == ""


def test_renewing_keeps_the_proof_and_moving_loses_it() -> None:
    key = keys.opened(fresh(), proof="work", now=NOW, seconds=7_200)
    renewed = keys.renewed(key, now=NOW + 900)
    assert (renewed.id, renewed.born_at, renewed.issued_at) == (key.id, NOW, NOW + 900)
    assert renewed.opens("checkout")
    moved = keys.rebound(key, address=ip_address("198.51.100.1"), agent=AGENT, now=NOW + 900)
    assert (moved.id, moved.born_at) == (key.id, NOW)
    assert not moved.opens("checkout")
    assert moved.proof_until == 0


@pytest.mark.parametrize(
    ("address", "agent", "state"),
    [
        ("203.0.113.5", AGENT, "good"),
        ("203.0.113.250", AGENT, "good"),
        ("203.0.114.5", AGENT, "moved"),
        ("2001:db8::1", AGENT, "moved"),
        ("203.0.113.5", "curl/8", "foreign"),
        ("203.0.114.5", "curl/8", "foreign"),
    ],
    ids=["at home", "next door", "another network", "from IPv4 to IPv6", "another browser", "both"],
)
def test_where_a_key_is_used(address: str, agent: str, state: str) -> None:
    assert keys.place(fresh(), address=ip_address(address), agent=agent) == state


def test_half_of_its_life_is_when_it_is_renewed() -> None:
    assert not fresh().is_due(now=NOW + LIFETIME // 2 - 1)
    assert fresh().is_due(now=NOW + LIFETIME // 2)

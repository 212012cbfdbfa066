"""Keys: signed, short-lived, bound; nothing but our own sealing is believed."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botguard.engine import key as keys
from botguard.engine.key import LIFETIME, Key, Reading
from botguard.engine.room import OPEN, ROOMS
from botguard.engine.tier import TIERS

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


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("proof", [proof for proof in keys.PROOFS if proof])
def test_a_key_survives_its_token(proof: str, tier: str) -> None:
    key = keys.opened(fresh(), proof=proof, now=NOW, seconds=7_200, room="pay")
    key = keys.carrying(key, tier=tier, account=b"abcdef", now=NOW)
    assert keys.read(token(key=key), secrets=(NEW,), now=NOW).key == key


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_is_a_bit_of_its_own(room: str) -> None:
    key = replace(fresh(), rooms=frozenset(ROOMS) - {room})
    found = keys.read(token(key=key), secrets=(NEW,), now=NOW).key
    assert found is not None
    assert [each for each in ROOMS if not found.opens(each)] == [room]


def test_a_new_key_opens_what_needs_no_proof() -> None:
    assert sorted(set(ROOMS) - fresh().rooms) == ["checkout", "pay", "review"]


def test_a_key_of_another_version_is_spent_not_forged() -> None:
    body = bytearray(keys.packed(fresh()))
    body[0] = keys.VERSION - 1
    other = urlsafe_b64encode(bytes(body) + keys._seal(bytes(body), NEW)).rstrip(b"=").decode()
    assert keys.read(other, secrets=(NEW,), now=NOW) == Reading(state="expired")
    shorter = bytes(body[:45])
    other = urlsafe_b64encode(shorter + keys._seal(shorter, NEW)).rstrip(b"=").decode()
    assert keys.read(other, secrets=(NEW,), now=NOW) == Reading(state="expired")


def test_who_moved_gets_the_rooms_of_a_running_proof_back_but_no_longer_than_it_ran() -> None:
    key = keys.opened(fresh(), proof="work", now=NOW, seconds=7_200)
    moved = keys.rebound(key, address=ip_address("198.51.100.1"), agent=AGENT, now=NOW + 900)
    back = keys.softened(moved, now=NOW + 910, seconds=3_600)
    assert (back.proof, back.proof_until) == ("work", NOW + 7_200)
    assert back.opens("pay")
    late = keys.softened(moved, now=NOW + 7_200, seconds=3_600)
    assert late.rooms == OPEN
    assert not late.is_displaced


def test_a_soft_proof_opens_no_room_and_takes_none() -> None:
    soft = keys.softened(fresh(), now=NOW, seconds=3_600)
    assert (soft.proof, soft.rooms, soft.is_displaced) == ("soft", OPEN, False)
    strong = keys.opened(fresh(), proof="work", now=NOW, seconds=60)
    assert keys.softened(strong, now=NOW, seconds=3_600) == strong


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


def test_renewing_keeps_the_proof_and_moving_closes_it() -> None:
    key = keys.opened(fresh(), proof="work", now=NOW, seconds=7_200)
    renewed = keys.renewed(key, now=NOW + 900)
    assert (renewed.id, renewed.born_at, renewed.issued_at) == (key.id, NOW, NOW + 900)
    assert renewed.opens("checkout")
    moved = keys.rebound(key, address=ip_address("198.51.100.1"), agent=AGENT, now=NOW + 900)
    assert (moved.id, moved.born_at) == (key.id, NOW)
    assert moved.rooms == OPEN
    assert moved.is_displaced
    assert moved.proof_until == key.proof_until


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

"""Conduct: what views report weighs by how often, and not at all against neighbours on a crowded address."""

# ruff: noqa: E501 # a table is read by its columns

from collections.abc import Callable
from dataclasses import replace

import pytest

from botguard.engine import conduct, evidence, trial
from botguard.engine import key as keys
from botguard.engine.count import NOTE_CODES, NOTED, problems
from botguard.engine.evidence import Report, findings, parse_report
from botguard.engine.facts import History, RequestFacts
from botguard.engine.roster import Signal
from tests.botguard.engine.test_decide import KEY, NEWCOMER, NOW, PERSON, POLICY, PROVED

CROWDED = replace(PERSON, is_crowded=True)
PAYING = replace(NEWCOMER, room="pay")
KNOWN = replace(PERSON, room="pay", key=replace(KEY, born_at=NOW - 900))
MOVED = replace(
    PERSON, key=keys.rebound(PROVED, address=PERSON.address, agent="", now=NOW), key_state="moved"
)

CONDUCT: list[tuple[str, Signal, RequestFacts, dict[str, int], str, int]] = [
    # what it shows, signal, who, what was noted, the code that speaks, its points
    ("a decoy filled by a password manager", conduct.decoy, PERSON, {"decoy-field": 1}, "decoy-field", 90),
    ("a decoy filled again and again", conduct.decoy, PERSON, {"decoy-field": 4}, "decoy-field", 130),
    ("a few broken links", conduct.failures, PERSON, {"missing-page": 6}, "", 0),
    ("dozens of broken links", conduct.failures, PERSON, {"missing-page": 40}, "missing-page", 100),
    ("guessing at addresses", conduct.failures, PERSON, {"missing-page": 100}, "missing-page", 260),
    ("a form corrected five times", conduct.failures, PERSON, {"invalid-form": 5}, "", 0),
    ("a form fuzzed", conduct.failures, PERSON, {"invalid-form": 25}, "invalid-form", 90),
    ("doors tried", conduct.failures, PERSON, {"denied-page": 20}, "denied-page", 90),
    ("a form left open too long, twice", conduct.failures, PERSON, {"csrf-failure": 2}, "", 0),
    ("forms without tokens", conduct.failures, PERSON, {"csrf-failure": 12}, "csrf-failure", 130),
    ("the heaviest of several failures", conduct.failures, PERSON, {"csrf-failure": 3, "missing-page": 31}, "missing-page", 100),
    ("a coupon mistyped twice", conduct.coupon_guesses, PERSON, {"coupon-guess": 2}, "", 0),
    ("coupons guessed", conduct.coupon_guesses, PERSON, {"coupon-guess": 20}, "coupon-guess", 300),
    ("coupons guessed by many hands", conduct.coupon_guesses, PERSON, {"coupons-network": 60}, "coupons-network", 90),
    ("coupons tried behind a carrier", conduct.coupon_guesses, CROWDED, {"coupons-network": 60}, "", 0),
    ("a password forgotten", conduct.sign_in_failures, PERSON, {"sign-in-failure": 4}, "", 0),
    ("passwords guessed", conduct.sign_in_failures, PERSON, {"sign-in-failure": 20}, "sign-in-failure", 130),
    ("a family's three addresses", conduct.emails, PERSON, {"emails": 3}, "", 0),
    ("a list of addresses", conduct.emails, PERSON, {"emails": 9}, "emails", 148),
    ("addresses of a whole office", conduct.emails, PERSON, {"emails-network": 30}, "", 0),
    ("addresses by the hundred", conduct.emails, PERSON, {"emails-network": 130}, "emails-network", 70),
    ("addresses behind a carrier", conduct.emails, CROWDED, {"emails-network": 130}, "", 0),
    ("a family's accounts", conduct.accounts, PERSON, {"accounts": 3}, "", 0),
    ("accounts by the dozen", conduct.accounts, PERSON, {"accounts": 12}, "accounts", 148),
    ("accounts made all around", conduct.accounts, PERSON, {"accounts-network": 50}, "accounts-network", 30),
    ("two cards, for the first had expired", conduct.cards, PERSON, {"cards": 2}, "", 0),
    ("stolen cards", conduct.cards, PERSON, {"cards": 8}, "cards", 300),
    ("stolen cards from all around", conduct.cards, PERSON, {"cards-network": 30}, "cards-network", 70),
    ("a payment refused twice", conduct.declines, PERSON, {"declines": 2}, "", 0),
    ("payments refused", conduct.declines, PERSON, {"declines": 6}, "declines", 148),
    ("payments refused all around", conduct.declines, PERSON, {"declines-network": 30}, "declines-network", 70),
    ("payments refused behind a carrier", conduct.declines, CROWDED, {"declines-network": 30}, "", 0),
    ("payments refused all over the shop, to a newcomer who pays", conduct.declines, PAYING, {"declines-shop": 100}, "declines-shop", 30),
    ("the same, to somebody known", conduct.declines, KNOWN, {"declines-shop": 100}, "", 0),
    ("the same, to a newcomer who looks around", conduct.declines, NEWCOMER, {"declines-shop": 100}, "", 0),
    ("two orders left unpaid", conduct.holds, PERSON, {"holds": 2}, "", 0),
    ("six orders left unpaid", conduct.holds, PERSON, {"holds": 6}, "holds", 148),
    ("six orders, of which five were paid", conduct.holds, PERSON, {"holds": 6, "holds-paid": 5}, "", 0),
    ("orders left unpaid all around", conduct.holds, PERSON, {"holds-network": 26, "holds-paid-network": 1}, "holds-network", 70),
    ("the same behind a carrier", conduct.holds, CROWDED, {"holds-network": 26}, "", 0),
    ("a program with a cart for each of seven shoppers", conduct.carts, PERSON, {"carts": 7}, "", 0),
    ("a program that opens cart after cart", conduct.carts, PERSON, {"carts": 21}, "carts", 200),
    ("programs of one address that do", conduct.carts, PERSON, {"carts": 3, "carts-home": 160}, "carts-home", 48),
    ("the same behind a carrier", conduct.carts, CROWDED, {"carts": 3, "carts-home": 160}, "", 0),
    ("a challenge answered wrongly", trial.tries, PERSON, {"challenge-failed": 2}, "", 0),
    ("challenges answered wrongly", trial.tries, PERSON, {"challenge-failed": 10}, "challenge-failed", 100),
    ("a challenge solved faster than browsers do", trial.tries, PERSON, {"challenge-quick": 1, "challenge-failed": 1}, "challenge-quick", 48),
    ("an office's devices", trial.likeness, PERSON, {"challenge-passed-home": 30, "challenge-times-home": 9}, "", 0),
    ("one machine's solver", trial.likeness, PERSON, {"challenge-passed-home": 30, "challenge-times-home": 1}, "challenge-alike", 90),
    ("a carrier's telephones", trial.likeness, CROWDED, {"challenge-passed-home": 30, "challenge-times-home": 1}, "", 0),
    ("a proof made on another network", trial.borrowed, MOVED, {}, "proof-moved", 18),
    ("a proof made in another browser", trial.borrowed, replace(PERSON, key=PROVED, key_state="foreign"), {}, "proof-foreign", 48),
    ("a proof made here", trial.borrowed, replace(PERSON, key=PROVED), {}, "", 0),
    ("a key without a proof from elsewhere", trial.borrowed, replace(PERSON, key_state="moved"), {}, "", 0),
    ("a browser that says it is driven", evidence.browser, PERSON, {"browser-driven": 1, "browser-still": 1}, "browser-driven", 70),
    ("a form sent without a touch", evidence.browser, PERSON, {"browser-still": 1}, "browser-still", 30),
    ("a browser that ran no script", evidence.browser, PERSON, {}, "", 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("signal", "facts", "noted", "code", "points"),
    [row[1:] for row in CONDUCT],
    ids=[row[0] for row in CONDUCT],
)
def test_what_was_noted_weighs(
    signal: Signal, facts: RequestFacts, noted: dict[str, int], code: str, points: int
) -> None:
    found = signal(facts, History(noted=noted), POLICY.card, NOW)
    assert (found.code if found else "", found.points if found else 0) == (code, points)


def test_the_table_of_counts_has_no_mistake_and_every_note_a_line() -> None:
    assert problems(NOTED) == []
    noted = {code for row in CONDUCT for code in row[3]}
    assert noted <= {count.name for count in NOTED}
    assert {"email", "card", "decline", "hold", "hold-paid", "assets-seen"} <= NOTE_CODES


AGENT = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36"
REPORTS: list[tuple[str, object, tuple[str, ...]]] = [
    ("a person", {"agent": AGENT, "languages": 2, "touch": 5, "width": 412, "inputs": 9, "sent": True}, ()),
    ("a person who only looked", {"agent": AGENT, "languages": 1, "touch": 5, "width": 412, "inputs": 0, "sent": False}, ()),
    ("a driven browser", {"driven": True, "agent": AGENT, "touch": 5}, ("browser-driven",)),
    ("another agent than the headers'", {"agent": "Mozilla/5.0 (X11)"}, ("browser-odd",)),
    ("no languages", {"agent": AGENT, "languages": 0}, ("browser-odd",)),
    ("a screen of nothing", {"agent": AGENT, "width": 0}, ("browser-odd",)),
    ("a telephone without touch", {"agent": AGENT, "touch": 0}, ("browser-odd",)),
    ("a form sent by nobody's hand", {"agent": AGENT, "touch": 1, "inputs": 0, "sent": True}, ("browser-still",)),
    ("nonsense in every place", {"driven": "yes", "agent": 3, "languages": -1, "touch": 1e9, "width": "0", "inputs": True, "sent": 1}, ()),
    ("an empty report", {}, ()),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "codes"), [row[1:] for row in REPORTS], ids=[row[0] for row in REPORTS])
def test_what_the_script_saw(sent: object, codes: tuple[str, ...]) -> None:
    report = parse_report(sent)
    assert report is not None
    assert findings(report, agent=AGENT) == codes


@pytest.mark.parametrize("sent", [None, 3, "x", ["agent"]], ids=str)
def test_what_is_no_report(sent: object) -> None:
    assert parse_report(sent) is None


def test_a_report_keeps_no_more_than_it_needs() -> None:
    assert parse_report({"agent": "x" * 10_000}) == Report(agent="x" * 512)


SILENT: list[Callable[..., object]] = [
    conduct.decoy,
    conduct.failures,
    conduct.holds,
    trial.tries,
    evidence.browser,
]


@pytest.mark.parametrize("signal", SILENT, ids=lambda signal: signal.__name__)
def test_nothing_noted_is_nothing_weighed(signal: Signal) -> None:
    assert signal(PERSON, History(), POLICY.card, NOW) is None

"""Signals of standing: the key, the network, traps, bans, and what staff said."""

from botguard.engine.facts import History, RequestFacts
from botguard.engine.revocation import ALL, closing
from botguard.engine.tier import NO_RECORD
from scorecard import Card, Evidence


def key(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """A key that was forged, taken back whole or for this room, or is used from elsewhere."""
    taken = closing(facts.revocation + history.revocation, room=facts.room, now=now)
    if facts.key_state == "revoked" or history.is_revoked or (taken and taken.room == ALL):
        return _evidence(card, "key-revoked", "This key was taken back")
    if taken:
        return _evidence(card, "room-closed", f"This room was closed to the key: {taken.reason_code}")
    sentences = {
        "forged": "A key that we did not sign",
        "moved": "The key was cut for another network",
        "foreign": "The key was cut for another browser",
    }
    if facts.key_state not in sentences:
        return None
    return _evidence(card, f"key-{facts.key_state}", sentences[facts.key_state])


def key_age(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """A key that has been used for a while without trouble."""
    if facts.key is None or facts.key_state != "good":
        return None
    age = max(0, int(now) - facts.key.born_at)
    points = card.weight("key-age", age)
    sentence = f"Known for {age // 60} minutes"
    return Evidence(code="key-age", points=points, sentence=sentence) if points else None


def proof(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """A visitor that has shown to be a person."""
    return _evidence(card, "proof", "Has solved a challenge") if facts.has_proof else None


def trap(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """A link that no person sees."""
    return _evidence(card, "trap-hit", "Followed a hidden link") if facts.is_trap else None


def scanner(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Addresses that only scanners ask for; held against those who ask, not against their neighbours."""
    if not facts.is_scan:
        return None
    points = card.weight("scanner-path", history.scans)
    sentence = f"{history.scans} requests for what only scanners look for"
    return Evidence(code="scanner-path", points=points, sentence=sentence) if points else None


def network(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """What kind of machine lives at the address: mild, because people use such networks too."""
    sentences = {
        "hosting": "The address belongs to a hosting company",
        "tor": "The request came through the Tor network",
        "vpn": "The address belongs to a VPN",
        "relay": "The address is a telephone maker's relay, shared by ordinary people",
    }
    if facts.network_kind not in sentences:
        return None
    return _evidence(card, f"network-{facts.network_kind}", sentences[facts.network_kind])


def account(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """The standing of the account that is signed in, which moves the step taken by one."""
    if facts.tier == "safeguard":
        return _evidence(card, "account-safeguard", "A customer with delivered, paid orders: one step milder")
    if facts.tier == "distrusted":
        return _evidence(card, "account-distrusted", "A distrusted account: one step harder")
    return None


def orders_around(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """What orders from the neighbourhood came to; behind relays and carriers it says nothing of anybody."""
    around = facts.around
    if around is NO_RECORD or facts.network_kind in ("relay", "crawler") or facts.is_crowded:
        return None
    # One order in ten that went wrong is nobody's neighbourhood's fault.
    losses = around.lost + around.refused - around.kept // 10
    kept = around.kept - 10 * (around.lost + around.refused)
    code, value = ("network-losses", losses) if losses > 0 else ("network-kept", kept)
    points = card.weight(code, value)
    sentence = (
        f"Orders from this neighbourhood: {around.kept} kept, {around.refused} refused, {around.lost} lost"
    )
    return Evidence(code=code, points=points, sentence=sentence) if points else None


def ban(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """A live ban, from the counters or from the snapshot."""
    if history.banned_for:
        return _evidence(card, "ban", f"Banned: {history.banned_for}")
    reason = next((each.reason for each in facts.measures if each.effect == "ban"), None)
    return _evidence(card, "ban", reason) if reason else None


def rule(facts: RequestFacts, history: History, card: Card, now: float) -> Evidence | None:
    """Staff's word; an allow wins over a deny, a deny over a challenge."""
    for effect in ("allow", "deny", "challenge"):
        for measure in facts.measures:
            if measure.effect == effect:
                return _evidence(card, f"rule-{effect}", measure.reason)
    return None


def _evidence(card: Card, code: str, sentence: str) -> Evidence:
    return Evidence(code=code, points=card.weight(code), sentence=sentence)

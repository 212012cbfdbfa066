"""Follow what the guard would have done: keys, bans and taken keys of a log's visitors, and a bounded tally of it all.

A log does not tell who keeps cookies, and nobody in it can answer a challenge. Browsers are taken to keep the key they
are given and to pass the proofs that everybody meets; programs are taken to do neither.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256

from botguard.engine import key as keys
from botguard.engine.accesslog import Line
from botguard.engine.address import Address, home
from botguard.engine.ban import ban_length
from botguard.engine.crawler import FAKE
from botguard.engine.decide import STEPS, Verdict
from botguard.engine.facts import History, RequestFacts
from botguard.engine.issue import issue
from botguard.engine.key import Key
from botguard.engine.policy import BanTerms, ProofTerms

REMEMBERED = timedelta(days=30).total_seconds()
MOST_KEYS = 100_000
MOST_VISITORS = 50_000
MOST_SAMPLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban:
    """A ban that would have been: why, and until when."""

    reason_code: str
    until: float


class World:
    """What visitors hold and what holds them, on the log's clock."""

    def __init__(self, *, bans: BanTerms, proof: ProofTerms, keepers: frozenset[str]) -> None:
        self.terms, self.proof, self.keepers = bans, proof, keepers
        self._keys: OrderedDict[tuple[Address, str], Key] = OrderedDict()
        self._revoked: set[str] = set()
        self._bans: dict[str, list[Ban]] = {}

    def key(self, address: Address, agent: str, *, now: int) -> Key | None:
        """Return the key a visitor would show; one that is over is shown no more."""
        held = self._keys.get((address, agent))
        return held if held is not None and held.expires_at > now else None

    def remember(self, history: History, facts: RequestFacts, *, now: float) -> History:
        """Return a history that also knows of bans and of keys taken back."""
        is_revoked = facts.key is not None and facts.key.id in self._revoked
        past = self._bans.get(home(facts.address).compressed)
        banned_for = past[-1].reason_code if past and past[-1].until > now else ""
        return replace(history, is_revoked=is_revoked, banned_for=banned_for)

    def follow(self, facts: RequestFacts, verdict: Verdict, *, now: int) -> None:
        """Do what a verdict says beyond its request, and let the visitor keep the key of the answer."""
        if verdict.takes_key and facts.key is not None:
            self._revoked.add(facts.key.id)
        if verdict.bans_address:
            self._ban(facts.address, verdict.reason_code, now)
        if facts.agent_class not in self.keepers:
            return
        is_asked = verdict.action == "soft" or (verdict.is_locked and verdict.action == "challenge")
        # The dice of a replay are the visitor and the clock, so that the same log tells the same tale.
        dice = sha256(f"{facts.address} {facts.agent} {now}".encode("utf-8", "surrogatepass")).digest()[:16]
        cut = issue(
            facts, action="allow" if is_asked else verdict.action, dice=lambda size: dice[:size], now=now
        )
        held = cut or facts.key
        if held is not None and is_asked:
            cut = self._proved(held, verdict, now)
        if cut is not None:
            self._keys[facts.address, facts.agent] = cut
            self._keys.move_to_end((facts.address, facts.agent))
            if len(self._keys) > MOST_KEYS:
                self._keys.popitem(last=False)

    def _proved(self, key: Key, verdict: Verdict, now: int) -> Key:
        seconds = self.proof.opens_seconds
        if verdict.action == "soft":
            return keys.softened(key, now=now, seconds=seconds)
        return keys.opened(key, proof="work", now=now, seconds=seconds)

    def _ban(self, address: Address, reason_code: str, now: float) -> None:
        past = self._bans.setdefault(home(address).compressed, [])
        earlier = sum(1 for ban in past if ban.until > now - REMEMBERED)
        length = ban_length(
            earlier, first_minutes=self.terms.first_minutes, most_days=self.terms.most_days
        ).total_seconds()
        past.append(Ban(reason_code=reason_code, until=now + length))


@dataclass(slots=True, kw_only=True)
class Visitor:
    """One address of the log."""

    address: Address
    country: str = ""
    organisation: str = ""
    agent: str = ""  # of its worst request
    requests: int = 0
    stopped: int = 0
    worst: int = -10_000
    actions: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    claims: set[str] = field(default_factory=set)  # crawlers it claims to be, and is not


@dataclass(slots=True, kw_only=True)
class Tally:
    """Everything a replay found, in memory that does not grow with the log."""

    lines: int = 0
    unread: int = 0
    samples: list[str] = field(default_factory=list)
    unjudged: int = 0
    judged: int = 0
    first_at: int = 0
    last_at: int = 0
    actions: Counter[str] = field(default_factory=Counter)
    rooms: Counter[tuple[str, str]] = field(default_factory=Counter)
    hours: Counter[tuple[int, str]] = field(default_factory=Counter)  # by the hour and standing
    codes: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)  # the sum of a code's weights
    code_visitors: Counter[str] = field(default_factory=Counter)
    bytes_stopped: int = 0
    bans: int = 0
    keys_taken: int = 0
    verified: Counter[str] = field(default_factory=Counter)  # requests by crawler that proved itself
    doubtful: Counter[str] = field(
        default_factory=Counter
    )  # by crawler that came from its operator's network
    visitors: dict[Address, Visitor] = field(default_factory=dict)
    forgotten: int = 0  # visitors that made room for worse ones

    def skip(self, text: str) -> None:
        """Count a line that is none."""
        self.lines += 1
        self.unread += 1
        if len(self.samples) < MOST_SAMPLES:
            self.samples.append(text[:200])

    def pass_by(self, line: Line) -> None:
        """Count a request that the guard does not judge."""
        self.lines += 1
        self.unjudged += 1
        self._date(line.at)

    def add(self, line: Line, facts: RequestFacts, verdict: Verdict) -> None:
        """Count a judged request."""
        self.lines += 1
        self.judged += 1
        self._date(line.at)
        self.actions[verdict.action] += 1
        self.rooms[facts.room, verdict.action] += 1
        self.hours[line.at // 3600, verdict.standing] += 1
        self.bans += verdict.bans_address
        self.keys_taken += verdict.takes_key
        if facts.bot.is_verified:
            self.verified[facts.bot.name] += 1
        elif facts.bot.problem:
            self.doubtful[facts.bot.name] += 1
        visitor = self._visitor(facts)
        visitor.requests += 1
        visitor.actions[verdict.action] += 1
        if verdict.weighed.total > visitor.worst:
            visitor.worst, visitor.agent = verdict.weighed.total, facts.agent
        if verdict.action in ("soft", "challenge", "throttle", "refuse") and verdict.standing == "bad":
            visitor.stopped += 1
            self.bytes_stopped += line.size
        if facts.bot.state == FAKE:
            visitor.claims.add(facts.bot.name)
        for each in verdict.weighed.evidence:
            if each.points:
                self.codes[each.code] += 1
                self.points[each.code] += each.points
                self.code_visitors[each.code] += each.code not in visitor.codes
                visitor.codes[each.code] += 1

    def worst(self, most: int) -> list[Visitor]:
        """Return the visitors most of whose requests would have been stopped, then the heaviest."""
        return sorted(self.visitors.values(), key=_badness, reverse=True)[:most]

    def impostors(self) -> list[Visitor]:
        """Return everybody who claims a crawler from outside of its addresses."""
        found = [each for each in self.visitors.values() if each.claims]
        return sorted(found, key=lambda each: (sorted(each.claims), each.address.version, int(each.address)))

    def traffic(self) -> list[tuple[int, int, int, int]]:
        """Return (hour, good, unknown, bad) for every hour from the first to the last."""
        if not self.hours:
            return []
        seen = [hour for hour, _ in self.hours]
        return [
            (hour, *(self.hours[hour, name] for name in ("good", "unknown", "bad")))  # type: ignore[misc] # three
            for hour in range(min(seen), max(seen) + 1)
        ]

    def steps(self) -> Iterable[tuple[str, int]]:
        """Yield every step of the ladder and how many requests it took."""
        return ((step, self.actions[step]) for step in STEPS)

    def _date(self, at: int) -> None:
        self.first_at = min(self.first_at or at, at)
        self.last_at = max(self.last_at, at)

    def _visitor(self, facts: RequestFacts) -> Visitor:
        known = self.visitors.get(facts.address)
        if known is not None:
            return known
        if len(self.visitors) >= MOST_VISITORS:
            self._prune()
        new = Visitor(
            address=facts.address, country=facts.country or "", organisation=facts.organisation or ""
        )
        self.visitors[facts.address] = new
        return new

    def _prune(self) -> None:
        """Forget the tamer half; impostors are kept, they are to be named."""
        ranked = sorted(
            self.visitors.values(), key=lambda each: (bool(each.claims), _badness(each)), reverse=True
        )
        for visitor in ranked[MOST_VISITORS // 2 :]:
            del self.visitors[visitor.address]
            self.forgotten += 1


def _badness(visitor: Visitor) -> tuple[int, int, int]:
    return visitor.stopped, visitor.worst, visitor.requests

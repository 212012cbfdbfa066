"""Read the guard's policy: loud about everything that is wrong with it, all at once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields

from botguard.engine.room import KIN
from scorecard import Card, CardError, parse_card

CODES = frozenset(
    {"pace-second", "pace-ten-seconds", "pace-minute", "pace-ten-minutes", "breadth-minute", "breadth-hour"}
    | {"request-rate", "keyless-minute", "keyless-breadth", "key-dropping", "key-dropping-network"}
    | {"agent-tool", "agent-headless", "agent-empty", "agent-unknown"}
    | {"crawler-claim", "crawler-impostor", "crawler-room", "crawler-verified"}
    | {"language-missing", "fetch-metadata-missing"}
    | {"key-forged", "key-moved", "key-foreign", "key-revoked", "key-age", "proof"}
    | {"trap-hit", "scanner-path", "decoy-field", "csrf-failure", "coupon-guess", "sign-in-failure"}
    | {"network-hosting", "network-tor", "network-vpn", "network-relay"}
    | {"ban", "rule-deny", "rule-challenge", "rule-allow"}
)
SECTIONS = frozenset({"prior_odds", "ladder", "limits", "paths", "proof", "bans", "signals"})


class PolicyError(ValueError):
    """A policy that cannot be used; `problems` names everything that is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """From how many points on each step is taken."""

    slow: int
    challenge: int
    throttle: int
    refuse: int

    def step(self, total: int) -> str:
        """Return the action for a total."""
        for action, least in (
            ("refuse", self.refuse),
            ("throttle", self.throttle),
            ("challenge", self.challenge),
            ("slow", self.slow),
        ):
            if total >= least:
                return action
        return "allow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many requests one visitor may make: a burst, then so many a minute."""

    requests_per_minute: int
    burst: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Addresses that mean something to the guard, as prefixes."""

    traps: tuple[str, ...]
    products: tuple[str, ...]
    assets: tuple[str, ...]
    scans: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofTerms:
    """How much work a proof is, how long a challenge may take, how long patience is, how long a proof opens."""

    puzzles: int
    bits: int
    challenge_seconds: int
    patience_seconds: int
    opens_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BanTerms:
    """How long the first ban lasts, and how long doubling may go on."""

    first_minutes: int
    most_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything the guard's decisions depend on besides the facts."""

    card: Card
    ladders: Mapping[str, Ladder]
    limits: Limits
    paths: Paths
    proof: ProofTerms
    bans: BanTerms

    def ladder(self, room: str) -> Ladder:
        """Return a room's ladder, or that of the room it belongs to, or the default one."""
        kin = self.ladders.get(KIN.get(room, ""), self.ladders["default"])
        return self.ladders.get(room, kin)


def parse_policy(text: str) -> Policy:
    """Parse a policy file.

    :raises PolicyError: with every problem it has
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError([f"not TOML: {error}"]) from error
    problems = [f"{name} is not a section" for name in sorted(set(table) - SECTIONS)]
    card = _card(table, problems)
    ladders = _ladders(table.get("ladder"), problems)
    limits = _whole(Limits, table, "limits", problems)
    paths = _paths(table.get("paths"), problems)
    proof = _whole(ProofTerms, table, "proof", problems)
    bans = _whole(BanTerms, table, "bans", problems)
    if problems or card is None or limits is None or paths is None or proof is None or bans is None:
        raise PolicyError(problems)
    if proof.bits > 24 or proof.puzzles > 64:
        raise PolicyError(["proof: more than 24 bits or 64 puzzles would keep telephones busy for minutes"])
    return Policy(card=card, ladders=ladders, limits=limits, paths=paths, proof=proof, bans=bans)


def _card(table: Mapping[str, object], problems: list[str]) -> Card | None:
    try:
        return parse_card(table, codes=CODES)
    except CardError as error:
        problems += error.problems
        return None


def _ladders(table: object, problems: list[str]) -> dict[str, Ladder]:
    if not isinstance(table, Mapping) or "default" not in table:
        problems.append("ladder.default is missing")
        return {}
    found = {}
    for room, steps in table.items():
        ladder = _whole(Ladder, {room: steps}, room, problems, where=f"ladder.{room}", least=-100_000)
        if ladder is None:
            continue
        if not ladder.slow <= ladder.challenge <= ladder.throttle <= ladder.refuse:
            problems.append(f"ladder.{room}: steps must ascend: slow, challenge, throttle, refuse")
        found[room] = ladder
    return found


def _paths(table: object, problems: list[str]) -> Paths | None:
    names = [each.name for each in fields(Paths)]
    before = len(problems)
    if not isinstance(table, Mapping):
        problems.append("paths is missing")
        return None
    problems += [f"paths.{name} is not known" for name in sorted(set(table) - set(names))]
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        value = table.get(name)
        if not isinstance(value, list) or not all(
            isinstance(path, str) and path.startswith("/") and len(path) > 1 for path in value
        ):
            problems.append(f"paths.{name} must be a list of addresses that begin with /")
        else:
            found[name] = tuple(path.lower() for path in value)
    return Paths(**found) if len(problems) == before else None


def _whole[T](
    shape: type[T],
    table: Mapping[str, object],
    name: str,
    problems: list[str],
    *,
    where: str = "",
    least: int = 1,
) -> T | None:
    """Read a section of whole numbers into its dataclass."""
    where = where or name
    section = table.get(name)
    if not isinstance(section, Mapping):
        problems.append(f"{where} is missing")
        return None
    names = {each.name for each in fields(shape)}  # type: ignore[arg-type] # always one of the dataclasses above
    before = len(problems)
    problems += [f"{where}.{key} is not known" for key in sorted(set(section) - names)]
    problems += [f"{where}.{key} is missing" for key in sorted(names - set(section))]
    for key in sorted(names & set(section)):
        value = section[key]
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            problems.append(f"{where}.{key} must be a whole number from {least} on, not {value!r}")
    return shape(**section) if len(problems) == before else None

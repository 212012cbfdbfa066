"""Read the guard's policy: loud about everything that is wrong with it, all at once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields

from botguard.engine.brake import BrakeTerms, parse_brakes
from botguard.engine.room import KIN
from botguard.engine.tier import StandingTerms
from botguard.engine.version import BrowserTerms
from scorecard import Card, CardError, parse_card

CODES = frozenset(
    {"pace-second", "pace-ten-seconds", "pace-minute", "pace-ten-minutes", "breadth-minute", "breadth-hour"}
    | {"request-rate", "keyless-minute", "keyless-breadth", "key-dropping", "key-dropping-network"}
    | {"agent-tool", "agent-headless", "agent-empty", "agent-unknown"}
    | {"crawler-claim", "crawler-impostor", "crawler-room", "crawler-verified"}
    | {"crawler-unwelcome", "partner-key", "partner-room"}
    | {"fetch-metadata-missing", "hints-missing", "encoding-missing"}
    | {"fetch-metadata-odd", "hints-odd", "hints-headless", "accept-odd", "tls-odd"}
    | {"agent-impossible", "agent-stale", "language-missing", "language-odd"}
    | {"key-forged", "key-moved", "key-foreign", "key-revoked", "room-closed", "key-age", "proof"}
    | {"trap-hit", "scanner-path", "decoy-field", "csrf-failure", "coupon-guess", "sign-in-failure"}
    | {"gaps-regular", "gaps-short", "order-walk", "breadth-network", "search-minute", "search-ten-minutes"}
    | {
        "assets-none",
        "address-bare",
        "address-bare-minute",
        "network-bare",
        "funnel-short",
        "form-quick",
        "browser-driven",
        "browser-odd",
        "browser-still",
    }
    | {"challenge-failed", "challenge-quick", "challenge-alike", "proof-moved", "proof-foreign"}
    | {"missing-page", "invalid-form", "denied-page", "coupons-network"}
    | {"emails", "emails-network", "accounts", "accounts-network", "cards", "cards-network"}
    | {"declines", "declines-network", "declines-shop", "holds", "holds-network"}
    | {"network-hosting", "network-tor", "network-vpn", "network-relay"}
    | {"carts", "carts-home"}
    | {"account-safeguard", "account-distrusted", "network-kept", "network-losses"}
    | {"ban", "rule-deny", "rule-challenge", "rule-allow"}
)
SECTIONS = frozenset(
    {
        "standing",
        "prior_odds",
        "ladder",
        "limits",
        "paths",
        "proof",
        "bans",
        "signals",
        "browsers",
        "crowds",
        "brakes",
    }
)


class PolicyError(ValueError):
    """A policy that cannot be used; `problems` names everything that is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """From how many points on each step is taken."""

    slow: int
    soft: int
    challenge: int
    throttle: int
    refuse: int

    def step(self, total: int) -> str:
        """Return the action for a total."""
        if total < self.slow:
            return "allow"
        if total < self.soft:
            return "slow"
        if total < self.challenge:
            return "soft"
        if total < self.throttle:
            return "challenge"
        return "throttle" if total < self.refuse else "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many requests one visitor may make: a burst, then so many a minute."""

    requests_per_minute: int
    burst: int


# Compared by identity, because what an address means is remembered per address and paths.
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Paths:
    """Addresses that mean something to the guard, as prefixes."""

    traps: tuple[str, ...]
    products: tuple[str, ...]
    assets: tuple[str, ...]
    scans: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofTerms:
    """How much work a proof is, how long it may take, how long it opens, and how many proofs are usual."""

    puzzles: int
    bits: int
    challenge_seconds: int
    patience_seconds: int
    opens_seconds: int
    mail_seconds: int = 1_800  # in which a mailed link opens
    # The total from which on, and the proofs an hour (of an address, of its /24 or /48) and challenges a minute (of a
    # process) by which the work doubles.
    heavy_points: int = 100
    home_proofs: int = 100
    network_proofs: int = 400
    posed_a_minute: int = 600
    # Proofs without work: a burst of an address, then one every so many seconds; likewise of its /24 or /48.
    slow_burst: int = 5
    slow_seconds: int = 20
    network_slow_burst: int = 20
    network_slow_seconds: int = 5
    # Links by mail: to one recipient an hour, to one mail domain a minute, for one address an hour.
    recipient_mails: int = 2
    domain_mails: int = 30
    home_mails: int = 5
    # Other networks, /24 or /48, on which one proof is taken up again softly, an hour.
    most_moves: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class BanTerms:
    """How long the first ban lasts and how long doubling may go on; when a whole network is banned."""

    first_minutes: int
    most_days: int
    neighbours: int  # so many different parts of a network banned within
    neighbour_hours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything the guard's decisions depend on besides the facts."""

    card: Card
    ladders: Mapping[str, Ladder]
    limits: Limits
    paths: Paths
    proof: ProofTerms
    bans: BanTerms
    standing: StandingTerms
    browsers: BrowserTerms
    crowds: frozenset[int]  # autonomous systems in which many people share an address
    brakes: Mapping[str, BrakeTerms]

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
    standing = _whole(StandingTerms, table, "standing", problems)
    browsers = _whole(BrowserTerms, table, "browsers", problems)
    crowds = _crowds(table.get("crowds"), problems)
    brakes = parse_brakes(table.get("brakes"), problems)
    if (
        problems
        or card is None
        or limits is None
        or paths is None
        or proof is None
        or bans is None
        or standing is None
        or browsers is None
    ):
        raise PolicyError(problems)
    if browsers.month > 12:
        raise PolicyError(["browsers.month must be a month, 1 to 12"])
    if proof.bits > 24 or proof.puzzles > 64:
        raise PolicyError(["proof: more than 24 bits or 64 puzzles would keep telephones busy for minutes"])
    return Policy(
        card=card,
        ladders=ladders,
        limits=limits,
        paths=paths,
        proof=proof,
        bans=bans,
        standing=standing,
        browsers=browsers,
        crowds=crowds,
        brakes=brakes,
    )


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
        if not ladder.slow <= ladder.soft <= ladder.challenge <= ladder.throttle <= ladder.refuse:
            problems.append(f"ladder.{room}: steps must ascend: slow, soft, challenge, throttle, refuse")
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


def _crowds(table: object, problems: list[str]) -> frozenset[int]:
    systems = table.get("systems") if isinstance(table, Mapping) and set(table) == {"systems"} else None
    if not isinstance(systems, list) or not all(type(number) is int and number > 0 for number in systems):
        problems.append("crowds.systems must be a list of autonomous systems' numbers, and all there is")
        return frozenset()
    return frozenset(systems)


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

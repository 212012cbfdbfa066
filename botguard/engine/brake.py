"""The shop's brakes: what they count, from how much on they take hold, and what they do then."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

from botguard.engine.address import home, neighbourhood

SHOP = "shop"
CARD_TESTING = "card-testing"
STOCK_HOLDING = "stock-holding"
COUPON_GUESSING = "coupon-guessing"
ACCOUNT_CREATION = "account-creation"
MAILER = "mailer"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrakeKind:
    """One brake, in the words of the back office."""

    code: str
    label: str
    counts: str
    does: str
    scopes: tuple[str, ...]


BRAKES: tuple[BrakeKind, ...] = (
    BrakeKind(
        code="card-testing",
        label="Card testing",
        counts="declined card payments",
        does="Each further card payment needs a fresh proof; where the declines came from, cards are not taken.",
        scopes=("visitor", "home", "network", SHOP),
    ),
    BrakeKind(
        code="stock-holding",
        label="Holding stock",
        counts="orders that hold stock unpaid",
        does="There, each further order takes a question of its own; unpaid stock goes back sooner.",
        scopes=("home", "network", SHOP),
    ),
    BrakeKind(
        code="coupon-guessing",
        label="Coupon guessing",
        counts="coupon codes that do not exist",
        does="The coupon box is closed; of the whole shop, for those who have not shown to be a person.",
        scopes=("visitor", "home", "network", SHOP),
    ),
    BrakeKind(
        code="account-creation",
        label="Account creation",
        counts="sign-ups",
        does="There, each further account takes a question of its own; of the whole shop, strangers prove themselves.",
        scopes=("home", "network", SHOP),
    ),
    BrakeKind(
        code="mailer",
        label="Mailer",
        counts="mails that strangers made us send",
        does="No more such mails go to the same person, or to the same domain.",
        scopes=("recipient", "domain"),
    ),
)
BY_CODE: Mapping[str, BrakeKind] = {kind.code: kind for kind in BRAKES}


@dataclass(frozen=True, slots=True, kw_only=True)
class BrakeTerms:
    """From how many events within how many minutes, in each scope, a brake takes hold, and for how long."""

    minutes: int
    holds_minutes: int
    limits: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """A brake that holds now."""

    code: str
    subject: str
    since: float
    until: float


def subjects(
    address: IPv4Address | IPv6Address | None, *, visitor: str | None, is_crowded: bool
) -> dict[str, str]:
    """Return what an event is counted for, by scope; a crowd that shares an address is not held to account for one."""
    found = {SHOP: SHOP}
    if visitor:
        found["visitor"] = f"visitor:{visitor}"
    if address is not None and not is_crowded:
        found["home"] = f"home:{home(address).compressed}"
        if not address.is_loopback:
            found["network"] = f"network:{neighbourhood(address).compressed}"
    return found


def estimate(*, current: int, previous: int, passed: float, width: float) -> int:
    """Return how many events a sliding window holds: this stretch's, and of the last one what is still inside."""
    left = max(0.0, 1 - passed / width)
    return current + int(previous * left)


def parse_brakes(table: object, problems: list[str]) -> dict[str, BrakeTerms]:
    """Read the brakes' section of the policy; what is wrong with it is added to `problems`."""
    if not isinstance(table, Mapping):
        problems.append("brakes is missing")
        return {}
    problems += [f"brakes.{name} is not a brake" for name in sorted(set(table) - set(BY_CODE))]
    found = {}
    for kind in BRAKES:
        section = table.get(kind.code)
        if not isinstance(section, Mapping) or set(section) != {"minutes", "holds_minutes", "limits"}:
            problems.append(
                f"brakes.{kind.code} must say minutes, holds_minutes and limits, and nothing else"
            )
            continue
        limits = section["limits"]
        numbers = [section["minutes"], section["holds_minutes"]]
        if not isinstance(limits, Mapping) or set(limits) != set(kind.scopes):
            problems.append(f"brakes.{kind.code}.limits must name {', '.join(kind.scopes)}")
            continue
        if not all(type(number) is int and number > 0 for number in (*numbers, *limits.values())):
            problems.append(f"brakes.{kind.code} must be of whole numbers from 1 on")
            continue
        found[kind.code] = BrakeTerms(minutes=numbers[0], holds_minutes=numbers[1], limits=dict(limits))
    return found

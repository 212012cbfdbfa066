"""What is counted: the one table that hit.lua, the process's own memory and `History` follow.

To count something more, add a line to COUNTS and a field of the same name to `History`. To count what views report
(botguard.actions.note), add a line to NOTED; its name is what signals read from `History.noted`.
"""

from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

from botguard.engine.facts import RequestFacts

# By whom: the visitor's key (or address, without one), the address or /64, the /24 or /48, everybody.
SCOPES = ("visitor", "home", "network", "shop")
# A visitor's row lives at least this long after its last request.
LEAST_SECONDS = 3_600


@dataclass(frozen=True, kw_only=True)
class Count:
    """One count: how often `of` happened in a sliding window, or with `bits` how many different values it had.

    `seconds` 0 counts for as long as the row lives. Different values are estimated by linear counting in so many bits;
    estimates stay close up to about three times as many values.
    """

    name: str
    of: str
    scope: str
    seconds: int
    bits: int = 0

    @cached_property
    def id(self) -> int:
        """Return the number under which a row keeps the count; another window or scope is another count."""
        return 1 + crc32(f"{self.name} {self.scope} {self.seconds} {self.bits}".encode()) % 32_767


COUNTS = (
    Count(name="pages_1", of="page", scope="visitor", seconds=1),
    Count(name="pages_10", of="page", scope="visitor", seconds=10),
    Count(name="pages_60", of="page", scope="visitor", seconds=60),
    Count(name="pages_600", of="page", scope="visitor", seconds=600),
    Count(name="requests_60", of="request", scope="visitor", seconds=60),
    Count(name="pages", of="page", scope="visitor", seconds=0),
    Count(name="product_pages", of="product", scope="visitor", seconds=0),
    Count(name="products_60", of="product", scope="visitor", seconds=60, bits=512),
    Count(name="products_3600", of="product", scope="visitor", seconds=3_600, bits=2_048),
    Count(name="searches_60", of="search", scope="visitor", seconds=60),
    Count(name="searches_600", of="search", scope="visitor", seconds=600),
    Count(name="home_pages_60", of="page", scope="home", seconds=60),
    Count(name="home_pages_600", of="page", scope="home", seconds=600),
    Count(name="keys_60", of="key", scope="home", seconds=60),
    Count(name="keys_600", of="key", scope="home", seconds=600),
    Count(name="scans", of="scan", scope="home", seconds=3_600),
    Count(name="traps", of="trap", scope="home", seconds=3_600),
    Count(name="network_keys_600", of="key", scope="network", seconds=600),
    Count(name="network_pages_3600", of="page", scope="network", seconds=3_600),
    Count(name="network_products_3600", of="product", scope="network", seconds=3_600, bits=8_192),
)
NOTED = (
    Count(name="csrf-failure", of="csrf-failure", scope="visitor", seconds=3_600),
    Count(name="coupon-guess", of="coupon-guess", scope="visitor", seconds=3_600),
    Count(name="sign-in-failure", of="sign-in-failure", scope="visitor", seconds=3_600),
    Count(name="decoy-field", of="decoy-field", scope="visitor", seconds=3_600),
    # A style sheet or the script came: for as long as the visitor is remembered.
    Count(name="assets-seen", of="assets-seen", scope="visitor", seconds=0),
    # So many different visitors of one address, and of its neighbourhood, fetched one.
    Count(name="assets-home", of="assets-seen", scope="home", seconds=600, bits=512),
    Count(name="assets-network", of="assets-seen", scope="network", seconds=3_600, bits=1_024),
    Count(name="browser-driven", of="browser-driven", scope="visitor", seconds=3_600),
    Count(name="browser-odd", of="browser-odd", scope="visitor", seconds=3_600),
    Count(name="browser-still", of="browser-still", scope="visitor", seconds=3_600),
    Count(name="missing-page", of="missing-page", scope="visitor", seconds=600),
    Count(name="invalid-form", of="invalid-form", scope="visitor", seconds=600),
    Count(name="denied-page", of="denied-page", scope="visitor", seconds=600),
    Count(name="coupons-network", of="coupon-guess", scope="network", seconds=3_600, bits=256),
    Count(name="emails", of="email", scope="visitor", seconds=3_600, bits=64),
    Count(name="emails-network", of="email", scope="network", seconds=3_600, bits=256),
    Count(name="accounts", of="account", scope="visitor", seconds=3_600, bits=64),
    Count(name="accounts-network", of="account", scope="network", seconds=3_600, bits=256),
    Count(name="cards", of="card", scope="visitor", seconds=3_600, bits=64),
    Count(name="cards-network", of="card", scope="network", seconds=3_600, bits=256),
    # Different payments and orders: a page that is loaded again is no second one.
    Count(name="declines", of="decline", scope="visitor", seconds=3_600, bits=64),
    Count(name="declines-network", of="decline", scope="network", seconds=3_600, bits=256),
    Count(name="declines-shop", of="decline", scope="shop", seconds=600, bits=2_048),
    Count(name="holds", of="hold", scope="visitor", seconds=3_600, bits=64),
    Count(name="holds-network", of="hold", scope="network", seconds=3_600, bits=256),
    Count(name="holds-paid", of="hold-paid", scope="visitor", seconds=3_600, bits=64),
    Count(name="holds-paid-network", of="hold-paid", scope="network", seconds=3_600, bits=256),
    Count(name="carts", of="cart", scope="visitor", seconds=3_600, bits=64),
    Count(name="carts-home", of="cart", scope="home", seconds=3_600, bits=512),
    Count(name="challenge-failed", of="challenge-failed", scope="visitor", seconds=3_600),
    Count(name="challenge-quick", of="challenge-quick", scope="visitor", seconds=3_600),
    Count(name="challenge-passed-home", of="challenge-passed", scope="home", seconds=3_600),
    # Its value is how long the challenge took, in seconds.
    Count(name="challenge-times-home", of="challenge-passed-time", scope="home", seconds=3_600, bits=64),
)
TABLE = COUNTS + NOTED
NOTE_CODES = frozenset(count.of for count in NOTED)


def happened(facts: RequestFacts) -> dict[str, int]:
    """Return what a request is, each with its value where different ones are counted, else with 0."""
    found = {"request": 0}
    if facts.is_page:
        found["page"] = 0
    if facts.is_product:
        found["product"] = facts.mark
    if facts.is_search:
        found["search"] = 0
    if facts.is_due_a_key:
        found["key"] = 0
    if facts.is_scan:
        found["scan"] = 0
    if facts.is_trap:
        found["trap"] = 0
    return found


def lifetime(scope: str) -> int:
    """Return how many seconds a row of a scope lives after it was last written: as long as its longest window."""
    return max([LEAST_SECONDS, *(count.seconds for count in TABLE if count.scope == scope)])


def problems(table: tuple[Count, ...]) -> list[str]:
    """Return what is wrong with a table of counts."""
    ids = [count.id for count in table]
    return [
        *(f"{each.name}: its number is taken, name it otherwise" for each in table if ids.count(each.id) > 1),
        *(f"{each.name}: no such scope: {each.scope}" for each in table if each.scope not in SCOPES),
        *(
            f"{each.name}: bits must be a multiple of 8 up to 65,536"
            for each in table
            if not _fits(each.bits)
        ),
    ]


def _fits(bits: int) -> bool:
    return bits % 8 == 0 and bits <= 65_536

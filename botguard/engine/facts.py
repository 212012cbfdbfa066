"""What is known of one request before it is judged, and of the visits before it."""

from dataclasses import dataclass, field

from botguard.engine.address import Address
from botguard.engine.key import Key

# What views may report of a visit (botguard.actions.note), in the order in which hit.lua answers.
NOTES = ("csrf-failure", "coupon-guess", "sign-in-failure", "decoy-field")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What an access rule, or a ban of the last snapshot, says of this visitor."""

    effect: str  # allow, challenge, deny
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts:
    """One request, as it came in."""

    address: Address
    room: str
    method: str
    path: str
    is_guarded: bool = True
    is_api: bool = False
    is_htmx: bool = False

    agent: str = ""
    agent_class: str = "unknown"
    languages: str = ""
    has_fetch_metadata: bool = False
    is_navigation: bool = False
    is_product: bool = False
    is_trap: bool = False
    is_scan: bool = False

    country: str | None = None
    asn: int | None = None
    organisation: str | None = None
    network_kind: str = "unknown"
    crawler: str = ""  # the operator whose published range holds the address
    is_verified_crawler: bool = False
    is_impostor: bool = False  # claims a crawler that publishes its ranges, from outside of them

    key: Key | None = None
    key_state: str = "none"  # none, good, expired, forged, revoked, moved, foreign
    measures: tuple[Measure, ...] = ()

    @property
    def is_page(self) -> bool:
        """Tell whether the request counts for the pace: a page a person opens, or an answer a program reads."""
        return self.is_navigation or (self.is_api and self.method == "GET")

    @property
    def has_own_count(self) -> bool:
        """Tell whether the visitor's key may carry its counts; a key from elsewhere is counted by address."""
        return self.key is not None and self.key_state in ("good", "moved")

    @property
    def is_due_a_key(self) -> bool:
        """Tell whether the answer brings a new key: everybody gets one, except crawlers that proved themselves."""
        return self.key is None and not self.is_verified_crawler

    @property
    def has_proof(self) -> bool:
        """Tell whether the key opens the checkout here and now."""
        return self.opens("checkout")

    def opens(self, room: str) -> bool:
        """Tell whether the key opens a room here and now."""
        return self.key is not None and self.key_state == "good" and self.key.opens(room)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the counters answered, this request included. Counts over a window are sliding estimates."""

    is_store_away: bool = False
    is_revoked: bool = False
    banned_for: str = ""  # the reason code of a live ban of the address
    retry_after: int = 0  # seconds until the request limit lets the next one through; 0 is within it

    pages_1: int = 0
    pages_10: int = 0
    pages_60: int = 0
    pages_600: int = 0
    requests_60: int = 0
    pages: int = 0
    product_pages: int = 0
    products_60: int = 0
    products_3600: int = 0

    keys_60: int = 0  # keys cut for this address
    keys_600: int = 0
    network_keys_600: int = 0  # keys cut for its neighbourhood
    traps: int = 0  # of this address, in an hour
    scans: int = 0
    notes: tuple[tuple[str, int], ...] = field(default=())  # what views reported of this visit, by code

"""What is known of one request before it is judged, and of the visits before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from zlib import crc32

from botguard.engine.address import Address
from botguard.engine.crawler import NOBODY, Bot
from botguard.engine.key import Key
from botguard.engine.tier import NO_RECORD, Record
from scorecard.construction import swift

# What nothing has been reported of.
UNNOTED: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What an access rule, or a ban of the last snapshot, says of this visitor."""

    effect: str  # allow, challenge, deny
    reason: str
    rule: int = 0  # the access rule's number, for counting what it hit


@swift()
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
    oddities: tuple[str, ...] = ()  # codes of headers that do not fit (botguard.engine.manner)
    is_navigation: bool = False
    is_opened: bool = False  # a person opens a page by it: no script asks, no program of ours
    is_search: bool = False  # makes the shop search or filter
    number: int = -1  # the last number in the address, such as the page of a list
    is_product: bool = False
    is_trap: bool = False
    is_scan: bool = False

    country: str | None = None
    asn: int | None = None
    organisation: str | None = None
    network_kind: str = "unknown"
    is_crowded: bool = False  # many ordinary people share such addresses: relays, carriers of telephones
    crawler: str = ""  # the operator whose published range holds the address
    bot: Bot = NOBODY  # who asks, where it is a program that says so

    key: Key | None = None
    key_state: str = "none"  # none, good, expired, forged, revoked, moved, foreign
    revocation: str = ""  # what the snapshot knows was taken back of the key (botguard.engine.revocation)
    tier: str = "ordinary"  # of the account the key carries (botguard.engine.tier)
    around: Record = NO_RECORD  # what orders from the neighbourhood came to
    measures: tuple[Measure, ...] = ()

    @property
    def is_page(self) -> bool:
        """Tell whether the request counts for the pace: a page a person opens, or an answer a program reads."""
        return self.is_navigation or (self.is_api and self.method == "GET")

    @property
    def mark(self) -> int:
        """Return the number that stands for the path where different ones are counted."""
        return crc32(self.path.encode("utf-8", "surrogatepass"))

    @property
    def opens_page_whole(self) -> bool:
        """Tell whether the answer fills a browser's window, so that a page of ours can stand in for it for a moment."""
        return self.is_navigation and self.method == "GET" and not self.is_api and not self.is_htmx

    @property
    def has_own_count(self) -> bool:
        """Tell whether the visitor is counted for itself, and not with everybody at its address."""
        return self.count_id is not None

    @property
    def count_id(self) -> str | None:
        """Return the key that carries the visitor's counts; a key from elsewhere is counted by address."""
        # Nearly everybody is nobody's bot, and half of the signals ask this.
        if self.bot is not NOBODY and self.bot.is_partner:
            return self.bot.signer
        return self.key.id if self.key is not None and self.key_state in ("good", "moved") else None

    @property
    def is_due_a_key(self) -> bool:
        """Tell whether the answer brings a new key: everybody gets one, except crawlers that proved themselves."""
        return self.key is None and self.bot.needs_key

    @property
    def has_proof(self) -> bool:
        """Tell whether the key opens the checkout here and now."""
        return self.opens("checkout")

    def opens(self, room: str) -> bool:
        """Tell whether the key, or the signature of the request, opens a room here and now."""
        if self.key is not None and self.key_state == "good" and self.key.opens(room):
            return True
        return self.bot is not NOBODY and self.bot.opens(room)


@swift()
class History:
    """What the counters answered, this request included. Counts over a window are sliding estimates."""

    is_store_away: bool = False
    is_revoked: bool = False  # of a replay, which keeps no texts
    revocation: str = ""  # what the store knows was taken back of the key
    banned_for: str = ""  # the reason code of a live ban of the address
    retry_after: int = 0  # seconds until the request limit lets the next one through; 0 is within it
    turns_left: int = 0  # how many requests it would let through at once

    pages_1: int = 0
    pages_10: int = 0
    pages_60: int = 0
    pages_600: int = 0
    requests_60: int = 0
    pages: int = 0
    product_pages: int = 0
    products_60: int = 0
    products_3600: int = 0

    searches_60: int = 0
    searches_600: int = 0

    home_pages_60: int = 0
    home_pages_600: int = 0  # pages of everybody at this address
    keys_60: int = 0  # keys cut for this address
    keys_600: int = 0
    network_keys_600: int = 0  # keys cut for its neighbourhood
    network_pages_3600: int = 0
    network_products_3600: int = 0
    traps: int = 0  # of this address, in an hour
    scans: int = 0
    noted: Mapping[str, int] = UNNOTED  # what views reported, by its name in botguard.engine.count; never 0
    ring: bytes = b""  # the last pages, for botguard.engine.ring.read

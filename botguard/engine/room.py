"""Name the rooms of the shop: a key carries one bit for each, and each can be closed to a key by itself."""

# The order is the order of the bits in a key: append, never move.
ROOMS = (
    "browse",
    "search",
    "cart",
    "coupon",
    "sign-in",
    "register",
    "review",
    "checkout",
    "pay",
    "account",
    "api",
    "office",
)
# The way from a full cart to a paid order: review shows what it comes to. They open only to a proof, and to no key
# by itself.
PROVEN = frozenset({"review", "checkout", "pay"})
OPEN = frozenset(ROOMS) - PROVEN
# Where no crawler has anything to read, not even a good one.
CLOSED_TO_CRAWLERS = frozenset(ROOMS) - {"browse", "search", "api"}
# Where people of the shop work, no program of a partner's has anything to do.
PARTNER_ROOMS = tuple(room for room in ROOMS if room != "office")
# Whose ladder a room without one of its own climbs.
KIN = {
    "review": "checkout",
    "pay": "checkout",
    "sign-in": "account",
    "register": "account",
    "coupon": "account",
}
BIT = {room: 1 << place for place, room in enumerate(ROOMS)}


def bits_of(rooms: frozenset[str]) -> int:
    """Return a set of rooms as bits."""
    return sum(BIT[room] for room in rooms)


def rooms_of(bits: int) -> frozenset[str]:
    """Return the rooms that bits stand for; bits of rooms we do not know are left out."""
    return _ROOMS_OF.get(bits) or frozenset(room for room, bit in BIT.items() if bits & bit)


# Nearly every key has one of these two sets.
_ROOMS_OF = {bits_of(OPEN): OPEN, bits_of(OPEN | PROVEN): OPEN | PROVEN}

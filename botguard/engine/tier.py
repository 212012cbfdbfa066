"""The standing of an account: what its orders came to and what staff said; it moves every step of the ladder by one."""

# The order is the order of the numbers in a key: append, never move.
TIERS = ("ordinary", "safeguard", "distrusted")

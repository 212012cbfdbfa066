"""Make an order's number and its link's token out of given random bytes: neither counts anything."""

from base64 import urlsafe_b64encode
from hashlib import sha256

# Crockford's base 32: no I, L, O, U, so that a number survives being read aloud.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TOKEN_BYTES = 32
NUMBER_CHARACTERS = 10
ENTROPY_BYTES = TOKEN_BYTES + NUMBER_CHARACTERS


def order_number(entropy: bytes) -> str:
    """Return a number such as `7K3QX-9M2AB` (50 bits) from at least `ENTROPY_BYTES` random bytes.

    :raises ValueError: when there are too few bytes
    """
    drawn = _enough(entropy)[TOKEN_BYTES:ENTROPY_BYTES]
    letters = "".join(ALPHABET[byte % len(ALPHABET)] for byte in drawn)
    return f"{letters[:5]}-{letters[5:]}"


def order_token(entropy: bytes) -> str:
    """Return the 43 characters (256 bits) of an order's unguessable link.

    :raises ValueError: when there are too few bytes
    """
    return urlsafe_b64encode(_enough(entropy)[:TOKEN_BYTES]).rstrip(b"=").decode()


def _enough(entropy: bytes) -> bytes:
    if len(entropy) < ENTROPY_BYTES:
        raise ValueError(f"an order takes {ENTROPY_BYTES} random bytes, not {len(entropy)}")
    return entropy


def payment_reference(entropy: bytes) -> str:
    """Return the reference of one attempt to pay, from random bytes drawn for it or for its order."""
    return f"pay-{sha256(b'payment' + _enough(entropy)).hexdigest()[:32]}"

"""Read public keys as JSON Web Keys have them (RFC 7517, RFC 8037), and name them by their thumbprint."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

type PublicKey = Ed25519PublicKey | RSAPublicKey

RSA_BITS = range(2048, 4097)


class UnusableKey(ValueError):
    """A key of a kind, a size or a spelling that is not taken."""


def read_key(jwk: Mapping[str, object]) -> PublicKey:
    """Return the public key a JSON Web Key holds: Ed25519, or RSA of 2,048 to 4,096 bits.

    :raises UnusableKey: when it is another, or is misspelt
    """
    kind = (jwk.get("kty"), jwk.get("crv"))
    try:
        if kind == ("OKP", "Ed25519"):
            return Ed25519PublicKey.from_public_bytes(_octets(jwk, "x"))
        if kind == ("RSA", None):
            numbers = RSAPublicNumbers(_number(jwk, "e"), _number(jwk, "n"))
            if numbers.n.bit_length() not in RSA_BITS or numbers.e != 65_537:
                raise UnusableKey("an RSA key of an unusual size or exponent")
            return numbers.public_key()
    except ValueError as error:
        raise UnusableKey(str(error)) from error
    raise UnusableKey("neither Ed25519 nor RSA")


def thumbprint(jwk: Mapping[str, object]) -> str:
    """Return the name every key has by itself (RFC 7638, RFC 8037).

    :raises UnusableKey: when a member it is made of is missing
    """
    names = ("crv", "kty", "x") if jwk.get("kty") == "OKP" else ("e", "kty", "n")
    values = [jwk.get(name) for name in names]
    if not all(isinstance(value, str) and value.isascii() and '"' not in value for value in values):
        raise UnusableKey("a member is missing")
    text = ",".join(f'"{name}":"{value}"' for name, value in zip(names, values, strict=True))
    return urlsafe_b64encode(sha256(f"{{{text}}}".encode()).digest()).rstrip(b"=").decode()


def _number(jwk: Mapping[str, object], name: str) -> int:
    return int.from_bytes(_octets(jwk, name))


def _octets(jwk: Mapping[str, object], name: str) -> bytes:
    text = jwk.get(name)
    if not isinstance(text, str) or len(text) > 1_024:
        raise UnusableKey(f"{name} is missing")
    try:
        octets = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (Base64Error, UnicodeEncodeError) as error:
        raise UnusableKey(f"{name} is not base64") from error
    # Python skips what is no base64: one key would have many spellings, and as many names.
    if urlsafe_b64encode(octets).rstrip(b"=").decode() != text.rstrip("="):
        raise UnusableKey(f"{name} is spelt in an unusual way")
    return octets

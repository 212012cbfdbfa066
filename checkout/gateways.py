"""Talk to those who move money. No gateway is ever called inside a transaction of ours.

`SandboxGateway` is a small provider of its own for demo and tests: a hosted page, signed notices, a ledger that can be
asked. Its rows (SandboxCharge) stand for the provider's side of the wire.
"""

import hmac
import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from django.conf import settings

from checkout.models import SandboxCharge
from shop.engine.money import Money

AUTHORISED = "authorised"
CAPTURED = "captured"
DECLINED = "declined"
REFUNDED = "refunded"
VOIDED = "voided"
CHARGED_BACK = "charged-back"


class ForgedNotice(ValueError):
    """A notice is not signed by the provider, or is not a notice."""


class UnknownProvider(LookupError):
    """No gateway has this name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a provider says of one payment: authorised, captured, declined, voided, refunded or charged back."""

    reference: str
    status: str
    amount: Money
    result: str = ""
    card: str = ""  # the provider's fingerprint of the card, from which the card cannot be told
    card_country: str = ""  # of the bank that issued the card, ISO 3166 alpha-2; empty where it is not told


class Gateway(Protocol):
    """A provider's side of a payment."""

    name: str

    def start(self, *, reference: str, amount: Money, return_path: str) -> str:
        """Open a payment and return where the shopper pays; opening it twice is opening it once."""

    def look_up(self, *, reference: str) -> Notice | None:
        """Return where a payment stands, or None while the shopper has not finished."""

    def capture(self, *, reference: str) -> None:
        """Take the money of an authorised payment; doing it twice is doing it once."""

    def void(self, *, reference: str) -> None:
        """Let go of an authorised payment; one that was captured stays so."""

    def refund(self, *, reference: str) -> None:
        """Give all of a captured payment back; doing it twice is doing it once."""

    def read_notice(self, *, body: bytes, signature: str) -> Notice:
        """Check a notice's signature, then read it.

        :raises ForgedNotice: when it is not the provider's
        """


class SandboxGateway:
    """The demo's own provider."""

    name = "sandbox"

    def start(self, *, reference: str, amount: Money, return_path: str) -> str:
        """Open a charge at the sandbox and return its hosted page."""
        SandboxCharge.objects.get_or_create(
            reference=reference,
            defaults={"amount_minor": amount.minor, "currency": amount.currency, "return_path": return_path},
        )
        return f"/pay/sandbox/{reference}/"

    def look_up(self, *, reference: str) -> Notice | None:
        """Ask the sandbox where a charge stands."""
        charge = SandboxCharge.objects.filter(reference=reference).first()
        if charge is None or charge.status == SandboxCharge.Status.OPEN:
            return None
        return _notice(charge)

    def capture(self, *, reference: str) -> None:
        """Capture an authorised charge."""
        _move(reference, SandboxCharge.Status.AUTHORISED, SandboxCharge.Status.CAPTURED)

    def void(self, *, reference: str) -> None:
        """Void an authorised charge."""
        _move(reference, SandboxCharge.Status.AUTHORISED, SandboxCharge.Status.VOIDED)

    def refund(self, *, reference: str) -> None:
        """Refund a captured charge."""
        _move(reference, SandboxCharge.Status.CAPTURED, SandboxCharge.Status.REFUNDED)

    def read_notice(self, *, body: bytes, signature: str) -> Notice:
        """Check the HMAC over the body, then read it."""
        if not hmac.compare_digest(sandbox_signature(body).encode(), signature.encode(errors="replace")):
            raise ForgedNotice("The signature does not fit.")
        try:
            said = json.loads(body)
            amount = Money(int(said["amount_minor"]), str(said["currency"]))
            return Notice(
                reference=str(said["reference"]),
                status=str(said["status"]),
                amount=amount,
                result=str(said["result"]),
                card=str(said.get("card", ""))[:64],
                card_country=country_code(said.get("card_country", "")),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise ForgedNotice("The notice cannot be read.") from error


GATEWAYS: tuple[Gateway, ...] = (SandboxGateway(),)


def gateway(name: str) -> Gateway:
    """Return the gateway of a provider.

    :raises UnknownProvider: when there is none
    """
    for each in GATEWAYS:
        if each.name == name:
            return each
    raise UnknownProvider(name)


def sandbox_notice(charge: SandboxCharge) -> tuple[bytes, str]:
    """Return the body and signature of what the sandbox says of a charge."""
    notice = _notice(charge)
    body = json.dumps(
        {
            "reference": notice.reference,
            "status": notice.status,
            "amount_minor": notice.amount.minor,
            "currency": notice.amount.currency,
            "result": notice.result,
            "card": notice.card,
            "card_country": notice.card_country,
        },
        sort_keys=True,
    ).encode()
    return body, sandbox_signature(body)


def country_code(said: object) -> str:
    """Return what a provider said of a country as ISO 3166 alpha-2, or nothing where it is no such code."""
    code = str(said).strip().upper()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""


def sandbox_signature(body: bytes) -> str:
    """Return the sandbox's signature over a notice's body."""
    return hmac.new(settings.SANDBOX_SECRET.encode(), body, sha256).hexdigest()


def _move(reference: str, old: str, new: str) -> None:
    SandboxCharge.objects.filter(reference=reference, status=old).update(status=new)


def _notice(charge: SandboxCharge) -> Notice:
    return Notice(
        reference=charge.reference,
        status=charge.status,
        amount=Money(charge.amount_minor, charge.currency),
        result=charge.result,
        card=charge.card,
        card_country=charge.card_country,
    )

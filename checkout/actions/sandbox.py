"""The sandbox provider's side: what its hosted page does when somebody pays, is declined, or fails the card check."""

import urllib.request
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from checkout.gateways import country_code, sandbox_notice
from checkout.models import SandboxCharge
from outbox.actions import publish

CHOICES = {
    "pay": (SandboxCharge.Status.AUTHORISED, "three-ds-ok"),
    "decline": (SandboxCharge.Status.DECLINED, "declined"),
    "fail-check": (SandboxCharge.Status.DECLINED, "three-ds-failed"),
}
TIMEOUT_SECONDS = 10


class UnknownCharge(LookupError):
    """The sandbox has no such charge."""


def decide(reference: str, choice: str, *, now: datetime, card: str = "", card_country: str = "") -> str:
    """Carry out what was chosen on the hosted page, once, and return where the browser goes back to.

    Whatever was typed for a card is kept as a fingerprint only, as providers give one to shops.

    :raises UnknownCharge: when there is no such charge
    :raises KeyError: when there is no such choice
    """
    status, result = CHOICES[choice]
    with transaction.atomic():
        charge = SandboxCharge.objects.select_for_update().filter(reference=reference).first()
        if charge is None:
            raise UnknownCharge(reference)
        if charge.status == SandboxCharge.Status.OPEN:
            SandboxCharge.objects.filter(pk=charge.pk).update(
                status=status,
                result=result,
                card=sha256(card.encode()).hexdigest() if card else "",
                card_country=country_code(card_country),
            )
            publish("sandbox-notice", {"reference": reference}, now=now)
    return charge.return_path


def deliver_notice(reference: str) -> None:
    """Post the signed notice of a charge to the shop, as a provider across the wire would.

    :raises OSError: when the shop does not answer; try again later
    """
    body, signature = sandbox_notice(SandboxCharge.objects.get(reference=reference))
    request = urllib.request.Request(  # noqa: S310  # the shop's own address, from its settings
        f"{settings.SHOP_URL}/webhooks/payments/sandbox/",
        data=body,
        headers={"Content-Type": "application/json", "Payment-Signature": signature},
    )
    urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS).close()  # noqa: S310  # as above

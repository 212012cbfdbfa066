"""Read payments, as far as doors need to."""

from dataclasses import dataclass

from checkout.models import Payment, SandboxCharge
from shop.engine.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentView:
    """Which order a payment belongs to, and who takes it."""

    provider: str
    order_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeView:
    """What the sandbox's hosted page shows."""

    reference: str
    amount: Money
    is_open: bool
    return_path: str


def payment_of(reference: str) -> PaymentView | None:
    """Return a payment by its reference."""
    row = Payment.objects.filter(reference=reference).select_related("order").first()
    return None if row is None else PaymentView(provider=row.provider, order_token=row.order.token)


def sandbox_charge(reference: str) -> ChargeView | None:
    """Return a charge as the sandbox's page shows it."""
    row = SandboxCharge.objects.filter(reference=reference).first()
    if row is None:
        return None
    return ChargeView(
        reference=row.reference,
        amount=Money(row.amount_minor, row.currency),
        is_open=row.status == SandboxCharge.Status.OPEN,
        return_path=row.return_path,
    )

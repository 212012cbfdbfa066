"""Read which payment methods merchants' rules hide for a cart.

Asked are the cart, the delivery country, the hour and whether somebody is signed in: nothing about lists, addresses or
earlier orders. So a hidden method says nothing about who is blocked (docs/rules.md).
"""

from datetime import datetime

from django.conf import settings

from antifraud.queries.rule import hidden_payment_methods
from checkout.engine.placement import BANK_TRANSFER, CARD, CASH_ON_DELIVERY
from shop.engine.money import Money


def hidden_payments(
    total: Money,
    *,
    units: int,
    coupon_code: str,
    country: str,
    postcode: str,
    customer_id: int | None,
    now: datetime,
) -> frozenset[str]:
    """Return the payment methods that are not offered; one always is."""
    facts: dict[str, object] = {
        "amount_minor": total.minor,
        "currency": total.currency,
        "units": units,
        "coupon_code": coupon_code,
        "placed_at": now.isoformat(),
        "country": country,
        "postcode": postcode,
        "customer_id": customer_id,
    }
    offered = (CASH_ON_DELIVERY, BANK_TRANSFER, *((CARD,) if settings.SANDBOX_PAYMENTS else ()))
    return hidden_payment_methods(facts, offered=offered, now=now)

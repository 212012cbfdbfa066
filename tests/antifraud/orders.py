"""Facts of orders for tests: one ordinary order, and ways to change it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any  # any field of the facts may be changed

from antifraud.conf import load
from antifraud.engine.facts import OrderFacts
from antifraud.engine.history import History, Place, ShopNorm, Track, Velocity
from antifraud.engine.policy import Policy

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
POLICY: Policy = load(Path(__file__).resolve().parents[2] / "antifraud" / "policy.toml").policy

ORDINARY = OrderFacts(
    reference="K7PM-2QXD",
    placed_at=NOON,
    is_offline=True,
    payment_method="cash-on-delivery",
    amount_minor=4_500,
    currency="EUR",
    units=2,
    email="maria.ionescu@example.com",
    phone="+40721234567",
    name="Maria Ionescu",
    street="Strada Lunga 14",
    postcode="500051",
    city="Brasov",
    country="RO",
    address="198.51.100.7",
    address_country="RO",
    address_asn=64_500,
    address_organisation="Example Telecom",
    address_kind="unknown",
    address_is_staffs=False,
    device="device-one",
    agent_class="browser",
    languages="ro-RO,ro;q=0.9,en;q=0.8",
    clock_offset=120,
    form_seconds=48.5,
    visit_seconds=340.0,
    visit_pages=9,
    visit_product_pages=4,
    trap_hits=0,
    guard_points=-120,
    proof="work",
    failed_payments=0,
)
QUIET = History(
    address=Velocity(),
    network=Velocity(),
    device=Velocity(),
    email=Velocity(),
    phone=Velocity(),
    delivery=Velocity(),
    name=Velocity(),
    card=Velocity(),
    device_track=Track(),
    email_track=Track(),
    phone_track=Track(),
    delivery_track=Track(),
    bonds=(),
    place=Place(offsets=(120,), distance_km=60, radius_km=20),
    shop=ShopNorm(
        orders=1000, amount_median_minor=4_000, amount_p90_minor=12_000, units_p90=5, same_hour=80, minute=720
    ),
    email_is_disposable=False,
)
# Nothing that a caller may leave out.
BARE = OrderFacts(
    reference="BARE-0001",
    placed_at=NOON,
    is_offline=True,
    payment_method="cash-on-delivery",
    amount_minor=4_500,
    currency="EUR",
    units=2,
    email="",
    phone="",
    name="",
    street="",
    postcode="",
    city="",
    country="",
)


def order(reference: str = ORDINARY.reference, **changes: Any) -> OrderFacts:
    """Return the ordinary order with some facts changed."""
    return replace(ORDINARY, reference=reference, **changes)


def history(**changes: Any) -> History:
    """Return a quiet history with some of it changed."""
    return replace(QUIET, **changes)

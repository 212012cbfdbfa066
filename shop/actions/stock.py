"""Move stock, exactly.

Every change is one conditional `UPDATE` a variant, in primary-key order, whose row count is checked; a CHECK
constraint stands behind it and a ledger row beside it, in the caller's transaction. So units are never sold twice,
two orders never wait for each other in a circle, and no lock is held before the first write. Readers outside the
transaction may see the counters a moment old, which is fine because only the `UPDATE` decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, models
from django.db.models import F

from shop.models import StockMovement, Variant


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """A variant of which fewer units can be had than were asked for; `available` is as of the refusal."""

    variant_id: int
    wanted: int
    available: int


class StockShortage(Exception):
    """Some variants have too few units. Whatever was moved before must be rolled back."""

    def __init__(self, missing: tuple[Shortage, ...]) -> None:
        super().__init__(
            ", ".join(f"{one.wanted} of {one.variant_id}, {one.available} left" for one in missing)
        )
        self.missing = missing


class OutsideTransaction(RuntimeError):
    """Stock was to be moved where a failure could not undo it."""


def allocate(units: Mapping[int, int], *, reference: str, now: datetime) -> None:
    """Promise units to an order: variant to number, sold-out variants all named together.

    :raises StockShortage: when a variant is missing, withdrawn or has too few units; roll back then
    """
    sold = models.Q(is_active=True, product__is_published=True)
    _move(units, StockMovement.Kind.ALLOCATE, allocated=1, allowed=sold, reference=reference, now=now)


def release(units: Mapping[int, int], *, reference: str, now: datetime) -> None:
    """Give an order's promised units back to the shelf.

    :raises StockShortage: when fewer are promised than that
    """
    _move(units, StockMovement.Kind.RELEASE, allocated=-1, reference=reference, now=now)


def ship(units: Mapping[int, int], *, reference: str, now: datetime) -> None:
    """Take an order's promised units out of the house.

    :raises StockShortage: when fewer are promised than that
    """
    _move(units, StockMovement.Kind.SHIP, on_hand=-1, allocated=-1, reference=reference, now=now)


def receive(units: Mapping[int, int], *, reference: str, now: datetime) -> None:
    """Put units on the shelf: a delivery, or a parcel that came back.

    :raises StockShortage: when a variant does not exist
    """
    _move(units, StockMovement.Kind.RECEIVE, on_hand=1, reference=reference, now=now)


def correct(changes: Mapping[int, int], *, reason: str, now: datetime) -> None:
    """Add (or, negative, take away) counted differences; what is promised to orders cannot be taken.

    :raises StockShortage: when that would leave less than is promised
    """
    _move(changes, StockMovement.Kind.CORRECT, on_hand=1, reference=reason, now=now, signed=True)


def _move(
    units: Mapping[int, int],
    kind: StockMovement.Kind,
    *,
    on_hand: int = 0,
    allocated: int = 0,
    reference: str,
    now: datetime,
    allowed: models.Q | None = None,
    signed: bool = False,
) -> None:
    if not connection.in_atomic_block:
        raise OutsideTransaction("Stock moves inside transaction.atomic() only.")
    if any(count == 0 or (count < 0 and not signed) for count in units.values()):
        raise ValueError(f"Stock moves by whole units, not by {sorted(units.values())}.")
    missing = []
    movements = []
    for variant_id, count in sorted(units.items()):
        change = {"on_hand": on_hand * count, "allocated": allocated * count}
        if not _update(variant_id, change, allowed or models.Q()):
            missing.append(_shortage(variant_id, abs(count), kind))
            continue
        movements.append(
            StockMovement(
                variant_id=variant_id,
                kind=kind,
                on_hand_change=change["on_hand"],
                allocated_change=change["allocated"],
                reference=reference,
                at=now,
            )
        )
    if missing:
        raise StockShortage(tuple(missing))
    StockMovement.objects.bulk_create(movements)


def _update(variant_id: int, change: Mapping[str, int], allowed: models.Q) -> bool:
    """Change one variant's counters if they stay 0 ≤ allocated ≤ on hand; tell whether it did."""
    enough = models.Q(
        allocated__gte=-change["allocated"],
        on_hand__gte=F("allocated") + change["allocated"] - change["on_hand"],
    )
    if allowed:
        # A subquery in an UPDATE is read once; a withdrawal at this very moment may come second, which is fine.
        enough &= models.Q(pk__in=Variant.objects.filter(allowed, pk=variant_id).values("pk"))
    changed = Variant.objects.filter(enough, pk=variant_id).update(
        on_hand=F("on_hand") + change["on_hand"], allocated=F("allocated") + change["allocated"]
    )
    return changed == 1


def _shortage(variant_id: int, wanted: int, kind: StockMovement.Kind) -> Shortage:
    variant = Variant.objects.filter(pk=variant_id).select_related("product").first()
    if variant is None or (
        kind == StockMovement.Kind.ALLOCATE and not (variant.is_active and variant.product.is_published)
    ):
        return Shortage(variant_id=variant_id, wanted=wanted, available=0)
    promised = kind in {StockMovement.Kind.RELEASE, StockMovement.Kind.SHIP}
    return Shortage(
        variant_id=variant_id, wanted=wanted, available=variant.allocated if promised else variant.available
    )

"""Lay a product's variants out as choices: one row an option, one link a value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# The option that changes a thing's picture. It is chosen first; the database keeps no order of its own.
LOOK = "colour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What choosing needs to know of a variant."""

    sku: str
    name: str
    options: Mapping[str, str]
    is_available: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionValue:
    """A value to choose, and the variant that choosing it leads to."""

    label: str
    sku: str
    is_current: bool
    is_available: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An option, such as colour, and its values in the merchant's order."""

    name: str
    values: tuple[OptionValue, ...]


def lay_out(offers: Sequence[Offer], *, current: Offer) -> tuple[Option, ...]:
    """Return the choices of a product; variants without options are told apart by their names.

    A value leads to the variant that has it and shares most with the current one, rather one in stock.
    """
    if len(offers) < 2:
        return ()
    names = dict.fromkeys(name for offer in offers for name in offer.options)
    if not names:
        return (_by_name(offers, current),)
    return tuple(
        _option(name, offers, current) for name in sorted(names, key=lambda name: (name != LOOK, name))
    )


def _by_name(offers: Sequence[Offer], current: Offer) -> Option:
    values = tuple(
        OptionValue(
            label=offer.name or offer.sku,
            sku=offer.sku,
            is_current=offer.sku == current.sku,
            is_available=offer.is_available,
        )
        for offer in offers
    )
    return Option(name="version", values=values)


def _option(name: str, offers: Sequence[Offer], current: Offer) -> Option:
    labels = dict.fromkeys(offer.options[name] for offer in offers if name in offer.options)
    values = []
    for label in labels:
        having = [offer for offer in offers if offer.options.get(name) == label]
        nearest = max(having, key=lambda offer: (_shared(offer, current), offer.is_available))
        values.append(
            OptionValue(
                label=label,
                sku=nearest.sku,
                is_current=current.options.get(name) == label,
                is_available=nearest.is_available,
            )
        )
    return Option(name=name, values=tuple(values))


def _shared(offer: Offer, current: Offer) -> int:
    return sum(current.options.get(name) == value for name, value in offer.options.items())

"""Values: what the demo sells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from demo.engine.art.palette import COLOURWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCategory:
    """A shelf; `art` and `colourway` make its picture."""

    slug: str
    name: str
    intro: str
    art: str
    colourway: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoVariant:
    """One version of a product. Prices are euro cents."""

    sku: str
    name: str
    colourway: str
    options: Mapping[str, str]
    price_minor: int
    compare_at_minor: int | None
    stock: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoProduct:
    """One product with its words, its picture's template and its variants."""

    slug: str
    name: str
    category: str
    summary: str
    description: str
    art: str
    attributes: Mapping[str, tuple[str, ...]]
    variants: tuple[DemoVariant, ...]
    days_old: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A size and what it adds to the price, in cents."""

    name: str
    code: str
    extra: int = 0


ONE_SIZE = (Size(name="", code=""),)


def product(
    code: str,
    name: str,
    category: str,
    *,
    art: str,
    price: int,
    colours: Sequence[str],
    summary: str,
    description: str,
    material: Sequence[str],
    room: Sequence[str],
    sizes: Sequence[Size] = ONE_SIZE,
    stock: Sequence[int] = (24, 12, 40, 7, 18),
    was: int | None = None,
    days_old: int = 200,
    more: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> DemoProduct:
    """Return a product in every colour and size; `stock` is dealt round the variants, `was` is the price before."""
    variants: list[DemoVariant] = []
    for colour in colours:
        for size in sizes:
            title = COLOURWAYS[colour].name
            options = {"colour": title, **({"size": size.name} if size.name else {})}
            variants.append(
                DemoVariant(
                    sku="-".join(part for part in ("BB", code, colour[:3].upper(), size.code) if part),
                    name=" / ".join(options.values()),
                    colourway=colour,
                    options=options,
                    price_minor=price + size.extra,
                    compare_at_minor=None if was is None else was + size.extra,
                    stock=stock[len(variants) % len(stock)],
                )
            )
    attributes = {
        "colour": tuple(COLOURWAYS[colour].name for colour in colours),
        "material": tuple(material),
        "room": tuple(room),
        **more,
    }
    return DemoProduct(
        slug=slug(name),
        name=name,
        category=category,
        summary=summary,
        description=description,
        art=art,
        attributes=attributes,
        variants=tuple(variants),
        days_old=days_old,
    )


def slug(name: str) -> str:
    """Return a name as it stands in an address."""
    plain = name.lower().translate(str.maketrans("éèêàöüäô", "eeeaouao"))
    return "-".join("".join(sign if sign.isalnum() else " " for sign in plain).split())

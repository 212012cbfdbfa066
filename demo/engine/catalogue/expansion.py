"""Draw as many further plausible products as a measurement wants: the same seed draws the same ones."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b

from demo.engine.art.palette import COLOURWAYS
from demo.engine.catalogue.assortment import PRODUCTS
from demo.engine.catalogue.shape import DemoProduct, product, slug

# Places to name a line of goods after.
LINES = (
    "Alder", "Arden", "Ashby", "Birch", "Bracken", "Brook", "Calder", "Cove", "Dale", "Dune", "Elm", "Fallow",
    "Fenn", "Fjord", "Forge", "Glen", "Hale", "Harbour", "Hazel", "Heath", "Holm", "Juniper", "Kestrel", "Larch",
    "Linden", "Loch", "Marsh", "Mill", "Moor", "Nettle", "Orchard", "Pebble", "Quarry", "Reed", "Rowan", "Sedge",
    "Shale", "Sorrel", "Tarn", "Thistle", "Vale", "Weir", "Willow", "Wren",
)  # fmt: skip
KINDS = ("Small", "Everyday", "Studio", "Country", "Tall", "Low", "Old", "Winter", "Summer", "Quiet")


def expand(*, products: int, seed: int) -> Iterator[DemoProduct]:
    """Yield the hand-written products first, then drawn ones up to `products` in all."""
    yield from PRODUCTS[:products]
    for number in range(len(PRODUCTS), products):
        yield _drawn(number, seed=seed)


def _drawn(number: int, *, seed: int) -> DemoProduct:
    # A hash is dice that need no state: each product is drawn from its own number.
    dice = blake2b(f"{seed}:{number}".encode(), digest_size=16).digest()
    model = PRODUCTS[dice[0] % len(PRODUCTS)]
    noun = model.name.split(" ", 1)[-1]
    name = f"{LINES[dice[1] % len(LINES)]} {KINDS[dice[2] % len(KINDS)]} {noun} {number}"
    colours = list(COLOURWAYS)
    first = dice[3] % len(colours)
    chosen = [colours[(first + 3 * step) % len(colours)] for step in range(1 + dice[4] % 3)]
    price = model.variants[0].price_minor * (70 + dice[5] % 90) // 100 // 50 * 50 + 50
    drawn = product(
        f"X{number:06d}",
        name,
        model.category,
        art=model.art,
        price=price,
        was=price * 5 // 4 if dice[6] % 8 == 0 else None,
        colours=chosen,
        summary=model.summary,
        description=model.description,
        material=model.attributes["material"],
        room=model.attributes["room"],
        stock=tuple(dice[7 + step] % 60 for step in range(3)),
        days_old=10 + (dice[10] * 256 + dice[11]) % 900,
    )
    return replace(drawn, slug=slug(name))

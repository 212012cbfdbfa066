"""Shelf: things that hold other things."""

from demo.engine.catalogue.shape import DemoCategory, DemoProduct, Size, product

SLUG = "storage"
CATEGORY = DemoCategory(
    slug=SLUG,
    name="Storage",
    intro="Shelves, baskets and rails that give everyday things a place, and look well when they are half empty.",
    art="basket",
    colourway="clay",
)

PRODUCTS: tuple[DemoProduct, ...] = (
    product(
        "STO-01",
        "Dunmore open shelf",
        SLUG,
        art="shelf",
        price=32900,
        colours=("oat", "ink", "sage"),
        stock=(8, 5, 3),
        summary="A free-standing shelf for books and crockery, with two small drawers at the foot.",
        description=(
            "Oak boards sit in housed joints between lacquered sides, and a panel in the same colour closes "
            "the back. The drawers run on waxed wood.\n\n"
            "80 cm wide, 30 cm deep, 142 cm high; each board carries 25 kg. It comes flat, with eight bolts "
            "and the key to turn them.\n\n"
            "Dust with a dry cloth. Fix the upper board to the wall with the strap supplied if children "
            "climb."
        ),
        material=("oak",),
        room=("living room", "kitchen", "study"),
    ),
    product(
        "STO-02",
        "Calverley bookcase",
        SLUG,
        art="shelf",
        price=41900,
        was=48900,
        colours=("moss", "plum"),
        stock=(4, 6),
        summary="A deeper bookcase for atlases and cookery books, with boards that do not sag.",
        description=(
            "The boards are 24 mm birch plywood with solid oak lipping, stiff enough for a full row of "
            "books. The finish is a water-based stain under hard-wax oil.\n\n"
            "90 cm wide, 36 cm deep, 150 cm high; each board carries 40 kg. Wipe with a damp cloth and oil "
            "again after five years or so."
        ),
        material=("birch", "oak"),
        room=("living room", "study"),
    ),
    product(
        "STO-03",
        "Ludham willow basket",
        SLUG,
        art="basket",
        price=4800,
        colours=("oat", "clay", "ink"),
        sizes=(Size(name="Medium", code="M"), Size(name="Large", code="L", extra=2200)),
        stock=(19, 11, 27, 2, 14, 8),
        summary="A round log basket in whole willow, with two handles you can trust.",
        description=(
            "Each basket is woven around sixteen uprights by one maker in about three hours. The base is "
            "dyed before weaving, and the leather handles are bound into the rim.\n\n"
            "The medium is 38 cm across and 32 cm high, the large 48 cm across and 40 cm high.\n\n"
            "Willow dries out in heated rooms. A fine spray of water twice a year keeps it supple."
        ),
        material=("willow",),
        room=("living room", "hall"),
    ),
    product(
        "STO-04",
        "Arncliffe laundry basket",
        SLUG,
        art="basket",
        price=6900,
        colours=("sage", "chalk"),
        stock=(13, 21),
        summary="A broad woven basket with a cotton lining that lifts out and goes straight in the wash.",
        description=(
            "Seagrass is twisted into cord and woven over a light steel frame, so the basket keeps its "
            "shape when it is full. The lining closes with a drawstring.\n\n"
            "52 cm across, 42 cm high, holds about two machine loads. Wash the lining at 40 °C; wipe the "
            "seagrass with a barely damp cloth and keep it out of the shower's reach."
        ),
        material=("seagrass", "cotton"),
        room=("bathroom", "bedroom"),
    ),
    product(
        "STO-05",
        "Sandling toy basket",
        SLUG,
        art="basket",
        price=3600,
        colours=("ochre", "slate", "rust"),
        stock=(25, 0, 17),
        summary="A soft-sided basket in jute rope, low enough for a child to tidy into.",
        description=(
            "Jute rope is coiled and stitched with cotton thread, row on row. There are no wires and no "
            "hard edges, and it folds flat when it is not needed.\n\n"
            "40 cm across, 28 cm high. Brush off dust and spot-clean with soap; do not soak it."
        ),
        material=("jute", "cotton"),
        room=("bedroom", "living room"),
        days_old=6,
    ),
    product(
        "STO-06",
        "Kirkby peg rail",
        SLUG,
        art="rail",
        price=6400,
        colours=("oat", "ink", "moss"),
        sizes=(Size(name="Five pegs", code="5"), Size(name="Eight pegs", code="8", extra=2400)),
        stock=(32, 15, 24, 9, 12, 6),
        summary="Brass pegs on an oak rail, with a striped cloth and a linen bag to hang from them.",
        description=(
            "The rail is solid oak with an eased edge; the pegs are turned from brass and tilt up a little, "
            "so nothing slips off. The cloth comes in the colour you choose.\n\n"
            "Five pegs measure 75 cm, eight pegs 120 cm. Each peg carries 8 kg. Screws, plugs and two "
            "wooden caps to hide them are in the box."
        ),
        material=("oak", "brass", "linen"),
        room=("hall", "bathroom"),
    ),
    product(
        "STO-07",
        "Selby coat rail",
        SLUG,
        art="rail",
        price=8900,
        colours=("brass", "slate"),
        stock=(10, 1),
        summary="A heavier rail for winter coats, its broad pegs kind to collars and loops.",
        description=(
            "A thick oak backboard with brass pegs. Each is 34 mm across at the head, which leaves no mark "
            "in a wool coat. A scarf bag and a wool scarf in one colour come with it.\n\n"
            "80 cm long, 12 cm high; each peg carries 12 kg. Fix it into brick or a stud with the three "
            "screws supplied."
        ),
        material=("oak", "brass", "wool"),
        room=("hall",),
    ),
    product(
        "STO-08",
        "Haven kitchen rail",
        SLUG,
        art="rail",
        price=3900,
        was=4600,
        colours=("chalk",),
        stock=(28,),
        summary="A short rail for tea towels and aprons, narrow enough for the end of a cupboard.",
        description=(
            "Oak, sealed with an oil that stands up to steam, and short brass pegs that do not catch a "
            "passing sleeve. A tea towel and a bag for onions are in the parcel.\n\n"
            "45 cm long, 7 cm high. Hang it with two screws or with the adhesive strips supplied, which "
            "hold 4 kg on tiles. Wipe with washing-up water."
        ),
        material=("oak", "brass", "cotton"),
        room=("kitchen",),
    ),
)

"""Shelf: the garden door and beyond."""

from demo.engine.catalogue.shape import DemoCategory, DemoProduct, Size, product

SLUG = "garden"
CATEGORY = DemoCategory(
    slug=SLUG,
    name="Garden & away",
    intro="For the bed by the back door and the train out of town: pots, cans, bags and an umbrella.",
    art="watering_can",
    colourway="moss",
)

PRODUCTS: tuple[DemoProduct, ...] = (
    product(
        "GDN-01",
        "Barnes terracotta pot",
        SLUG,
        art="plant_pot",
        price=2200,
        colours=("clay", "chalk", "slate"),
        sizes=(Size(name="18 cm", code="18"), Size(name="26 cm", code="26", extra=1600)),
        stock=(46, 20, 33, 12, 0, 9),
        summary="A thrown pot with a plain rim, fired hard enough to stay out through the frost.",
        description=(
            "Each pot is thrown by hand and fired to 1,060 °C, which closes the clay and keeps the frost "
            "from splitting it. The coloured ones carry a thin slip that weathers slowly.\n\n"
            "18 or 26 cm across the rim, with a drainage hole and a matching saucer; the plant is yours to "
            "choose. Scrub it with a stiff brush and water between plants."
        ),
        material=("terracotta",),
        room=("garden", "living room"),
    ),
    product(
        "GDN-02",
        "Frith window planter",
        SLUG,
        art="plant_pot",
        price=3400,
        was=4200,
        colours=("sage", "ochre"),
        stock=(14, 26),
        summary="A glazed stoneware planter with a deep saucer, for herbs on the kitchen sill.",
        description=(
            "Stoneware with a satin glaze inside and out, so the wall stays dry to the touch and leaves no "
            "ring on the paint.\n\n"
            "16 cm across, 15 cm high; the saucer holds 200 ml. It goes in the dishwasher when the basil is "
            "over."
        ),
        material=("stoneware",),
        room=("kitchen", "living room"),
    ),
    product(
        "GDN-03",
        "Wisley watering can",
        SLUG,
        art="watering_can",
        price=5900,
        colours=("moss", "ink", "brass"),
        stock=(17, 23, 3),
        summary="A balanced five-litre can with a long spout and a rose that rains rather than pours.",
        description=(
            "Galvanised steel, powder-coated after the seams are soldered. One handle carries, the other "
            "tips, so a full can is never an awkward one.\n\n"
            "5 litres, 1.3 kg empty. The brass rose unscrews for cleaning; empty the can before the first "
            "hard frost."
        ),
        material=("steel", "brass"),
        room=("garden",),
    ),
    product(
        "GDN-04",
        "Herstmonceux trug",
        SLUG,
        art="trug",
        price=6400,
        colours=("oat", "sage"),
        sizes=(Size(name="Small", code="S"), Size(name="Large", code="L", extra=2100)),
        stock=(12, 7, 10, 2),
        summary="A Sussex trug of willow boards in a chestnut frame, for beans, secateurs and cut flowers.",
        description=(
            "Seven cricket-bat willow boards are stained, then nailed with copper into a steamed chestnut "
            "rim. It is light, it stands level, and a broken board can be replaced.\n\n"
            "The small measures 40 × 20 cm, the large 56 × 30 cm. Rinse off the soil, let it dry in the "
            "shade and oil it with linseed each winter."
        ),
        material=("willow", "chestnut"),
        room=("garden", "kitchen"),
    ),
    product(
        "GDN-05",
        "Cheviot day pack",
        SLUG,
        art="backpack",
        price=13900,
        colours=("ochre", "slate", "moss", "ink"),
        stock=(16, 11, 22, 8),
        summary="A waxed-cotton pack for a day's walk or a week of trains, with leather where it wears.",
        description=(
            "A 440 g waxed cotton over a dry lining, with bridle-leather straps and solid brass buckles. "
            "The back is padded, and a sleeve inside takes a 14-inch laptop.\n\n"
            "22 litres, 1.1 kg, 44 × 30 × 16 cm. Sponge it with cold water and wax it again once a year; "
            "never put it in the machine."
        ),
        material=("cotton", "leather"),
        room=("hall",),
    ),
    product(
        "GDN-06",
        "Saltmarsh canvas tote",
        SLUG,
        art="tote",
        price=4900,
        colours=("oat", "ink", "rust"),
        stock=(38, 29, 15),
        summary="A stiff canvas tote with a flat base that stands up by itself in the boot.",
        description=(
            "Made from an 18 oz canvas woven for sails, with a dyed base, riveted leather handles and a "
            "zipped pocket for keys.\n\n"
            "42 × 36 × 14 cm, and rated for 20 kg of potatoes. Sponge it cold and reshape it while damp; it "
            "softens in about a summer."
        ),
        material=("canvas", "leather"),
        room=("hall",),
        days_old=4,
    ),
    product(
        "GDN-07",
        "Lanyard market bag",
        SLUG,
        art="tote",
        price=3200,
        colours=("sage",),
        stock=(34,),
        summary="A lighter bag for Saturdays, soft enough to fold under your arm until it is needed.",
        description=(
            "A close-woven 8 oz cotton, dyed below and left plain above, with leather handles that go over "
            "a coat sleeve.\n\n"
            "38 × 34 cm, 310 g. Wash by hand in cool water and keep the handles dry."
        ),
        material=("cotton", "leather"),
        room=("hall", "kitchen"),
    ),
    product(
        "GDN-08",
        "Borrowdale umbrella",
        SLUG,
        art="umbrella",
        price=8400,
        was=9900,
        colours=("ink", "plum", "moss"),
        stock=(19, 1, 13),
        summary="A full-length umbrella on a one-piece beech stick, framed for a valley that knows rain.",
        description=(
            "Eight steel ribs with fibreglass tips bend in a gust and come back. The canopy is a tight "
            "polyester twill, and the crook handle is steamed from the same stick as the shaft.\n\n"
            "90 cm long, 104 cm across when open, 620 g. Leave it open to dry; every rib can be replaced."
        ),
        material=("beech", "steel"),
        room=("hall",),
    ),
)

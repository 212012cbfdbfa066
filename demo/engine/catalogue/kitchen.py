"""The kitchen shelf: kettles, casseroles, boards and knives."""

from demo.engine.catalogue.shape import DemoCategory, DemoProduct, Size, product

SLUG = "kitchen"
CATEGORY = DemoCategory(
    slug=SLUG,
    name="Kitchen",
    intro="The few things a cook reaches for every day, in iron, steel and oak that can be mended and sharpened.",
    art="casserole",
    colourway="rust",
)
PRODUCTS: tuple[DemoProduct, ...] = (
    product(
        "KIT-01",
        "Gooseneck kettle",
        SLUG,
        art="kettle",
        price=7900,
        colours=("ink", "chalk", "sage"),
        summary="A hob kettle with a narrow spout, for pouring exactly where you mean to.",
        description=(
            "The long spout slows the water to a thin, steady stream, which suits filter coffee and does no harm "
            "to tea. The grip and knob are oak and stay cool while the water boils.\n\n"
            "Holds one litre. Enamelled stainless steel with a brass band at the foot; 29 cm long and 21 cm tall. "
            "Works on gas, electric and induction hobs.\n\n"
            "Descale with vinegar every few weeks. Oil the grip once a year."
        ),
        material=("stainless steel", "oak", "brass"),
        room=("kitchen",),
        stock=(22, 17, 2),
    ),
    product(
        "KIT-02",
        "Range kettle",
        SLUG,
        art="kettle",
        price=9600,
        was=11200,
        colours=("rust", "slate"),
        summary="A broad-based kettle that boils quickly and fills a pot and two mugs.",
        description=(
            "A wide, flat base takes heat fast and sits firmly on a trivet. The lid opens far enough to get a "
            "hand and a cloth inside.\n\n"
            "Holds 1.7 litres. Enamelled steel, 1.3 kg, with an oak grip fixed by two screws so that it can be "
            "replaced. Works on every kind of hob.\n\n"
            "Empty it overnight and wipe the outside with a soft cloth."
        ),
        material=("enamelled steel", "oak"),
        room=("kitchen",),
        stock=(13, 19),
    ),
    product(
        "KIT-03",
        "Hearth casserole",
        SLUG,
        art="casserole",
        price=14900,
        colours=("rust", "moss", "ink"),
        summary="An enamelled cast-iron pot that goes from the hob to the oven to the table.",
        description=(
            "Cast iron heats slowly and evenly and holds on to it, which is most of what a stew needs. The lid is "
            "heavy, with small points beneath that return the steam to the pot.\n\n"
            "The 24 cm pot holds 4 litres and weighs 4.6 kg; the 28 cm pot holds 6.5 litres and weighs 6.2 kg. "
            "Three coats of enamel and a brass knob, oven-safe to 250 °C. Fit for every hob.\n\n"
            "Let it cool before washing. Use wooden or silicone tools."
        ),
        material=("cast iron", "brass"),
        room=("kitchen", "dining room"),
        sizes=(Size(name="24 cm", code="24"), Size(name="28 cm", code="28", extra=4000)),
        stock=(16, 8, 21, 14, 0, 10),
    ),
    product(
        "KIT-04",
        "Sunday casserole",
        SLUG,
        art="casserole",
        price=11900,
        colours=("ochre", "oat", "plum"),
        summary="A lighter pot in enamelled steel for soup, rice and a chicken on a weekday.",
        description=(
            "Pressed from thick steel rather than cast, so it weighs half as much and is hot in half the time. "
            "The handles are wide enough for oven gloves.\n\n"
            "26 cm across and 13 cm deep; it holds 5 litres and weighs 2.4 kg. Enamelled inside in a pale cream "
            "that shows when onions begin to colour. For every hob, and for the oven up to 230 °C.\n\n"
            "Safe in the dishwasher, though the enamel stays brighter if washed by hand."
        ),
        material=("enamelled steel", "brass"),
        room=("kitchen", "dining room"),
        stock=(12, 24, 15),
        days_old=11,
    ),
    product(
        "KIT-05",
        "Dipped chopping boards",
        SLUG,
        art="cutting_board",
        price=6800,
        colours=("sage", "clay", "slate"),
        summary="A pair of boards: an oak paddle with a painted handle and a round one in walnut.",
        description=(
            "The oak board is for the daily chopping. The walnut one is softer and rounder and makes a good "
            "plate for bread or cheese. The hole in the handle is for a hook.\n\n"
            "The oak board is 45 by 20 cm, the walnut one 32 cm across; both are 2 cm thick. The handle is "
            "dipped in a water-based paint that is safe beside food.\n\n"
            "Wash by hand, stand on edge to dry and oil both boards every month or two."
        ),
        material=("oak", "walnut"),
        room=("kitchen",),
        stock=(26, 18, 9),
    ),
    product(
        "KIT-06",
        "Bakehouse boards",
        SLUG,
        art="cutting_board",
        price=9200,
        colours=("chalk",),
        summary="A larger oak and walnut pair, with room for a loaf and the crumbs it makes.",
        description=(
            "Made by the same joiner as the dipped boards, a size up and a third thicker. The white "
            "handle marks which board is kept for bread and which for onions.\n\n"
            "The oak board is 58 by 26 cm and the round walnut one 40 cm across; both are 2.8 cm thick. Together "
            "they weigh 4.1 kg.\n\n"
            "Wash by hand and never leave them in water. A tin of board oil comes with the pair."
        ),
        material=("oak", "walnut"),
        room=("kitchen", "dining room"),
        stock=(11,),
    ),
    product(
        "KIT-07",
        "Pantry knife",
        SLUG,
        art="knife",
        price=8400,
        colours=("ink", "rust"),
        summary="A cook's knife with a full tang and three brass rivets, in two lengths.",
        description=(
            "The blade is forged in stainless steel, hardened to 58 on the Rockwell scale: hard enough to stay "
            "sharp, soft enough to sharpen at home. The bolster is brass and puts the balance under your finger.\n\n"
            "The 16 cm blade suits small hands and small boards; the 21 cm blade makes shorter work of a cabbage. "
            "The handle is resin-bonded birch. The oak board in the picture is not included.\n\n"
            "Wash and dry by hand, and keep it in a block or on a magnetic strip rather than loose in a drawer."
        ),
        material=("stainless steel", "birch", "brass"),
        room=("kitchen",),
        sizes=(Size(name="16 cm", code="16"), Size(name="21 cm", code="21", extra=1800)),
        stock=(23, 15, 28, 3),
    ),
    product(
        "KIT-08",
        "Carbon steel knife",
        SLUG,
        art="knife",
        price=11800,
        colours=("oat", "moss"),
        summary="A 20 cm cook's knife in carbon steel, which takes a finer edge and shows its age.",
        description=(
            "Carbon steel sharpens more easily than stainless and keeps a keener edge. In return it asks to be "
            "wiped dry, and it turns from silver to blue-grey over its first year.\n\n"
            "A 20 cm blade, 4.6 cm deep at the heel; 210 g in all. The handle is stabilised maple, held by three "
            "brass rivets. The board in the picture is not included.\n\n"
            "Dry it straight after use, and oil the blade before it goes away for a while."
        ),
        material=("carbon steel", "maple", "brass"),
        room=("kitchen",),
        stock=(14, 12),
        days_old=365,
    ),
)

"""Shelf: things woven, and what stands beside the basin."""

from demo.engine.catalogue.shape import DemoCategory, DemoProduct, Size, product

SLUG = "textiles"
CATEGORY = DemoCategory(
    slug=SLUG,
    name="Textiles & bath",
    intro="Wool, linen and cotton from small mills, woven heavy enough to last and washed until they are soft.",
    art="throw",
    colourway="sage",
)

PRODUCTS: tuple[DemoProduct, ...] = (
    product(
        "TEX-01",
        "Fenwick wool throw",
        SLUG,
        art="throw",
        price=8900,
        colours=("ochre", "ink", "sage"),
        sizes=(Size(name="Single", code="S"), Size(name="Double", code="L", extra=4000)),
        stock=(14, 9, 22, 2, 17, 6),
        summary="A dense lambswool throw, banded at the ends, warm without being heavy.",
        description=(
            "Woven from new lambswool in a striped twill, then washed and brushed once so the surface is "
            "soft but the weave still shows.\n\n"
            "The single measures 130 × 180 cm and weighs 850 g; the double measures 180 × 220 cm. The "
            "fringe is 4 cm long and twisted by hand.\n\n"
            "Air it outdoors rather than washing it. When it does need a wash, use the wool cycle at 30 °C "
            "and dry it flat."
        ),
        material=("wool",),
        room=("living room", "bedroom"),
    ),
    product(
        "TEX-02",
        "Marram linen throw",
        SLUG,
        art="throw",
        price=7400,
        was=9200,
        colours=("oat", "slate", "clay"),
        stock=(11, 0, 26),
        summary="A light throw in washed linen for the foot of the bed and for evenings by an open window.",
        description=(
            "European flax, woven loosely with a few bands of cream and stone-washed. It drapes from the "
            "first day and grows softer with every wash.\n\n"
            "140 × 200 cm, 620 g, with a fringe at both ends. Machine wash at 40 °C; dry it on the line and "
            "leave the creases alone."
        ),
        material=("linen",),
        room=("bedroom", "living room"),
    ),
    product(
        "TEX-03",
        "Hollin linen cushion",
        SLUG,
        art="cushion",
        price=4200,
        colours=("rust", "moss", "oat", "ink"),
        days_old=19,
        stock=(31, 18, 44, 12),
        summary="A square cushion in heavy linen with a woven band down one side and a feather inner.",
        description=(
            "The cover is a 290 g linen, dyed in the piece so the colour goes all the way through. A "
            "concealed zip runs along the lower edge.\n\n"
            "50 × 50 cm, filled with duck feather. The cover comes off and washes at 40 °C; plump the inner "
            "and air it now and then."
        ),
        material=("linen", "feather"),
        room=("living room", "bedroom"),
    ),
    product(
        "TEX-04",
        "Tarbert velvet cushion",
        SLUG,
        art="cushion",
        price=5600,
        colours=("plum", "brass"),
        stock=(8, 3),
        summary="Cotton velvet with a short, even pile that turns darker or lighter as you brush it.",
        description=(
            "A cotton velvet woven on narrow looms, set with an embroidered band and backed with linen in "
            "the same colour, so it has one side for winter and one for summer.\n\n"
            "45 × 45 cm with a feather inner. Turn the cover inside out and wash it cool; steam the pile, "
            "never iron it."
        ),
        material=("cotton", "linen", "feather"),
        room=("living room",),
        days_old=9,
    ),
    product(
        "TEX-05",
        "Sennen cotton towels",
        SLUG,
        art="folded",
        price=4800,
        colours=("chalk", "sage", "slate"),
        sizes=(Size(name="Hand", code="H"), Size(name="Bath", code="B", extra=3900)),
        stock=(40, 28, 16, 34, 21, 1),
        summary="Three thick cotton towels that drink well and dry on the rail by morning.",
        description=(
            "Long-staple cotton in a 550 g terry with a flat woven border, and a hanging loop sewn into the "
            "long side.\n\n"
            "Hand towels measure 50 × 90 cm, bath towels 70 × 140 cm. Both come as a set of three, two in "
            "colour and one in cream.\n\n"
            "Wash at 60 °C before the first use and leave out the softener: it coats the loops, and they "
            "stop taking up water."
        ),
        material=("cotton",),
        room=("bathroom",),
    ),
    product(
        "TEX-06",
        "Lowmoor linen sheets",
        SLUG,
        art="folded",
        price=14900,
        colours=("oat", "clay"),
        sizes=(
            Size(name="Single", code="S"),
            Size(name="Double", code="D", extra=3000),
            Size(name="King", code="K", extra=5500),
        ),
        stock=(10, 24, 15, 7, 19, 11),
        summary="A flat sheet and two pillowcases in stone-washed linen, cool in July and warm in January.",
        description=(
            "A 165 g linen from Lithuanian flax, washed with pumice so it never feels new. The hems are "
            "mitred and the pillowcases close with an envelope flap.\n\n"
            "Flat sheets measure 180, 240 or 270 × 280 cm; pillowcases 50 × 75 cm. Wash at 40 °C with "
            "similar colours. Ironing is a matter of taste."
        ),
        material=("linen",),
        room=("bedroom",),
    ),
    product(
        "TEX-07",
        "Pebble waffle cloths",
        SLUG,
        art="folded",
        price=2400,
        colours=("chalk",),
        stock=(37,),
        summary="Three undyed waffle cloths for face and hands, quick to dry and small enough to travel.",
        description=(
            "A deep waffle weave in unbleached cotton, which takes up water fast and gives it back to the "
            "air just as fast.\n\n"
            "30 × 45 cm each. Wash at 60 °C; they shrink by about three per cent the first time and then "
            "stay as they are."
        ),
        material=("cotton",),
        room=("bathroom",),
    ),
    product(
        "TEX-08",
        "Rosemary hand wash",
        SLUG,
        art="soap_bottle",
        price=1800,
        colours=("moss", "ink"),
        stock=(52, 45),
        summary="A mild liquid soap of olive and coconut oil with rosemary, in a bottle meant to be refilled.",
        description=(
            "The soap is boiled in small batches from olive and coconut oil and scented with rosemary and a "
            "little juniper. It rinses quickly and leaves no film.\n\n"
            "400 ml, in a lacquered glass bottle with a brass pump and a stoneware dish. Keep the bottle: "
            "any liquid soap fits. Rinse the pump with warm water between fillings."
        ),
        material=("glass",),
        room=("bathroom", "kitchen"),
    ),
    product(
        "TEX-09",
        "Vetiver bath oil",
        SLUG,
        art="soap_bottle",
        price=2600,
        was=3200,
        colours=("rust",),
        stock=(16,),
        summary="Almond oil with vetiver and bitter orange: two presses of the pump scent a full bath.",
        description=(
            "Cold-pressed almond oil carries the scent, and a plant-based emulsifier keeps it from floating "
            "on the water or marking the tub.\n\n"
            "250 ml in a lacquered glass bottle with its own dish. Store it out of direct sun and use it "
            "within a year of opening."
        ),
        material=("glass",),
        room=("bathroom",),
    ),
)

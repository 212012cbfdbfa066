"""The tableware shelf: mugs, teapots, bowls and vases."""

from demo.engine.catalogue.shape import DemoCategory, DemoProduct, Size, product

SLUG = "tableware"
CATEGORY = DemoCategory(
    slug=SLUG,
    name="Tableware",
    intro="Stoneware and porcelain for every day, made to be stacked, mixed and replaced one piece at a time.",
    art="teapot",
    colourway="sage",
)
PRODUCTS: tuple[DemoProduct, ...] = (
    product(
        "TAB-01",
        "Morning mug",
        SLUG,
        art="mug",
        price=1800,
        colours=("ochre", "sage", "slate", "chalk"),
        summary="A stoneware mug with an unglazed foot and a handle that fits three fingers.",
        description=(
            "Dipped by hand, so the glaze ends in an uneven line and the clay shows below it. The wall is "
            "thick enough to keep coffee warm through the first page of the paper.\n\n"
            "Holds 300 ml, filled to a sensible height. 9 cm tall and 8.5 cm across; 380 g.\n\n"
            "Safe in the dishwasher and the microwave. The foot is sanded smooth and will not scratch a table."
        ),
        material=("stoneware",),
        room=("kitchen", "dining room"),
        stock=(48, 36, 22, 60),
    ),
    product(
        "TAB-02",
        "Workshop mug",
        SLUG,
        art="mug",
        price=2400,
        colours=("ink", "rust", "moss"),
        summary="A broad, heavy mug with a speckled glaze, for long mornings at a desk.",
        description=(
            "A wider relation of the Morning mug, made in a clay with iron in it that comes through the glaze "
            "as small dark specks. It is hard to knock over and holds enough to save a second trip.\n\n"
            "Two sizes: 350 ml for coffee with milk, 500 ml for tea. Both are 10 cm across, so they stack.\n\n"
            "Safe in the dishwasher and the microwave."
        ),
        material=("stoneware",),
        room=("kitchen", "study"),
        sizes=(Size(name="350 ml", code="35"), Size(name="500 ml", code="50", extra=400)),
        stock=(30, 18, 26, 0, 44, 12),
    ),
    product(
        "TAB-03",
        "Afternoon teapot",
        SLUG,
        art="teapot",
        price=7200,
        colours=("sage", "plum", "oat"),
        summary="A round teapot under a brass handle bound in cord, with a spout that does not drip.",
        description=(
            "The body is cast in stoneware and the spout cut by hand, which is why it stops when you stop. The "
            "handle is brass, bound where you hold it with waxed cotton cord that stays cool.\n\n"
            "The small pot holds 700 ml, about three cups; the large one holds 1.2 litres, about five. Each has a "
            "strainer of stainless steel that lifts out.\n\n"
            "Wash by hand without soaking the cord. Not for use on a flame."
        ),
        material=("stoneware", "brass", "cotton"),
        room=("kitchen", "dining room"),
        sizes=(Size(name="700 ml", code="70"), Size(name="1.2 l", code="120", extra=1800)),
        days_old=21,
        stock=(15, 9, 12, 20, 2, 11),
    ),
    product(
        "TAB-04",
        "Lodge teapot",
        SLUG,
        art="teapot",
        price=6400,
        was=7800,
        colours=("ink", "clay"),
        summary="A plain stoneware pot for strong tea, glazed dark so that it never looks stained.",
        description=(
            "The outside is glazed in satin and the inside in a hard, glassy brown that tannin does not mark. "
            "The lid has a small lug and stays in place until the pot is empty.\n\n"
            "Holds one litre. 24 cm from spout to side and 23 cm tall with the handle upright; 1.1 kg.\n\n"
            "Rinse with hot water before filling. Wash by hand."
        ),
        material=("stoneware", "brass"),
        room=("kitchen",),
        stock=(17, 23),
    ),
    product(
        "TAB-05",
        "Nesting bowls",
        SLUG,
        art="bowls",
        price=5800,
        colours=("slate", "rust", "brass"),
        summary="Three bowls that sit one inside another, for mixing, serving and leftovers.",
        description=(
            "A set of three: the largest in the colour you choose, the middle one in white, the smallest in a "
            "paler tint of the first. Together they take the room of one.\n\n"
            "Diameters of 18, 21 and 24 cm, holding 0.8, 1.4 and 2.2 litres. Glazed porcelain with a "
            "fine bare rim at the foot.\n\n"
            "Safe in the dishwasher, the microwave and an oven up to 200 °C."
        ),
        material=("porcelain",),
        room=("kitchen", "dining room"),
        stock=(19, 27, 10),
    ),
    product(
        "TAB-06",
        "Supper bowls",
        SLUG,
        art="bowls",
        price=4200,
        colours=("ochre", "moss", "oat"),
        summary="Three low bowls for pasta, soup or anything eaten with one hand.",
        description=(
            "Wide enough for a plate of pasta and deep enough for soup, with a rolled rim to hold on to. One "
            "is in the colour you choose, one in white and one halfway between.\n\n"
            "Each is 21 cm across and 6 cm deep and holds 750 ml. Stoneware with a matt glaze outside and a "
            "glossy one inside, where the cutlery goes.\n\n"
            "Safe in the dishwasher and the microwave. Sold as a set of three."
        ),
        material=("stoneware",),
        room=("dining room",),
        stock=(34, 16, 29),
        days_old=6,
    ),
    product(
        "TAB-07",
        "Meadow vase",
        SLUG,
        art="vase",
        price=4600,
        colours=("chalk", "sage", "clay"),
        summary="A bottle vase with a narrow neck that holds three stems as well as thirty would.",
        description=(
            "The shoulders are round and the neck is narrow, so a few cut branches stand up without help. "
            "Two fine lines are scored by hand where the neck begins.\n\n"
            "22 cm tall with an opening of 3 cm. Glazed inside and out, and watertight. The stems in the picture "
            "are eucalyptus and do not come with it.\n\n"
            "Clean with warm water and a bottle brush."
        ),
        material=("stoneware",),
        room=("living room", "hall"),
        stock=(25, 14, 3),
    ),
    product(
        "TAB-08",
        "Quarry vase",
        SLUG,
        art="vase",
        price=9400,
        colours=("ink",),
        summary="A tall, heavy vase thrown in dark clay, for branches and long stems.",
        description=(
            "Thrown in one piece by a potter who makes twelve a week. The glaze is nearly black and breaks to "
            "brown along the two lines at the shoulder.\n\n"
            "36 cm tall, 24 cm at its widest, with an opening of 5 cm. At 2.4 kg it holds a cut branch of blossom "
            "without leaning.\n\n"
            "The base is lined with cork. Wash by hand."
        ),
        material=("stoneware", "cork"),
        room=("living room", "dining room"),
        stock=(7,),
    ),
    product(
        "TAB-09",
        "Porcelain breakfast mug",
        SLUG,
        art="mug",
        price=2800,
        colours=("plum", "oat"),
        summary="A light porcelain mug with a thin lip, set on a band of bare clay.",
        description=(
            "Porcelain is fired hotter than stoneware and can be made thinner, which is why the lip of this one "
            "almost disappears. The glaze stops a finger's width above the foot.\n\n"
            "Holds 280 ml. 9.5 cm tall, 8 cm across and only 240 g.\n\n"
            "Safe in the dishwasher and the microwave, though the top rack is kinder to it."
        ),
        material=("porcelain",),
        room=("kitchen", "dining room"),
        stock=(32, 21),
        days_old=410,
    ),
)

"""The seating shelf: chairs, stools, benches and the tables beside them."""

from demo.engine.catalogue.shape import DemoCategory, DemoProduct, Size, product

SLUG = "seating"
CATEGORY = DemoCategory(
    slug=SLUG,
    name="Seating & tables",
    intro="Chairs to sit through dinner in, benches for a hall full of boots, and tables within reach of both.",
    art="armchair",
    colourway="moss",
)
PRODUCTS: tuple[DemoProduct, ...] = (
    product(
        "SEA-01",
        "Spindle chair",
        SLUG,
        art="chair",
        price=24900,
        colours=("ink", "sage", "oat", "rust"),
        summary="A painted beech chair with a woven cord seat, for kitchens and dining tables.",
        description=(
            "Five spindles are bent to the shape of a back and held by a broad top rail. The seat is woven by hand "
            "from 120 metres of paper cord, which gives a little and then stops.\n\n"
            "82 cm tall, 50 cm wide and 51 cm deep, with the seat at 45 cm. Painted beech; 5.2 kg. It carries up "
            "to 130 kg.\n\n"
            "Delivered assembled. Wipe the frame with a damp cloth and vacuum the cord."
        ),
        material=("beech", "paper cord"),
        room=("dining room", "kitchen"),
        stock=(24, 16, 12, 8),
    ),
    product(
        "SEA-02",
        "Schoolroom chair",
        SLUG,
        art="chair",
        price=18900,
        was=22900,
        colours=("slate", "ochre"),
        summary="A narrower chair with a straight back, for a desk or the short end of the table.",
        description=(
            "Lighter and more upright than the Spindle chair, and easy to lift with one hand. The stretcher "
            "between the legs sits where feet tend to look for it.\n\n"
            "80 cm tall, 43 cm wide and 47 cm deep, with the seat at 46 cm. Painted ash and a seat of twisted "
            "seagrass; 4.1 kg.\n\n"
            "Delivered assembled, with felt pads for wooden floors. Mop up spills before they reach the weave."
        ),
        material=("ash", "seagrass"),
        room=("study", "dining room"),
        stock=(15, 1),
    ),
    product(
        "SEA-03",
        "Counter stool",
        SLUG,
        art="stool",
        price=15900,
        colours=("moss", "chalk", "ink"),
        summary="A round oak stool on painted legs, with a brass ring where the feet go.",
        description=(
            "The seat is turned from solid oak and hollowed slightly. The legs are splayed so that it stands "
            "steady, and the ring keeps the paint from being kicked off.\n\n"
            "The 65 cm stool suits a worktop, the 75 cm one a bar. The seat is 36 cm across on both. Oak, painted "
            "beech and unlacquered brass.\n\n"
            "Delivered with the legs off; they screw in by hand. Oil the seat once a year."
        ),
        material=("oak", "beech", "brass"),
        room=("kitchen",),
        sizes=(Size(name="65 cm", code="65"), Size(name="75 cm", code="75", extra=1000)),
        stock=(18, 13, 22, 9, 0, 11),
    ),
    product(
        "SEA-04",
        "Milking stool",
        SLUG,
        art="stool",
        price=9800,
        colours=("clay", "brass"),
        summary="A low stool for tying shoes, reaching shelves and putting down a cup.",
        description=(
            "An old farm pattern with a fourth leg added. It is as often a bedside table as a seat, and "
            "it can be carried by the brass ring.\n\n"
            "42 cm tall with a seat 32 cm across; 3.4 kg. Solid oak above, painted beech below. It carries up to "
            "120 kg, standing included.\n\n"
            "Delivered assembled. Wipe clean and oil the top when it looks dry."
        ),
        material=("oak", "beech", "brass"),
        room=("hall", "bedroom"),
        stock=(27, 20),
    ),
    product(
        "SEA-05",
        "Hallway bench",
        SLUG,
        art="bench",
        price=34900,
        colours=("slate", "rust", "oat"),
        summary="An upholstered bench on walnut legs, long enough for two people and a bag.",
        description=(
            "A firm seat in four channels, covered in a wool cloth that does not mind wet coats. There is room "
            "underneath for a row of boots or two baskets.\n\n"
            "The short bench is 100 cm wide, the long one 140 cm; both are 46 cm tall and 38 cm deep. Solid walnut "
            "frame, foam and felt filling, wool cover.\n\n"
            "The cover unzips for dry cleaning. Four screws fix the legs."
        ),
        material=("walnut", "wool"),
        room=("hall", "bedroom"),
        sizes=(Size(name="100 cm", code="100"), Size(name="140 cm", code="140", extra=9000)),
        stock=(10, 6, 14, 7, 12, 9),
    ),
    product(
        "SEA-06",
        "Library armchair",
        SLUG,
        art="armchair",
        price=59000,
        colours=("moss", "plum", "ochre", "ink"),
        summary="A deep armchair with rounded arms and a channelled back, covered in cotton velvet.",
        description=(
            "Built to be sat in sideways as well as straight. The arms are low and wide enough for a cup, and "
            "the cushion turns over when one side has had its share.\n\n"
            "84 cm wide, 82 cm deep and 86 cm tall, with the seat at 43 cm. Frame of kiln-dried beech, legs of "
            "oiled oak, seat springs and a feather-wrapped foam cushion. 26 kg.\n\n"
            "Brush the velvet with the pile. Delivered to the room you choose, with only the legs to fit."
        ),
        material=("cotton velvet", "oak", "beech"),
        room=("living room", "study"),
        stock=(9, 5, 7, 3),
    ),
    product(
        "SEA-07",
        "Window armchair",
        SLUG,
        art="armchair",
        price=49000,
        colours=("oat", "clay", "sage"),
        summary="A smaller armchair in heavy linen, made for the corner by the window.",
        description=(
            "The proportions of the Library armchair, brought down to fit a bedroom or a small flat. It passes "
            "through a door 70 cm wide.\n\n"
            "72 cm wide, 74 cm deep and 80 cm tall, with the seat at 42 cm. Beech frame, oak legs and a "
            "washable cover in linen of 420 g per square metre. 19 kg.\n\n"
            "The cover comes off with zips: wash at 30 °C and put it back on slightly damp."
        ),
        material=("linen", "oak", "beech"),
        room=("bedroom", "living room"),
        stock=(8, 11, 6),
        days_old=8,
    ),
    product(
        "SEA-08",
        "Pedestal side table",
        SLUG,
        art="side_table",
        price=19900,
        colours=("ink", "chalk", "rust"),
        summary="A round oak top on a turned and painted stem, for a lamp, a book and a glass.",
        description=(
            "One central leg leaves room for knees and chair legs on every side. A brass collar hides the joint "
            "where the two halves of the stem meet.\n\n"
            "54 cm tall with a top 46 cm across. Solid oak above and painted beech below, weighted in the "
            "foot; 6.8 kg.\n\n"
            "The top is finished in hard wax oil: use a coaster under anything hot, and wipe up water soon."
        ),
        material=("oak", "beech", "brass"),
        room=("living room", "bedroom"),
        stock=(17, 21, 13),
    ),
    product(
        "SEA-09",
        "Tea-room table",
        SLUG,
        art="side_table",
        price=28900,
        colours=("moss",),
        summary="A taller pedestal table that seats two for breakfast beside a window.",
        description=(
            "A café table in everything but the marble. The stem is turned from laminated beech so that it will "
            "not twist, and the wide foot keeps the table still while someone writes at it.\n\n"
            "72 cm tall with a solid oak top 65 cm across and 2.5 cm thick; 13 kg. Small screw feet level it on an "
            "old floor.\n\n"
            "Delivered in two parts with one bolt and the key to turn it. Oil the top once a year."
        ),
        material=("oak", "beech", "brass"),
        room=("kitchen", "dining room"),
        stock=(10,),
        days_old=290,
    ),
)

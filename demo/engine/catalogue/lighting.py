"""The lighting shelf: lamps for tables and ceilings, candles and what holds them."""

from demo.engine.catalogue.shape import DemoCategory, DemoProduct, Size, product

SLUG = "lighting"
CATEGORY = DemoCategory(
    slug=SLUG,
    name="Lighting",
    intro="Lamps that warm a corner rather than flood a room, and candles for the hours when a lamp is too much.",
    art="table_lamp",
    colourway="ochre",
)
PRODUCTS: tuple[DemoProduct, ...] = (
    product(
        "LMP-01",
        "Harbour table lamp",
        SLUG,
        art="table_lamp",
        price=8900,
        colours=("ochre", "ink", "sage"),
        summary="A round stoneware lamp with a linen shade, for sideboards and bedside tables.",
        description=(
            "The base is thrown in stoneware and glazed by hand, so no two pieces run quite the same at the foot. "
            "An unbleached linen shade softens the light and keeps the bulb out of sight when you are seated.\n\n"
            "The small lamp stands 38 cm tall with a shade 26 cm across, the large one 52 cm with a shade of 36 cm. "
            "Both take an E27 bulb of up to 40 watts and have two metres of cloth-covered flex with a switch.\n\n"
            "Dust the shade with a soft brush and wipe the base with a damp cloth."
        ),
        material=("stoneware", "linen"),
        room=("living room", "bedroom"),
        sizes=(Size(name="Small", code="S"), Size(name="Large", code="L", extra=3000)),
        stock=(24, 12, 17, 2, 31, 9),
    ),
    product(
        "LMP-02",
        "Evening table lamp",
        SLUG,
        art="table_lamp",
        price=11900,
        was=13900,
        colours=("plum", "slate"),
        summary="A deep-glazed lamp with a built-in dimmer for reading late without waking anyone.",
        description=(
            "A dark glaze over red clay, a brass fitting and a pale shade. The dimmer is a small wheel on the flex, "
            "easy to find by touch, and it turns down as far as a night light.\n\n"
            "46 cm tall, with a shade 34 cm across. Supplied with a dimmable E27 bulb of 6 watts at 2,700 kelvin. "
            "The flex is two metres long and leaves the base at the back.\n\n"
            "The brass is unlacquered and darkens with time; a little polish brings it back."
        ),
        material=("stoneware", "linen", "brass"),
        room=("bedroom", "study"),
        stock=(14, 8),
    ),
    product(
        "LMP-03",
        "Foundry pendant lamp",
        SLUG,
        art="pendant_lamp",
        price=15900,
        colours=("ink", "moss", "rust"),
        summary="A spun aluminium pendant that throws a wide pool of light over the table.",
        description=(
            "Each shade is spun from a single disc of aluminium and powder-coated in a matt finish. The inside is "
            "a warm white, which keeps the light gentle on faces and food.\n\n"
            "The small shade is 30 cm across and suits a worktop or a corner; the large one is 45 cm across and "
            "lights a table for six. Both hang from two metres of black flex, shortened at the ceiling rose.\n\n"
            "Takes an E27 bulb of up to 60 watts. To be fitted by an electrician. Wipe clean when cold."
        ),
        material=("aluminium", "brass"),
        room=("dining room", "kitchen"),
        sizes=(Size(name="30 cm", code="30"), Size(name="45 cm", code="45", extra=6000)),
        days_old=17,
        stock=(18, 11, 22, 6, 0, 15),
    ),
    product(
        "LMP-04",
        "Gallery pendant lamp",
        SLUG,
        art="pendant_lamp",
        price=18900,
        colours=("chalk", "clay"),
        summary="A satin-finished steel pendant with a brass cap, made to hang alone or in a row.",
        description=(
            "A plain steel dome, enamelled in satin and capped with turned brass. Hung about 70 cm above a tabletop "
            "it lights the whole surface without glare.\n\n"
            "38 cm across and 26 cm high, weighing 1.9 kg. The flex is three metres long, so it can be carried "
            "across a ceiling to a hook. E27, up to 40 watts; bulb not included.\n\n"
            "To be fitted by an electrician. Clean with a damp cloth and no abrasive."
        ),
        material=("steel", "brass"),
        room=("dining room", "hall"),
        stock=(16, 21),
        days_old=9,
    ),
    product(
        "LMP-05",
        "Orchard candle",
        SLUG,
        art="candle",
        price=3200,
        colours=("sage", "rust", "oat"),
        summary="A soy wax candle scented with apple leaf and hay, in a tumbler worth keeping.",
        description=(
            "The scent is green before it is sweet: apple leaf, cut hay and a little cedar. It is poured into a "
            "glazed tumbler with an oak lid that puts out the flame and keeps dust off the wax.\n\n"
            "220 g of soy wax with a cotton wick, burning for about 45 hours. The tumbler is 9 cm tall.\n\n"
            "Let the wax melt to the edge at the first lighting and trim the wick to 5 mm before each one. When it "
            "is finished, wash out the tumbler with hot water and use it for pencils or cuttings."
        ),
        material=("soy wax", "stoneware", "oak"),
        room=("living room", "bathroom"),
        stock=(40, 26, 33),
    ),
    product(
        "LMP-06",
        "Woodsmoke candle",
        SLUG,
        art="candle",
        price=3600,
        colours=("ink", "brass"),
        summary="A slow-burning candle that smells of birch tar, black tea and a fire gone out.",
        description=(
            "Birch tar and black tea over a base of vetiver, blended to be noticed on coming in and forgotten after "
            "ten minutes. The tumbler is glazed inside and out, with a lid of oiled oak.\n\n"
            "280 g of soy and rapeseed wax, burning for about 55 hours. The tumbler is 10 cm tall.\n\n"
            "Burn it for no more than four hours at a time, away from draughts and curtains."
        ),
        material=("soy wax", "stoneware", "oak"),
        room=("living room", "study"),
        stock=(28, 1),
    ),
    product(
        "LMP-07",
        "Three-arm taper holder",
        SLUG,
        art="taper_holder",
        price=6400,
        colours=("rust", "chalk", "moss", "plum"),
        summary="A low brass candle holder, sold with three tapers in the colour you choose.",
        description=(
            "Three cups on a single curved arm, turned and brazed from solid brass. The foot is weighted and lined "
            "with felt, so it stays where it is put and leaves no mark.\n\n"
            "The holder is 18 cm wide and 12 cm tall without candles and fits any standard 22 mm taper. The three "
            "tapers supplied are dyed through, 25 cm long, and burn for about seven hours each.\n\n"
            "Lift off cold wax with warm water rather than a knife. Unlacquered: polish it, or let it dull."
        ),
        material=("brass", "stearin"),
        room=("dining room", "living room"),
        stock=(19, 25, 8, 13),
    ),
    product(
        "LMP-08",
        "Chapel taper holder",
        SLUG,
        art="taper_holder",
        price=8800,
        was=9800,
        colours=("oat",),
        summary="A heavier holder for the middle of a long table, with three beeswax tapers.",
        description=(
            "Cast in brass by a small foundry and finished on the lathe, with a wide dish to catch what drips. "
            "At 1.6 kg it is not easily knocked over.\n\n"
            "24 cm wide and 15 cm tall, for standard 22 mm tapers. Three tapers of pure beeswax are included; they "
            "smell faintly of honey and burn for about nine hours each.\n\n"
            "Wash by hand in warm water and dry at once."
        ),
        material=("brass", "beeswax"),
        room=("dining room",),
        stock=(11,),
    ),
    product(
        "LMP-09",
        "Reading-nook lamp",
        SLUG,
        art="table_lamp",
        price=7400,
        colours=("clay", "chalk", "brass"),
        summary="A compact lamp with a touch switch, sized for a shelf or a narrow sill.",
        description=(
            "A smaller lamp for the places where a full-sized one will not go. A tap on the brass collar "
            "turns it on, and two more taps step through a softer and a brighter light.\n\n"
            "32 cm tall with a shade 22 cm across; the foot needs no more than 12 cm of shelf. The fitted LED gives "
            "450 lumens at 2,700 kelvin and can be replaced. The flex is 1.8 metres long.\n\n"
            "Wipe the base with a dry cloth and brush the shade."
        ),
        material=("earthenware", "linen"),
        room=("study", "bedroom"),
        stock=(20, 37, 14),
        days_old=320,
    ),
)

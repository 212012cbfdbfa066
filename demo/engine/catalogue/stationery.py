"""Shelf: the writing table and what plays beside it."""

from demo.engine.catalogue.shape import DemoCategory, DemoProduct, Size, product

SLUG = "desk"
CATEGORY = DemoCategory(
    slug=SLUG,
    name="Desk & listening",
    intro="Paper that takes ink, a pen worth refilling and a radio that needs no account.",
    art="notebook",
    colourway="ink",
)

PRODUCTS: tuple[DemoProduct, ...] = (
    product(
        "DSK-01",
        "Harrow cloth notebook",
        SLUG,
        art="notebook",
        price=1900,
        colours=("ink", "rust", "moss"),
        sizes=(Size(name="A6", code="6"), Size(name="A5", code="5", extra=500)),
        stock=(60, 44, 38, 51, 2, 29),
        summary="A cloth-bound notebook that lies flat at any page and takes fountain-pen ink.",
        description=(
            "Sewn in sixteen-page sections and bound in book cloth over board. The paper is a 100 g cream "
            "wove that does not feather or bleed.\n\n"
            "192 pages with a 5 mm dot grid, a ribbon, an elastic band and a slim kraft jotter to go with "
            "it. The A6 fits a coat pocket; the A5 fits a day."
        ),
        material=("paper", "cotton"),
        room=("study",),
    ),
    product(
        "DSK-02",
        "Tideway logbook",
        SLUG,
        art="notebook",
        price=2800,
        colours=("slate", "ochre"),
        stock=(33, 20),
        summary="A year's logbook, undated, with a week on the left page and room to think on the right.",
        description=(
            "Fifty-three undated weeks, so it starts when you do, and a brown jotter for the odds and ends. "
            "Each week faces a blank page in the same cream paper, and the last twenty-four pages are "
            "ruled.\n\n"
            "17 × 24 cm, 144 pages, sewn and bound in waxed cotton that shrugs off a wet table. Wipe the "
            "cover with a damp cloth."
        ),
        material=("paper", "cotton"),
        room=("study",),
        days_old=12,
    ),
    product(
        "DSK-03",
        "Aldgate fountain pen",
        SLUG,
        art="pen",
        price=6800,
        colours=("ink", "plum", "brass"),
        sizes=(Size(name="Fine nib", code="F"), Size(name="Medium nib", code="M")),
        days_old=26,
        stock=(12, 18, 9, 3, 14, 7),
        summary="A slim fountain pen with a steel nib and a lacquered brass barrel, made to be serviced.",
        description=(
            "The barrel is turned from brass and lacquered in five coats; the pen lies in a walnut tray. "
            "The nib unit unscrews, so a bent nib means a new nib and not a new pen.\n\n"
            "138 mm capped, 26 g. It takes standard international cartridges, and a converter is in the "
            "box. Flush it with cool water when you change ink."
        ),
        material=("brass", "steel", "walnut"),
        room=("study",),
    ),
    product(
        "DSK-04",
        "Morden mantel clock",
        SLUG,
        art="clock",
        price=11900,
        was=13900,
        colours=("clay", "oat", "slate"),
        stock=(9, 15, 6),
        summary="A small clock with a clear face and a sweeping hand that makes no sound.",
        description=(
            "The case is spun from steel, enamelled and set on two beech feet. There are twelve marks and "
            "no numerals, and the time can be read from across the room.\n\n"
            "18 cm wide, 21 cm high, 8 cm deep. The quartz movement runs about eighteen months on one AA "
            "battery. Dust with a soft brush."
        ),
        material=("steel", "beech", "glass"),
        room=("living room", "study", "bedroom"),
    ),
    product(
        "DSK-05",
        "Draper long scissors",
        SLUG,
        art="scissors",
        price=4400,
        colours=("ink", "rust"),
        stock=(22, 17),
        summary="Forged scissors with a long, straight cut for paper, cloth and brown parcels.",
        description=(
            "Hot-forged carbon steel, ground and set by hand, with a screw you can tighten yourself. The "
            "bows are dipped in a hard enamel that does not chip in a drawer.\n\n"
            "22 cm overall with a 10 cm cut, for right or left hands. Wipe them dry and give the screw a "
            "drop of oil once a year."
        ),
        material=("steel",),
        room=("study", "kitchen"),
    ),
    product(
        "DSK-06",
        "Lyme table radio",
        SLUG,
        art="radio",
        price=18900,
        colours=("sage", "oat", "ink"),
        stock=(11, 0, 5),
        summary="FM and DAB+ in a wooden case, with two good knobs and a speaker that suits voices.",
        description=(
            "A full-range 9 cm driver sits in a sealed beech case, tuned for speech first and music close "
            "behind. There is a line-in at the back and a headphone socket at the side.\n\n"
            "27 cm wide, 16 cm high, 14 cm deep. It runs on the mains or on the built-in battery for about "
            "twelve hours. No account, no app, no microphone."
        ),
        material=("beech", "leather"),
        room=("kitchen", "living room", "study"),
    ),
    product(
        "DSK-07",
        "Ferryman travel radio",
        SLUG,
        art="radio",
        price=12400,
        was=14900,
        colours=("rust", "ochre"),
        stock=(7, 19),
        summary="A smaller radio that goes where you go, with a dial you can set by feel.",
        description=(
            "The tuning dial is a real one: geared, weighted and marked in half megahertz. The telescopic "
            "aerial folds into the back, and the leather handle folds down.\n\n"
            "20 cm wide, 12 cm high, 780 g. It charges over USB-C and plays for sixteen hours on FM. Beech "
            "case, enamelled front; wipe it with a soft cloth."
        ),
        material=("beech", "steel", "leather"),
        room=("kitchen", "garden"),
    ),
    product(
        "DSK-08",
        "Stillwater headphones",
        SLUG,
        art="headphones",
        price=21900,
        colours=("chalk", "ink", "moss", "clay"),
        stock=(13, 24, 8, 1),
        summary="Closed headphones with a leather headband and a beech stand, light enough to forget.",
        description=(
            "The sound is even and unhurried, without the lifted bass that tires the ear. The cushions and "
            "the headband come off with a quarter turn and can be bought singly.\n\n"
            "248 g. They play for thirty hours without a cable, or with the 1.6 m one in the box. Wipe the "
            "leather now and then; replace the cushions when they flatten."
        ),
        material=("steel", "leather", "beech"),
        room=("study", "living room"),
    ),
    product(
        "DSK-09",
        "Wayfarer pocket pen",
        SLUG,
        art="pen",
        price=3900,
        colours=("moss",),
        stock=(41,),
        summary="A short aluminium pen that becomes full length when the cap goes on the end.",
        description=(
            "Machined from aluminium and anodised, with a medium steel nib. The cap screws on, so it cannot "
            "come off in a pocket.\n\n"
            "104 mm closed, 132 mm posted, 15 g, in a small walnut tray for the evenings. It takes short "
            "international cartridges; six come with it. Rinse the nib in cool water every few fillings."
        ),
        material=("aluminium", "steel", "walnut"),
        room=("study",),
    ),
)

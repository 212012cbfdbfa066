"""Draw bags, and the umbrella that stands with them."""

from demo.engine.art.form import stitch, tube
from demo.engine.art.palette import BRASS, LEATHER, LINEN, OAK, mix
from demo.engine.art.shade import ACROSS, DOWN, Brush


def backpack(brush: Brush) -> None:
    """Draw a canvas rucksack with leather straps."""
    tone = brush.tone
    brush.contact(404, 674, 230, ry=34)
    brush.stroke("M350 150C350 84 450 84 450 150", LEATHER.deep, 20)
    brush.stroke("M350 148C350 84 450 84 450 148", LEATHER.base, 14)
    for d in ("M222 300C160 380 158 520 196 620", "M578 300C640 380 642 520 604 620"):
        brush.stroke(d, tone.deep, 34)
        brush.stroke(d, mix(tone.shade, tone.base, 0.35), 26)
    body = (
        "M196 300C196 190 258 132 400 132C542 132 604 190 604 300L620 590C622 646 594 674 540 674H260"
        "C206 674 178 646 180 590Z"
    )
    brush.path(
        body,
        brush.linear(
            (0, mix(tone.base, tone.light, 0.5)), (0.25, tone.light), (0.55, tone.base), (1, tone.shade)
        ),
    )
    with brush.within(body):
        brush.glow(290, 230, 150, 110, "#fff", 0.35)
        brush.rect(
            170, 590, 460, 90, brush.linear((0, LEATHER.light), (0.4, LEATHER.base), (1, LEATHER.shade))
        )
        brush.rect(170, 590, 460, 90, brush.linear((0, LEATHER.deep, 0.1), (1, LEATHER.deep, 0.6), axis=DOWN))
        stitch(brush, "M170 600H630", LEATHER.light, width=2.5)
        brush.glow(400, 470, 270, 70, tone.deep, 0.4)
        brush.glow(612, 480, 60, 240, tone.deep, 0.4)
    pocket = "M240 470Q240 452 258 452H542Q560 452 560 470L568 606Q568 632 542 632H258Q232 632 232 606Z"
    brush.path(pocket, brush.linear((0, tone.light), (0.5, tone.base), (1, mix(tone.base, tone.shade, 0.8))))
    with brush.within(pocket):
        brush.rect(230, 560, 340, 76, brush.linear((0, tone.deep, 0), (1, tone.deep, 0.4), axis=DOWN))
        brush.rect(230, 450, 340, 40, brush.linear((0, tone.deep, 0.4), (1, tone.deep, 0), axis=DOWN))
    stitch(brush, "M246 486V604Q246 620 260 620H540Q554 620 554 604V486", tone.light, width=2.5, opacity=0.7)
    flap = (
        "M188 292C192 184 258 130 400 130C542 130 608 184 612 292L616 420Q616 452 584 454"
        "C460 464 340 464 216 454Q184 452 184 420Z"
    )
    with brush.moved("translate(3 10)"):
        brush.path(flap, tone.deep, opacity=0.32)
    brush.path(
        flap,
        brush.linear(
            (0, mix(tone.light, "#ffffff", 0.12)), (0.45, tone.base), (1, tone.shade), axis=(0, 0, 0.8, 1)
        ),
    )
    with brush.within(flap):
        brush.glow(300, 230, 170, 110, "#fff", 0.38)
    stitch(
        brush,
        "M200 300L200 416Q202 436 222 438C340 448 460 448 578 438Q598 436 600 416V300",
        tone.light,
        width=2.5,
        opacity=0.75,
    )
    for x in (296, 504):
        brush.path(
            f"M{x - 19} 330H{x + 19}V560Q{x + 19} 576 {x} 582Q{x - 19} 576 {x - 19} 560Z",
            tone.deep,
            opacity=0.3,
        )
        brush.path(
            f"M{x - 21} 322H{x + 17}V552Q{x + 17} 568 {x - 2} 574Q{x - 21} 568 {x - 21} 552Z",
            brush.linear((0, LEATHER.light), (0.5, LEATHER.base), (1, LEATHER.shade)),
        )
        stitch(brush, f"M{x - 14} 332V552M{x + 10} 332V552", LEATHER.light, width=1.8, opacity=0.7)
        brush.stroke(f"M{x - 27} 478H{x + 23}V518H{x - 27}Z", BRASS.shade, 9)
        brush.stroke(f"M{x - 28} 477H{x + 22}V517H{x - 28}Z", BRASS.base, 6)
        brush.stroke(f"M{x - 28} 477H{x + 22}", BRASS.light, 2.5)
        brush.stroke(f"M{x - 2} 500V478", BRASS.light, 5)
        brush.ellipse(x - 2, 544, 3, 3, LEATHER.deep)


def tote(brush: Brush) -> None:
    """Draw a canvas tote with a dyed foot and leather handles."""
    tone = brush.tone
    brush.contact(404, 672, 240, ry=34)
    tube(brush, "M306 300C300 60 500 60 494 300", LEATHER, 17)
    body = (
        "M178 268Q400 286 622 268C634 400 640 540 634 644Q632 674 600 674H200Q168 674 166 644"
        "C160 540 166 400 178 268Z"
    )
    brush.path(body, brush.linear((0, LINEN.base), (0.25, LINEN.light), (0.6, LINEN.base), (1, LINEN.shade)))
    with brush.within(body):
        weave = brush.define(
            f'<pattern @ width="6" height="6" patternUnits="userSpaceOnUse">'
            f'<path d="M0 1.500H4M3 4.500H6" stroke="{LINEN.deep}" stroke-width="1" opacity=".3"/></pattern>'
        )
        dye = "M150 500Q400 524 650 500V690H150Z"
        brush.path(dye, brush.linear((0, tone.light), (0.5, tone.base), (1, tone.shade)))
        brush.rect(150, 260, 500, 420, f"url(#{weave})")
        for x, w, dark in ((214, 70, 0), (270, 60, 1), (430, 80, 0), (520, 70, 1)):
            ink = tone.deep if dark else "#ffffff"
            brush.path(
                f"M{x} 300C{x + 10} 430 {x - 16} 560 {x - 8} 680H{x + w}"
                f"C{x + w - 10} 560 {x + w + 16} 430 {x + w - 14} 300Z",
                brush.linear((0, ink, 0), (0.5, ink, 0.24), (1, ink, 0)),
            )
        brush.rect(150, 560, 500, 120, brush.linear((0, tone.deep, 0), (1, tone.deep, 0.42), axis=DOWN))
        brush.rect(150, 262, 500, 40, brush.linear((0, LINEN.deep, 0.0), (1, LINEN.deep, 0.22), axis=DOWN))
    stitch(brush, "M178 306Q400 324 622 306", LINEN.deep, width=2.5, opacity=0.7)
    stitch(brush, "M166 512Q400 536 636 512", tone.light, width=2.5, opacity=0.85)
    brush.stroke("M178 268Q400 286 622 268", "#ffffff", 4, opacity=0.7)
    tube(brush, "M268 330C256 128 520 128 532 330", LEATHER, 20)
    for x in (268, 532):
        brush.path(f"M{x - 22} 312H{x + 22}V392Q{x} 412 {x - 22} 392Z", LEATHER.deep, opacity=0.35)
        brush.path(
            f"M{x - 24} 306H{x + 20}V386Q{x - 2} 406 {x - 24} 386Z",
            brush.linear((0, LEATHER.light), (0.6, LEATHER.base), (1, LEATHER.shade), axis=ACROSS),
        )
        stitch(brush, f"M{x - 17} 314V380Q{x - 2} 394 {x + 13} 380V314", LEATHER.light, width=1.8)
        for y in (330, 370):
            brush.ellipse(x - 2, y, 6, 6, brush.ball(BRASS))


def umbrella(brush: Brush) -> None:
    """Draw a rolled umbrella leaning on the wall, its handle of bent oak."""
    tone = brush.tone
    brush.contact(322, 730, 100, ry=15)
    with brush.moved("rotate(14 400 400)"):
        roll = "M400 706L366 560C338 440 328 330 340 236Q400 212 460 236C472 330 462 440 434 560Z"
        brush.cast(roll, dx=44, dy=10, blur=16)
        tube(brush, "M400 230V120C400 44 512 44 512 116V136", OAK, 26)
        brush.path("M387 196H413V232H387Z", brush.round(BRASS))
        brush.path("M394 680H406L402 744H398Z", brush.round(BRASS))
        brush.path(roll, brush.linear((0, tone.light), (0.45, tone.base), (1, tone.shade)))
        with brush.within(roll):
            for a, b, dark in ((366, 384, 1), (384, 392, 0), (404, 400, 1), (420, 406, 0), (440, 414, 1)):
                brush.stroke(
                    f"M{a} 220C{a - 10} 380 {a} 540 {b} 690",
                    tone.deep if dark else "#ffffff",
                    11,
                    opacity=0.3,
                )
            brush.glow(376, 340, 26, 150, "#fff", 0.4)
        brush.path("M342 448Q400 478 459 448L455 480Q400 510 347 480Z", brush.round(LEATHER))
        brush.ellipse(386, 482, 9, 9, brush.ball(BRASS))

"""Draw what hangs and simmers in a kitchen, and what stands by its sink."""

from demo.engine.art.form import grain, knob, lathe, ring, tube, turned
from demo.engine.art.palette import BRASS, CREAM, LEATHER, OAK, STEEL, WALNUT, Tone, mix
from demo.engine.art.shade import Brush


def kettle(brush: Brush) -> None:
    """Draw a gooseneck kettle with an oak grip."""
    brush.contact(420, 660, 212)
    with brush.moved("translate(-60 -79) scale(1.12)"):
        tube(brush, "M312 590C214 580 250 430 204 342C192 318 168 312 144 318", brush.tone, 30)
        brush.ellipse(140, 319, 8, 14, brush.tone.deep)
        brush.stroke("M530 372C600 344 672 366 676 438C680 500 650 540 634 566", brush.tone.deep, 26)
        brush.stroke("M530 370C600 342 670 364 674 436C678 498 648 538 632 564", brush.tone.base, 20)
        tube(brush, "M668 410C680 462 664 516 640 558", OAK, 38)
        body = [(352, 112), (352, 112), (392, 124), (520, 168), (612, 184), (646, 180), (658, 168)]
        outline = turned(brush, body, brush.tone, cx=420, gloss=0.6)
        with brush.within(outline):
            brush.stroke(ring(374, 122, cx=420), brush.tone.deep, 3, opacity=0.3)
            brush.stroke(ring(616, 186, cx=420), BRASS.shade, 13)
            brush.stroke(ring(615, 186, cx=420), BRASS.base, 9)
            brush.stroke("M240 622C270 642 320 648 372 650", BRASS.light, 3, opacity=0.8)
        lid = [(308, 30), (314, 56), (330, 94), (350, 110), (358, 110)]
        turned(brush, lid, brush.tone, cx=420, bottom=0.18, gloss=0.5)
        brush.path(lathe([(278, 10), (312, 14)], cx=420), brush.round(BRASS))
        grip = [(236, 26), (236, 26), (262, 32), (284, 22), (288, 16)]
        brush.path(lathe(grip, cx=420, top=0.25), brush.round(OAK))


def casserole(brush: Brush) -> None:
    """Draw an enamelled casserole with a brass knob."""
    brush.contact(400, 648, 262, ry=46)
    for side in (-1, 1):
        x = 400 + side * 262
        loop = f"M{x - side * 20} 428C{x + side * 70} 408 {x + side * 70} 492 {x - side * 20} 476"
        tube(brush, loop, brush.tone, 25)
    body = [(384, 268), (384, 268), (480, 268), (570, 260), (620, 236), (644, 206)]
    turned(brush, body, brush.tone, bottom=0.16, top=0.1, gloss=0.55)
    brush.stroke(ring(404, 268, tilt=0.16), brush.tone.deep, 14, opacity=0.3)
    brush.stroke(ring(600, 248, tilt=0.17), brush.tone.deep, 2.5, opacity=0.25)
    lid = [(272, 60), (280, 108), (312, 208), (354, 262), (366, 276), (366, 276), (386, 276)]
    turned(brush, lid, brush.tone, bottom=0.15, top=0.16, gloss=0.55)
    brush.stroke(ring(364, 276, tilt=0.15), mix(brush.tone.light, "#ffffff", 0.3), 4, opacity=0.55)
    brush.stroke(ring(296, 158, tilt=0.14), brush.tone.deep, 2.5, opacity=0.25)
    brush.path(lathe([(236, 15), (236, 15), (262, 19), (270, 35), (270, 35), (280, 36)]), brush.round(BRASS))
    brush.path(lathe([(196, 40), (196, 40), (214, 46), (234, 34), (240, 20)], top=0.24), brush.round(BRASS))
    brush.ellipse(394, 196, 32, 7, BRASS.light, opacity=0.8)


def cutting_board(brush: Brush) -> None:
    """Draw a round walnut board behind an oak one with a dipped handle."""
    brush.contact(380, 676, 250, ry=30)
    round_board = "M724 452A208 208 0 1 1 308 452A208 208 0 1 1 724 452Z"
    brush.cast(round_board, strength=0.3)
    with brush.moved("translate(8 4)"):
        brush.path(round_board, WALNUT.deep)
    brush.path(round_board, brush.plane(WALNUT))
    with brush.within(round_board):
        grain(brush, (300, 240, 430, 430), WALNUT.deep, lines=17, upright=True, strength=0.4)
    paddle = (
        "M352 126C352 104 368 92 388 92C408 92 424 104 424 126V216C424 250 438 262 470 270"
        "C504 278 520 296 520 330V636"
        "Q520 668 488 668H288Q256 668 256 636V330C256 296 272 278 306 270C338 262 352 250 352 216Z"
    )
    with brush.moved("rotate(-6 388 668) translate(-44 0)"):
        brush.cast(paddle, dx=18, dy=12, blur=12, strength=0.42)
        with brush.moved("translate(7 3)"):
            brush.path(paddle, OAK.shade)
        brush.path(paddle, brush.plane(OAK))
        with brush.within(paddle):
            grain(brush, (256, 90, 264, 580), OAK.deep, lines=13, upright=True, strength=0.32)
            brush.path(
                "M240 60H540V236L240 292Z",
                brush.linear((0, brush.tone.light), (0.45, brush.tone.base), (1, brush.tone.shade)),
            )
            brush.glow(330, 380, 90, 240, "#fff", 0.3)
        brush.stroke("M268 640V332C268 304 282 288 310 282", "#fff", 3, opacity=0.5)
        brush.ellipse(388, 136, 15, 15, mix(brush.colourway.ground_shade, brush.dark, 0.35))
        brush.stroke(
            "M388 140C350 180 420 196 408 236C398 262 376 250 384 226C390 202 424 180 388 140",
            LEATHER.shade,
            7,
        )


def soap_bottle(brush: Brush) -> None:
    """Draw a pump bottle on a stone dish."""
    stone = Tone(light="#fbf7f0", base="#e4dccf", shade="#b9ae9d", deep="#7e7465")
    brush.contact(400, 668, 220, ry=36)
    turned(brush, [(634, 214), (634, 214), (652, 208), (664, 188)], stone, top=0.17, bottom=0.17, gloss=0.2)
    brush.ellipse(400, 634, 214, 36, brush.linear((0, stone.light), (1, stone.base)))
    brush.glow(424, 634, 176, 26, brush.dark, 0.6)
    body = [
        (276, 46),
        (276, 46),
        (296, 50),
        (318, 110),
        (342, 146),
        (380, 152),
        (560, 152),
        (604, 150),
        (622, 138),
    ]
    d = turned(brush, body, brush.tone, gloss=0.65)
    with brush.within(d):
        brush.rect(
            276, 410, 200, 140, brush.linear((0, CREAM.light), (0.6, CREAM.base), (1, CREAM.shade)), r=3
        )
        brush.stroke("M288 422H464V538H288Z", BRASS.base, 2.5, opacity=0.8)
        brush.stroke("M330 466H422M346 486H406", BRASS.shade, 3.5, opacity=0.55)
        brush.glow(280, 460, 22, 140, "#fff", 0.35)
    brush.path(lathe([(236, 50), (236, 50), (280, 52), (286, 50)]), brush.round(BRASS))
    for x in (372, 386, 400, 414, 428):
        brush.stroke(f"M{x} 248V288", BRASS.deep, 2, opacity=0.35)
    brush.path(lathe([(160, 12), (240, 12)]), brush.round(BRASS))
    spout = (
        "M276 186C266 186 262 170 272 162C300 140 340 136 432 136Q444 136 444 148V164Q444 174 432 174"
        "H340C318 174 300 178 292 196Z"
    )
    brush.path(spout, brush.bar(BRASS))
    brush.stroke("M282 166C306 146 342 143 426 143", BRASS.light, 4, opacity=0.9)


def knife(brush: Brush) -> None:
    """Draw a kitchen knife on an oak board."""
    board = "M96 214H704Q728 214 728 238V590Q728 614 704 614H96Q72 614 72 590V238Q72 214 96 214Z"
    brush.contact(400, 622, 330, ry=40)
    brush.cast(board, dx=14, dy=20, strength=0.3)
    with brush.moved("translate(0 14)"):
        brush.path(board, OAK.shade)
    brush.path(board, brush.plane(OAK))
    with brush.within(board):
        grain(brush, (72, 214, 656, 400), OAK.deep, lines=14, strength=0.28)
    with brush.moved("rotate(-20 400 414)"):
        blade = "M70 452C150 476 290 478 452 474V384H200C150 396 100 420 70 452Z"
        brush.cast(blade, dx=8, dy=16, blur=8, strength=0.45)
        brush.path(
            blade,
            brush.linear(
                (0, STEEL.light),
                (0.4, "#dcdcd8"),
                (0.62, STEEL.base),
                (0.7, "#f4f4f0"),
                (1, STEEL.shade),
                axis=(0, 0, 0.2, 1),
            ),
        )
        brush.stroke("M92 446C170 460 300 462 450 458", "#fff", 3, opacity=0.8)
        grip = "M462 384H690C716 384 726 404 722 424C718 440 700 436 676 430C620 418 540 430 462 434Z"
        brush.cast(grip, dx=8, dy=16, blur=8, strength=0.45)
        brush.path(grip, brush.bar(brush.tone))
        brush.path("M448 382H470V438L448 476Z", brush.bar(BRASS))
        for x in (510, 578, 646):
            knob(brush, x, 406, 8, BRASS)

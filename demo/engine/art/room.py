"""Draw tables, shelves and what keeps a room in order."""

from math import cos, pi

from demo.engine.art.form import grain, lathe, opening, ring, taper, turned
from demo.engine.art.palette import BRASS, CREAM, LEATHER, LINEN, OAK, WALNUT, Tone, mix
from demo.engine.art.shade import DOWN, Brush, num


def side_table(brush: Brush) -> None:
    """Draw a pedestal table with an oak top."""
    brush.contact(402, 668, 178, ry=34)
    foot = [(606, 34), (622, 62), (640, 130), (652, 168), (660, 172), (660, 172), (668, 172)]
    turned(brush, foot, brush.tone, bottom=0.16, gloss=0.4)
    stem = [(282, 62), (300, 42), (350, 26), (450, 20), (560, 25), (604, 38), (622, 62)]
    turned(brush, stem, brush.tone, gloss=0.35)
    brush.path(lathe([(440, 23), (454, 23)]), brush.round(BRASS))
    rim = lathe([(226, 272), (236, 277), (256, 277), (272, 266)], top=0.19, bottom=0.18)
    brush.path(rim, brush.round(OAK))
    with brush.within(rim):
        brush.stroke(ring(264, 276, tilt=0.18), OAK.deep, 22, opacity=0.3)
    top = "M128 226A272 52 0 1 0 672 226A272 52 0 1 0 128 226Z"
    brush.path(top, brush.plane(OAK))
    with brush.within(top):
        grain(brush, (126, 172, 548, 108), OAK.deep, lines=12, strength=0.32)
        brush.glow(290, 206, 210, 34, "#fff", 0.5)
    brush.stroke("M130 232A272 52 0 0 0 670 232", OAK.light, 3, opacity=0.75)


def shelf(brush: Brush) -> None:
    """Draw an open shelf with a few things on it."""
    tone = brush.tone
    brush.contact(402, 690, 236, ry=22)
    case = "M196 104H604V684H196Z"
    brush.cast(case, dx=26, dy=8, blur=16, strength=0.25)
    brush.path("M208 112H592V664H208Z", mix(brush.colourway.ground_shade, tone.shade, 0.35))
    levels = (262, 402, 542)
    _books(brush, 232, 250)
    _pot(brush, 520, 250, BRASS)
    _pot(brush, 300, 390, CREAM)
    _books(brush, 440, 390)
    _pot(brush, 538, 530, brush.tone)
    for i, tone_ in enumerate((CREAM, brush.tone, LINEN)):
        brush.rect(240 + i * 5, 502 - i * 25, 150 - i * 10, 26, brush.bar(tone_), r=11)
    for y in levels:
        brush.rect(208, y, 384, 44, brush.linear((0, brush.dark, 0.34), (1, brush.dark, 0), axis=DOWN))
    brush.rect(208, 118, 384, 54, brush.linear((0, brush.dark, 0.38), (1, brush.dark, 0), axis=DOWN))
    brush.rect(208, 112, 60, 552, brush.linear((0, brush.dark, 0.3), (1, brush.dark, 0)))
    for i in range(2):
        _box(brush, 232 + i * 176, 560)
    for y in (*levels, 658):
        brush.rect(204, y - 12, 392, 18, brush.bar(OAK))
        brush.rect(204, y - 12, 392, 3, OAK.light, opacity=0.8)
    brush.rect(188, 98, 424, 22, brush.bar(OAK), r=3)
    for x in (188, 588):
        brush.rect(x, 98, 24, 592, brush.round(tone), r=3)
        brush.path(f"M{x + 2} 676H{x + 22}V690H{x + 2}Z", BRASS.base)


def _books(brush: Brush, x: float, y: float) -> None:
    tones = (brush.tone, CREAM, LEATHER, WALNUT, LINEN)
    left = x
    for i, tone in enumerate(tones):
        wide, high = 17 + (i * 7) % 11, 84 - (i * 13) % 30
        fill = brush.linear((0, tone.light), (0.4, tone.base), (1, tone.shade))
        brush.rect(left, y - high, wide, high, fill, r=2)
        brush.rect(left, y - high + 12, wide, 4, brush.accent if i % 2 else tone.deep, opacity=0.6)
        left += wide + 1


def _pot(brush: Brush, x: float, y: float, tone: Tone) -> None:
    profile = [(y - 76, 18), (y - 70, 14), (y - 58, 18), (y - 34, 36), (y - 12, 30), (y - 4, 20)]
    brush.path(lathe(profile, cx=x), brush.ball(tone))
    brush.ellipse(x, y - 76, 18, 3.5, tone.deep)


def _box(brush: Brush, x: float, y: float) -> None:
    brush.rect(x, y, 160, 88, brush.plane(LINEN), r=4)
    brush.rect(x, y + 60, 160, 28, brush.linear((0, brush.dark, 0), (1, brush.dark, 0.3), axis=DOWN), r=4)
    brush.stroke(f"M{x + 62} {y + 34}h36v16h-36Z", BRASS.shade, 4)
    brush.stroke(f"M{x + 6} {y + 8}h148", LINEN.deep, 2, dash="7 6", opacity=0.6)


def _half(y: float) -> float:
    """Return half the basket's width at a height."""
    return float(252 - 62 * (max(y - 330, 0) / 310) ** 1.6)


def basket(brush: Brush) -> None:
    """Draw a woven basket with a dipped foot and a throw inside."""
    fibre = Tone(light="#f0dcb4", base="#d3b27e", shade="#a68251", deep="#65492a")
    brush.contact(400, 652, 222)
    profile = [(330, 252), (330, 252), (440, _half(440)), (560, _half(560)), (648, 188)]
    opening(brush, 330, 252, fibre, tilt=0.2, lip=8, depth=0.6)
    _heap(brush)
    d = lathe(profile, top=0)
    front = d.rsplit("A", 1)[0] + "A252 50 0 0 1 148 330Z"
    brush.path(front, brush.round(fibre))
    with brush.within(front):
        for tone, rows in ((fibre, range(11)), (brush.tone, range(11, 17))):
            brush.stroke("".join(_row(i) for i in rows), tone.shade, 18, cap="butt")
            for odd, dash in enumerate(("13 5", "26 5")):
                woven = "".join(_row(i) for i in rows if i % 2 == odd)
                brush.stroke(woven, tone.base, 14, dash=dash, cap="butt")
            lit = "".join(_row(i, rise=4) for i in rows)
            brush.stroke(lit, tone.light, 3, dash="22 9", cap="butt", opacity=0.7)
        shade = (
            (0, fibre.deep, 0.1),
            (0.2, "#fff", 0.22),
            (0.5, fibre.deep, 0.02),
            (0.85, fibre.deep, 0.5),
            (1, fibre.deep, 0.35),
        )
        brush.rect(140, 320, 520, 380, brush.linear(*shade))
        brush.rect(140, 540, 520, 160, brush.linear((0, fibre.deep, 0), (1, fibre.deep, 0.4), axis=DOWN))
    brush.stroke("M148 332A252 50 0 0 0 652 332", fibre.shade, 18)
    brush.stroke("M148 329A252 50 0 0 0 652 329", fibre.light, 12, dash="20 4", cap="butt")
    _drape(brush)
    for x in (-1, 1):
        cx = 400 + x * 128
        y = 330 + 50 * cos(pi / 2 * 128 / 252)
        loop = f"M{cx - 40} {y + 26:.0f}C{cx - 44} {y - 78:.0f} {cx + 44} {y - 78:.0f} {cx + 40} {y + 26:.0f}"
        brush.stroke(loop, LEATHER.deep, 17)
        brush.stroke(loop, LEATHER.base, 13)
        brush.stroke(loop, LEATHER.light, 2, dash="8 6", opacity=0.8)
        for dx in (-40, 40):
            brush.ellipse(cx + dx, y + 26, 6, 6, brush.ball(BRASS))


def _row(number: int, *, rise: float = 0) -> str:
    """Return the arc of one row of the weave, counted from the rim."""
    y = 336 + number * 19
    half = _half(min(y, 648)) + 4
    return f"M{num(400 - half)} {num(y - rise)}A{half:.0f} {half * 0.19:.0f} 0 0 0 {400 + half:.0f} {y}"


def _heap(brush: Brush) -> None:
    """Paint the throw's soft folds inside the basket."""
    cloth = (
        "M186 350C176 300 206 258 262 262C300 214 380 204 428 232C490 210 548 232 560 270"
        "C606 274 624 308 612 350C520 400 280 400 186 350Z"
    )
    brush.path(cloth, brush.linear((0, LINEN.light), (0.5, LINEN.base), (1, LINEN.shade)))
    with brush.within(cloth):
        brush.glow(300, 250, 120, 40, "#fff", 0.8)
        brush.glow(490, 236, 70, 26, "#fff", 0.55)
        brush.glow(262, 318, 60, 60, LINEN.deep, 0.5)
        brush.glow(452, 300, 54, 80, LINEN.deep, 0.55)
        brush.glow(600, 330, 70, 60, LINEN.deep, 0.55)
        brush.glow(400, 392, 260, 50, LINEN.deep, 0.8)
        brush.stroke(
            "M262 262C244 284 250 310 272 340M428 232C452 262 456 300 440 340M560 270"
            "C548 296 556 322 572 346",
            LINEN.deep,
            3,
            opacity=0.45,
        )


def _drape(brush: Brush) -> None:
    """Paint the throw's end that hangs over the rim, with stripes and a fringe."""
    d = (
        "M326 300C352 262 450 262 474 304C482 352 484 420 480 480C434 490 366 490 320 480"
        "C318 420 318 352 326 300Z"
    )
    with brush.moved("translate(10 8)"):
        brush.path(d, brush.dark, opacity=0.22)
    for tone, first in ((LINEN.base, 0), (LINEN.shade, 1)):
        ends = (f"M{324 + i * 8} 480q{3 - i % 3 * 3} 14 0 {26 + i * 5 % 7}" for i in range(first, 20, 2))
        brush.stroke("".join(ends), tone, 4)
    brush.path(d, brush.linear((0, LINEN.base), (0.3, LINEN.light), (0.65, LINEN.base), (1, LINEN.shade)))
    with brush.within(d):
        for y, wide in ((424, 6), (440, 14), (460, 6)):
            brush.stroke(f"M310 {y}Q400 {y + 12} 490 {y}", brush.tone.base, wide, opacity=0.9)
        fall = (
            (0, "#fff", 0.5),
            (0.25, "#fff", 0.2),
            (0.34, LINEN.deep, 0.3),
            (0.5, LINEN.deep, 0),
            (1, LINEN.deep, 0.2),
        )
        brush.rect(310, 270, 180, 220, brush.linear(*fall, axis=DOWN))


def rail(brush: Brush) -> None:
    """Draw a brass-pegged oak rail with a towel and a small bag of lavender."""
    board = "M100 196H700Q712 196 712 208V268Q712 280 700 280H100Q88 280 88 268V208Q88 196 100 196Z"
    brush.contact(404, 716, 200, ry=18, strength=0.3)
    brush.cast(board, dx=14, dy=22)
    brush.path(board, brush.bar(OAK))
    with brush.within(board):
        grain(brush, (88, 196, 624, 84), OAK.deep, lines=6, strength=0.35)
    cloth = (
        "M258 252C268 244 288 244 298 252C308 330 376 396 378 480V646C352 660 334 640 308 652"
        "C284 664 262 640 236 654C214 664 196 650 178 646V480C180 396 248 330 258 252Z"
    )
    brush.cast(cloth, dx=20, dy=18)
    brush.path(cloth, brush.linear((0, brush.tone.light), (0.5, brush.tone.base), (1, brush.tone.shade)))
    with brush.within(cloth):
        for x in (206, 262, 318, 366):
            brush.stroke(
                f"M{277 + (x - 277) * 0.2:.0f} 260C{x} 380 {x} 500 {x - 6} 660",
                brush.tone.deep,
                9,
                opacity=0.16,
            )
            brush.stroke(
                f"M{267 + (x - 277) * 0.2:.0f} 260C{x - 14} 380 {x - 16} 500 {x - 24} 660",
                "#fff",
                7,
                opacity=0.2,
            )
        brush.stroke(
            "M150 574C230 592 330 592 410 574M150 598C230 616 330 616 410 598", CREAM.light, 9, opacity=0.8
        )
    sack = (
        "M536 300C548 312 556 330 562 346C610 380 634 450 618 520Q612 540 590 542H486Q464 540 458 520"
        "C442 450 470 380 514 346C518 330 526 312 536 300Z"
    )
    brush.cast(sack, dx=18, dy=16)
    brush.stroke("M538 244L536 322", LEATHER.base, 5)
    brush.path(sack, brush.ball(LINEN))
    brush.stroke("M508 350C526 358 552 358 570 350", brush.accent, 8)
    for x in (170, 277, 400, 538, 630):
        brush.path(taper(x, 236, 26, x, 258, 26), BRASS.deep)
        brush.ellipse(x, 238, 20, 20, brush.ball(BRASS))

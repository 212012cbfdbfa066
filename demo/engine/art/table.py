"""Draw what stands on a laid table."""

from demo.engine.art.form import knob, lathe, opening, ring, tube, turned
from demo.engine.art.palette import BRASS, CORD, CREAM, LEAF, Tone, mix
from demo.engine.art.shade import DOWN, Brush

_STONE = Tone(light="#e6d3bb", base="#c4a988", shade="#977c5e", deep="#5f4b37")


def mug(brush: Brush) -> None:
    """Draw a stoneware mug, its foot left unglazed."""
    brush.contact(384, 662, 176)
    handle = "M528 350C650 326 668 384 656 444C642 510 590 548 520 548"
    tube(brush, handle, brush.tone, 44)
    brush.stroke("M556 368C622 366 626 408 616 446C604 490 572 512 540 520", brush.tone.deep, 5, opacity=0.28)
    profile = [(246, 182), (246, 182), (420, 180), (570, 172), (634, 156), (660, 136)]
    d = turned(brush, profile, _STONE, cx=372, gloss=0.2)
    glaze = "M150 200H590V560C540 588 500 566 452 584C404 602 372 576 318 588C264 600 220 570 150 576Z"
    with brush.within(d):
        brush.path(glaze, brush.round(brush.tone))
        brush.glow(282, 380, 50, 150, "#fff", 0.6)
        brush.glow(548, 470, 36, 150, brush.tone.light, 0.4)
        brush.rect(
            180, 420, 390, 180, brush.linear((0, brush.tone.deep, 0), (1, brush.tone.deep, 0.3), axis=DOWN)
        )
        brush.stroke(
            "M186 573C220 570 264 600 318 588C372 576 404 602 452 584C500 566 530 588 560 562",
            "#fff",
            3,
            opacity=0.45,
        )
        for x, y in (
            (250, 470),
            (330, 330),
            (410, 520),
            (468, 400),
            (300, 540),
            (380, 430),
            (500, 500),
            (236, 360),
            (440, 310),
        ):
            brush.ellipse(x, y, 2.6, 2.2, brush.tone.deep, opacity=0.35)
    opening(brush, 246, 182, brush.tone, cx=372, lip=12, depth=0.35)
    brush.ellipse(372, 254, 156, 18, brush.linear((0, "#3a2314"), (0.6, "#5c3a22"), (1, "#7a5232")))
    brush.glow(330, 250, 70, 9, "#e7c39a", 0.5)
    for d in ("M330 214C312 182 350 160 332 122", "M404 210C386 176 424 152 408 108"):
        brush.stroke(d, "#fff", 9, opacity=0.4)


def teapot(brush: Brush) -> None:
    """Draw a round teapot under a wrapped brass handle."""
    brush.contact(400, 652, 190)
    brush.stroke("M232 380C226 190 320 138 404 138C488 138 582 190 576 380", BRASS.deep, 17)
    brush.stroke("M230 380C224 190 318 137 402 137C486 137 580 190 574 380", BRASS.base, 12)
    brush.stroke("M228 370C224 190 316 134 400 134", BRASS.light, 4, opacity=0.8)
    tube(brush, "M296 164C364 130 440 130 510 164", CORD, 30)
    for i in range(13):
        x = 300 + i * 17
        y = 162 - 28 * (1 - ((x - 403) / 107) ** 2)
        brush.stroke(f"M{x - 3} {y - 12:.0f}L{x + 5} {y + 13:.0f}", CORD.deep, 2.4, opacity=0.5)
    spout = (
        "M232 556C168 530 164 452 118 390Q108 374 124 370L154 372Q168 374 174 392C192 440 230 446 252 450Z"
    )
    brush.path(
        spout,
        brush.linear(
            (0, brush.tone.light), (0.5, brush.tone.base), (1, brush.tone.shade), axis=(0, 0, 0.7, 1)
        ),
    )
    brush.ellipse(139, 375, 24, 7, mix(brush.tone.deep, "#000000", 0.15))
    brush.glow(158, 440, 22, 60, "#fff", 0.4)
    body = [(372, 118), (386, 152), (420, 192), (490, 218), (562, 204), (620, 152), (642, 118), (652, 116)]
    turned(brush, body, brush.tone, gloss=0.62)
    brush.ellipse(400, 374, 126, 22, mix(brush.tone.shade, brush.tone.deep, 0.5))
    lid = [(316, 34), (322, 60), (340, 96), (364, 120), (372, 122)]
    turned(brush, lid, brush.tone, bottom=0.16, gloss=0.5)
    knob(brush, 400, 300, 25, BRASS)
    brush.path(lathe([(318, 12), (326, 16)]), BRASS.shade)
    for x in (231, 575):
        brush.ellipse(x, 398, 15, 24, brush.ball(brush.tone))
        brush.ellipse(x, 390, 6, 8, BRASS.deep)


def bowls(brush: Brush) -> None:
    """Draw three nested bowls."""
    brush.contact(400, 650, 150)
    chalk = Tone(light="#fffdf8", base="#f1e9dc", shade="#cdbfa9", deep="#8d7c64")
    pale = Tone(
        light=mix(brush.tone.light, "#ffffff", 0.45),
        base=mix(brush.tone.base, "#f6ecdc", 0.5),
        shade=mix(brush.tone.shade, "#d9c6a8", 0.4),
        deep=mix(brush.tone.deep, "#8f7657", 0.35),
    )
    rows = ((0, brush.tone, 1.0), (-92, chalk, 0.97), (-180, pale, 0.94))
    for dy, tone, size in rows:
        profile = [
            (410 + dy, 264 * size),
            (410 + dy, 264 * size),
            (486 + dy, 246 * size),
            (560 + dy, 196 * size),
            (614 + dy, 132 * size),
            (620 + dy, 118 * size),
            (646 + dy, 112 * size),
        ]
        brush.path(lathe(profile, top=0.2), brush.round(tone))
        d = lathe(profile, top=0.2)
        with brush.within(d):
            brush.glow(270, 470 + dy, 60, 90, "#fff", 0.5)
            brush.glow(420, 640 + dy, 230, 90, tone.deep, 0.55)
            brush.glow(640, 480 + dy, 50, 110, tone.light, 0.35)
            if dy > -150:
                brush.glow(410, 452 + dy, 250, 60, tone.deep, 0.35)
        opening(brush, 410 + dy, 264 * size, tone, tilt=0.2, lip=11, depth=0.28)
    brush.glow(470, 246, 150, 24, pale.light, 0.55)


def vase(brush: Brush) -> None:
    """Draw a bottle vase with eucalyptus."""
    brush.contact(400, 662, 128)
    stems = (
        ("M398 372C392 290 350 210 300 128", ((368, 262), (344, 208), (316, 154)), -1),
        ("M402 372C406 270 420 180 436 84", ((409, 272), (420, 206), (430, 138)), 1),
        ("M404 372C424 310 470 250 540 202", ((436, 296), (476, 252), (520, 214)), 1),
    )
    for d, nodes, side in stems:
        brush.stroke(d, LEAF.deep, 5)
        for i, (x, y) in enumerate(nodes):
            for turn in (-1, 1):
                _leaf(brush, x, y, 25 - i * 3, 24 * side + 62 * turn)
        end = d.split(" ")[-2:]
        _leaf(brush, float(end[0].split("C")[-1]), float(end[1]), 16, 14 * side)
    body = [
        (352, 44),
        (352, 44),
        (396, 38),
        (436, 58),
        (486, 128),
        (556, 160),
        (620, 138),
        (650, 104),
        (660, 92),
    ]
    turned(brush, body, brush.tone, gloss=0.55)
    brush.stroke(ring(452, 77), mix(brush.tone.light, "#ffffff", 0.3), 3, opacity=0.6)
    brush.stroke(ring(462, 92), mix(brush.tone.light, "#ffffff", 0.3), 3, opacity=0.5)
    brush.ellipse(400, 352, 44, 8, brush.linear((0, brush.tone.light), (1, brush.tone.shade)))
    brush.ellipse(400, 353, 37, 5, brush.tone.deep)
    for d, _, _ in stems:
        brush.stroke(f"M400 356L{'396' if d.startswith('M398') else '403'} 338", LEAF.deep, 5)


def _leaf(brush: Brush, x: float, y: float, size: float, turn: float) -> None:
    with brush.moved(f"translate({x:.0f} {y:.0f}) rotate({turn:.0f}) scale({size / 25:.2f})"):
        brush.path(
            "M0 0C-26 -14 -26 -46 0 -58C26 -46 26 -14 0 0Z",
            brush.linear(
                (0, LEAF.light), (0.5, LEAF.base), (0.52, mix(LEAF.base, LEAF.shade, 0.5)), (1, LEAF.shade)
            ),
        )
        brush.stroke("M0 0V-46", CREAM.light, 1.5, opacity=0.35)

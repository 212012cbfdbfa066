"""Draw what stands on a laid table."""

from demo.engine.art.form import knob, lathe, opening, ring, tube, turned
from demo.engine.art.palette import BRASS, CORD, CREAM, LEAF, Tone, mix
from demo.engine.art.shade import DOWN, Brush, num

_STONE = Tone(light="#e6d3bb", base="#c4a988", shade="#977c5e", deep="#5f4b37")


def mug(brush: Brush) -> None:
    """Draw a stoneware mug, its foot left unglazed."""
    brush.contact(384, 662, 176)
    handle = "M528 350C650 326 668 384 656 444C642 510 590 548 520 548"
    tube(brush, handle, brush.tone, 44)
    profile = [(246, 182), (246, 182), (420, 180), (570, 172), (634, 156), (660, 136)]
    d = turned(brush, profile, _STONE, cx=372, gloss=0.2)
    glaze = "M150 200H590V560C540 588 500 566 452 584C404 602 372 576 318 588C264 600 220 570 150 576Z"
    with brush.within(d):
        brush.path(glaze, brush.round(brush.tone))
        brush.glow(282, 380, 50, 150, "#fff", 0.6)
        brush.glow(548, 470, 36, 150, brush.tone.light, 0.4)
        brush.rect(
            180, 420, 390, 280, brush.linear((0, brush.tone.deep, 0), (1, brush.tone.deep, 0.3), axis=DOWN)
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
    brush.path(lathe([(312, 11), (312, 11), (322, 19)]), BRASS.shade)
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
    rows = ((0.0, brush.tone, 272.0), (-62.0, chalk, 266.0), (-122.0, pale, 260.0))
    for dy, tone, half in rows:
        opening(brush, 372 + dy, half, tone, tilt=0.2, lip=11, depth=0.28)
    brush.glow(470, 258, 150, 24, pale.light, 0.55)
    for dy, tone, half in reversed(rows):
        _bowl_front(brush, tone, y=372 + dy, half=half)


def _bowl_front(brush: Brush, tone: Tone, *, y: float, half: float) -> None:
    """Paint the outside of a bowl below the near edge of its rim."""
    steps = ((0, 1), (0, 1), (92, 0.94), (182, 0.75), (240, 0.5), (248, 0.45), (274, 0.42))
    outline = lathe([(y + down, half * part) for down, part in steps], top=0.2)
    rim = f"A{num(half)} {num(half * 0.2)} 0 0 1 {num(400 - half)} {num(y)}Z"
    front = outline.rsplit("A", 1)[0] + rim
    brush.path(front, brush.round(tone))
    with brush.within(front):
        brush.glow(262, y + 96, 56, 100, "#fff", 0.5)
        brush.glow(420, y + 270, 240, 100, tone.deep, 0.55)
        brush.glow(646, y + 80, 50, 120, tone.light, 0.35)
    edge = ring(y, half - 2, tilt=0.2)
    brush.stroke(edge, mix(tone.light, "#ffffff", 0.35), 5, opacity=0.9)


def vase(brush: Brush) -> None:
    """Draw a bottle vase with eucalyptus."""
    brush.contact(400, 662, 150)
    stems = (
        ("M398 340C392 270 350 196 292 112", ((366, 240), (340, 188), (312, 140)), -1),
        ("M402 340C406 250 420 160 438 62", ((409, 250), (421, 186), (431, 116)), 1),
        ("M404 340C424 284 474 232 552 188", ((438, 272), (480, 232), (528, 200)), 1),
    )
    for d, nodes, side in stems:
        brush.stroke(d, LEAF.deep, 5)
        for i, (x, y) in enumerate(nodes):
            for turn in (-1, 1):
                _leaf(brush, x, y, 29 - i * 3, 24 * side + 62 * turn)
        end = d.split(" ")[-2:]
        _leaf(brush, float(end[0]), float(end[1]), 19, 14 * side)
    body = [
        (328, 52),
        (328, 52),
        (374, 44),
        (416, 72),
        (472, 156),
        (550, 196),
        (618, 170),
        (650, 126),
        (660, 112),
    ]
    turned(brush, body, brush.tone, gloss=0.55)
    brush.stroke(ring(440, 106), mix(brush.tone.light, "#ffffff", 0.3), 3, opacity=0.6)
    brush.stroke(ring(452, 124), mix(brush.tone.light, "#ffffff", 0.3), 3, opacity=0.5)
    brush.ellipse(400, 328, 52, 9, brush.linear((0, brush.tone.light), (1, brush.tone.shade)))
    brush.ellipse(400, 329, 44, 6, brush.tone.deep)
    brush.stroke("M397 332L395 312M401 332L404 310M404 332L412 314", LEAF.deep, 5)


def _leaf(brush: Brush, x: float, y: float, size: float, turn: float) -> None:
    with brush.moved(f"translate({x:.0f} {y:.0f}) rotate({turn:.0f}) scale({size / 25:.2f})"):
        brush.path(
            "M0 0C-26 -14 -26 -46 0 -58C26 -46 26 -14 0 0Z",
            brush.linear(
                (0, LEAF.light), (0.5, LEAF.base), (0.52, mix(LEAF.base, LEAF.shade, 0.5)), (1, LEAF.shade)
            ),
        )
        brush.stroke("M0 0V-46", CREAM.light, 1.5, opacity=0.35)

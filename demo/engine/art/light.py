"""Draw the lamps and the candle."""

from demo.engine.art.form import knob, lathe, opening, ring, taper, turned
from demo.engine.art.palette import BRASS, CREAM, IRON, OAK, mix
from demo.engine.art.shade import DOWN, Brush


def table_lamp(brush: Brush) -> None:
    """Draw a glazed table lamp with a linen shade."""
    brush.glow(400, 300, 390, 330, "#fff3d0", 0.75)
    brush.contact(400, 672, 120)
    brush.stroke("M505 668C590 690 640 668 720 676", mix(brush.dark, "#6b5540", 0.4), 5, opacity=0.55)
    base = [
        (438, 26),
        (452, 30),
        (478, 74),
        (528, 122),
        (580, 126),
        (630, 88),
        (652, 70),
        (652, 70),
        (668, 78),
    ]
    turned(brush, base, brush.tone, gloss=0.55)
    brush.stroke(ring(651, 71), mix(brush.tone.deep, brush.tone.shade, 0.4), 3, opacity=0.5)
    brush.path(lathe([(392, 15), (392, 15), (426, 15), (432, 27), (432, 27), (446, 29)]), brush.round(BRASS))
    shade = [(134, 112), (134, 112), (400, 204), (400, 204)]
    body = lathe(shade, top=0.15, bottom=0.13)
    warm = brush.linear(
        (0, "#f1dfbd"), (0.24, "#fffaec"), (0.55, "#f7e9cc"), (0.88, "#dcc49a"), (1, "#e3cfa8")
    )
    brush.path(body, warm)
    with brush.within(body):
        brush.glow(400, 372, 190, 170, "#ffe9ae", 0.85)
        weave = brush.linear(
            (0, "#8a6a3c", 0.16), (0.2, "#8a6a3c", 0), (0.85, "#8a6a3c", 0), (1, "#8a6a3c", 0.2), axis=DOWN
        )
        brush.rect(190, 110, 420, 330, weave)
        for i in range(-7, 8):
            brush.stroke(f"M{400 + i * 16} 130L{400 + i * 29} 440", "#a5834f", 1.2, opacity=0.16)
        brush.stroke(ring(388, 203, tilt=0.13), "#b58f55", 4, opacity=0.55)
    brush.ellipse(400, 134, 112, 17, brush.linear((0, "#fdf5e0"), (1, "#d9c198")))
    brush.ellipse(400, 135, 103, 12.5, brush.linear((0, "#e7c98d"), (0.6, "#fff3cf"), (1, "#fbe5b1")))
    brush.path(lathe([(112, 4), (134, 4)]), brush.round(BRASS))
    knob(brush, 400, 108, 9, BRASS)


def pendant_lamp(brush: Brush) -> None:
    """Draw a spun metal pendant with a pale inside, its light on the floor below."""
    brush.contact(400, 722, 230, ry=30, strength=0.22)
    brush.glow(400, 716, 300, 54, "#fff4d2", 0.95)
    brush.glow(400, 560, 300, 210, "#fff1c9", 0.7)
    dome = [(250, 44), (262, 74), (312, 150), (386, 218), (470, 252), (502, 258), (502, 258)]
    brush.cast(lathe(dome, bottom=0.16, top=0.2), dx=46, dy=30, blur=24, strength=0.22)
    brush.stroke("M400 -200V190", mix(brush.dark, "#3a3028", 0.5), 7, cap="butt")
    brush.stroke("M398 -200V190", "#fff", 1.5, opacity=0.25, cap="butt")
    brush.path(lathe([(176, 13), (186, 24), (236, 30), (236, 30), (262, 30)], top=0.3), brush.round(BRASS))
    brush.stroke(ring(206, 27), BRASS.deep, 2, opacity=0.5)
    d = turned(brush, dome, brush.tone, bottom=0.03, top=0.2, gloss=0.6)
    with brush.within(d):
        brush.stroke(ring(300, 132, tilt=0.2), brush.tone.deep, 2, opacity=0.25)
        brush.stroke(ring(303, 136, tilt=0.2), "#fff", 2, opacity=0.3)
    edge = brush.linear((0, brush.tone.light), (0.6, brush.tone.base), (1, brush.tone.shade))
    brush.ellipse(400, 502, 258, 41, edge)
    inside = brush.radial((0, "#fffbe9"), (0.35, "#ffeebb"), (0.8, "#ecd3a0"), (1, "#cdae78"), cy=0.6)
    brush.ellipse(400, 504, 247, 34, inside)
    brush.ellipse(400, 512, 56, 27, brush.radial((0, "#ffffff"), (0.6, "#fffdf0"), (1, "#ffedb8")))
    brush.glow(400, 516, 170, 80, "#fff8dc", 0.75)


def candle(brush: Brush) -> None:
    """Draw a candle in a glazed tumbler, its oak lid leaning beside it."""
    brush.glow(372, 250, 260, 250, "#fff0c8", 0.7)
    brush.contact(380, 656, 196)
    tumbler = [(322, 176), (322, 176), (480, 180), (610, 172), (648, 150), (656, 138)]
    d = turned(brush, tumbler, brush.tone, cx=372, gloss=0.5)
    with brush.within(d):
        brush.path(
            "M262 432H440V556H262Z", brush.linear((0, CREAM.light), (0.6, CREAM.base), (1, CREAM.shade))
        )
        brush.stroke("M274 444H428V544H274Z", BRASS.base, 2.5, opacity=0.8)
        brush.stroke("M304 484H398M322 504H380", BRASS.shade, 3, opacity=0.55)
        brush.glow(372, 330, 190, 60, "#ffe7ad", 0.5)
    opening(brush, 322, 176, brush.tone, cx=372, lip=11, depth=0.3)
    brush.ellipse(372, 334, 156, 19, brush.linear((0, CREAM.shade), (0.5, CREAM.light), (1, CREAM.base)))
    brush.ellipse(372, 334, 64, 8.5, "#fff6d8", opacity=0.9)
    brush.stroke("M372 334C371 318 376 308 373 298", IRON.deep, 5)
    flame = "M373 186C356 232 342 252 346 280C349 302 396 304 400 280C404 252 388 228 373 186Z"
    brush.glow(373, 262, 84, 110, "#ffdf8e", 0.7)
    brush.path(flame, brush.linear((0, "#fff0b5"), (0.55, "#ffc85c"), (1, "#f29a35"), axis=DOWN))
    brush.path(
        "M373 232C364 258 358 268 360 282C363 296 384 296 386 282C388 268 382 256 373 232Z",
        "#fffbe6",
        opacity=0.9,
    )
    with brush.moved("rotate(-13 590 600)"):
        brush.contact(600, 668, 70, ry=14, strength=0.7)
        brush.ellipse(596, 566, 92, 104, brush.linear((0, OAK.base), (1, OAK.deep)))
        brush.ellipse(586, 564, 90, 102, brush.plane(OAK))
        for r in (18, 38, 57, 74, 86):
            brush.stroke(f"M{586 - r} 564A{r} {r * 1.12:.0f} 0 1 1 {586 + r} 566", OAK.shade, 2, opacity=0.35)


def taper_holder(brush: Brush) -> None:
    """Draw three tapers in a turned brass holder."""
    tops = ((254, 300), (400, 150), (546, 232))
    brush.contact(400, 664, 214, ry=34)
    for cx, top in tops:
        brush.glow(cx, top - 44, 110, 120, "#fff0c4", 0.75)
    foot = [(618, 60), (632, 120), (648, 208), (648, 208), (662, 210)]
    turned(brush, foot, BRASS, bottom=0.15)
    brush.path(lathe([(508, 15), (508, 15), (590, 17), (616, 30), (630, 60)]), brush.round(BRASS))
    brush.path("M240 496Q400 590 560 496L556 516Q400 616 244 516Z", brush.bar(BRASS))
    for cx, top in tops:
        brush.path(taper(cx, top, 24, cx, 470, 34), brush.round(brush.tone))
        brush.path(lathe([(468, 27), (468, 27), (506, 22), (514, 14)], cx=cx), brush.round(BRASS))
        brush.ellipse(cx, top, 12, 3.5, brush.tone.light)
        brush.stroke(f"M{cx} {top}v-13", IRON.deep, 4)
        flame = f"M{cx} {top - 92}c-12 34 -24 46 -22 64c3 18 41 18 44 0c2 -18 -10 -32 -22 -64Z"
        brush.path(flame, brush.linear((0, "#fff0b5"), (0.55, "#ffcb62"), (1, "#f29a35"), axis=DOWN))
        brush.path(
            f"M{cx} {top - 58}c-8 20 -12 24 -11 34c2 10 20 10 22 0c1 -10 -4 -16 -11 -34Z",
            "#fffbe6",
            opacity=0.9,
        )

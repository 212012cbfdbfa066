"""Draw what lies on a desk."""

from math import cos, pi, sin

from demo.engine.art.form import grain, knob, taper, tube
from demo.engine.art.palette import BRASS, CREAM, IRON, OAK, STEEL, WALNUT, mix
from demo.engine.art.shade import DOWN, SLANT, Brush


def notebook(brush: Brush) -> None:
    """Draw a clothbound notebook over a second one."""
    tone = brush.tone
    brush.contact(424, 640, 250, ry=60, strength=0.5)
    with brush.moved("rotate(9 400 400)"):
        _book(brush, x=246, y=166, fill=brush.plane(WALNUT), edge=WALNUT.deep)
    with brush.moved("rotate(-7 400 400)"):
        fill = brush.linear(
            (0, tone.light), (0.5, tone.base), (1, mix(tone.base, tone.shade, 0.75)), axis=SLANT
        )
        cover = _book(brush, x=192, y=136, fill=fill, edge=tone.deep)
        with brush.within(cover):
            brush.rect(
                192,
                136,
                52,
                520,
                brush.linear((0, tone.deep, 0.4), (0.75, tone.deep, 0.18), (1, tone.deep, 0.45)),
            )
            cloth = brush.define(
                f'<pattern @ width="6" height="6" patternUnits="userSpaceOnUse">'
                f'<path d="M0 1.500H4M3 4.500H6" stroke="{tone.deep}" stroke-width="1" opacity=".3"/></pattern>'
            )
            brush.rect(192, 136, 400, 520, f"url(#{cloth})")
            brush.stroke("M247 136V656", "#fff", 2, opacity=0.35)
            brush.glow(330, 250, 170, 170, "#fff", 0.34)
        brush.rect(304, 226, 190, 116, brush.plane(CREAM), r=3)
        brush.stroke("M314 236H484V332H314Z", BRASS.base, 2.5)
        brush.stroke("M344 274H454M364 298H434", BRASS.shade, 3.5, opacity=0.6)
        brush.rect(532, 130, 17, 532, tone.deep, opacity=0.35)
        brush.rect(528, 130, 17, 532, brush.linear((0, IRON.base), (0.3, IRON.light), (1, IRON.shade)))
        brush.path(
            "M420 654L440 654L442 730L430 718L418 732Z",
            brush.linear((0, BRASS.shade), (0.4, BRASS.base), (1, BRASS.light), axis=DOWN),
        )


def _book(brush: Brush, *, x: float, y: float, fill: str, edge: str) -> str:
    """Paint a closed book seen from above and return its cover's outline."""
    r, b = x + 392, y + 520
    cover = (
        f"M{x + 8} {y}H{r - 16}Q{r} {y} {r} {y + 16}V{b - 16}Q{r} {b} {r - 16} {b}H{x + 8}"
        f"Q{x} {b} {x} {b - 8}V{y + 8}Q{x} {y} {x + 8} {y}Z"
    )
    brush.cast(cover, dx=20, dy=24, blur=14, strength=0.4)
    with brush.moved("translate(10 14)"):
        brush.path(cover, edge)
    brush.rect(x + 10, y + 10, 390, 520, CREAM.base, r=8)
    for i in range(3):
        brush.stroke(
            f"M{x + 14} {b + 3 + i * 3}H{r + 2}M{r + 2 + i * 3} {y + 20}V{b}", CREAM.deep, 1, opacity=0.5
        )
    brush.path(cover, fill)
    return cover


def pen(brush: Brush) -> None:
    """Draw a fountain pen and its cap on an oak tray."""
    tone = brush.tone
    tray = "M118 250Q118 210 158 210H642Q682 210 682 250V590Q682 630 642 630H158Q118 630 118 590Z"
    well = "M150 270Q150 242 178 242H622Q650 242 650 270V562Q650 590 622 590H178Q150 590 150 562Z"
    with brush.moved("rotate(-32 400 410)"):
        brush.contact(400, 640, 290, ry=40, strength=0.6)
        brush.cast(tray, dx=30, dy=10, blur=18, strength=0.4)
        with brush.moved("translate(-6 12)"):
            brush.path(tray, WALNUT.deep)
        brush.path(tray, brush.plane(WALNUT))
        with brush.within(tray):
            grain(brush, (118, 210, 564, 420), WALNUT.deep, lines=15, strength=0.35)
        brush.path(
            well,
            brush.linear(
                (0, mix(WALNUT.shade, WALNUT.deep, 0.6)), (0.3, WALNUT.shade), (1, WALNUT.base), axis=SLANT
            ),
        )
        brush.stroke(well, WALNUT.light, 2.5, opacity=0.5)
        body = (
            "M206 346H470Q500 346 512 356L540 364V392L512 400Q500 410 470 410H206Q178 410 178 378"
            "Q178 346 206 346Z"
        )
        brush.cast(body, dx=4, dy=22, blur=9, strength=0.6)
        brush.path(body, brush.bar(tone))
        brush.stroke("M200 360H468", "#fff", 6, opacity=0.45)
        brush.path("M538 362C566 360 604 368 628 378C604 388 566 396 538 394Z", brush.bar(BRASS))
        brush.stroke("M568 378H626", BRASS.deep, 2.5)
        brush.ellipse(568, 378, 4.5, 4.5, BRASS.deep)
        for x in (474, 196):
            brush.rect(x, 345, 12, 66, brush.bar(BRASS))
        cap = "M236 474H426Q440 474 440 488V526Q440 540 426 540H236Q204 540 204 507Q204 474 236 474Z"
        brush.cast(cap, dx=4, dy=20, blur=9, strength=0.6)
        brush.path(cap, brush.bar(tone))
        brush.stroke("M232 488H424", "#fff", 6, opacity=0.45)
        brush.rect(400, 473, 18, 68, brush.bar(BRASS))
        brush.path("M222 496H360Q376 496 376 507Q376 518 360 518Q350 518 346 512H222Z", brush.bar(BRASS))


def clock(brush: Brush) -> None:
    """Draw a mantel clock on two oak feet."""
    tone = brush.tone
    brush.contact(410, 676, 190, ry=28)
    for x0, x1 in ((288.0, 262.0), (512.0, 538.0)):
        brush.path(taper(x0, 590, 44, x1, 674, 26), brush.round(OAK))
    brush.path("M384 116H416V146H384Z", brush.round(BRASS))
    knob(brush, 400, 104, 22, BRASS)
    brush.ellipse(412, 398, 262, 262, tone.deep)
    brush.ellipse(
        400,
        394,
        262,
        262,
        brush.radial((0, tone.light), (0.55, tone.base), (1, tone.shade), cx=0.3, cy=0.25, r=0.85),
    )
    brush.ellipse(
        400, 394, 222, 222, brush.linear((0, BRASS.shade), (0.5, BRASS.base), (1, BRASS.light), axis=SLANT)
    )
    brush.ellipse(
        400, 394, 213, 213, brush.linear((0, CREAM.base), (0.4, CREAM.light), (1, "#f6ecdb"), axis=SLANT)
    )
    shade = brush.radial((0.84, brush.dark, 0.0), (1, brush.dark, 0.42), cx=0.53, cy=0.54, r=0.53)
    brush.ellipse(400, 394, 213, 213, shade)
    for i in range(60):
        if i % 5:
            continue
        a = i * pi / 30
        inner = 164 if i % 15 else 152
        x0, y0, x1, y1 = (400 + sin(a) * inner, 394 - cos(a) * inner, 400 + sin(a) * 188, 394 - cos(a) * 188)
        brush.stroke(f"M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}", IRON.base, 9 if i % 15 == 0 else 5)
    with brush.moved("translate(5 8)"):
        brush.stroke("M400 394L306 336M400 394L492 258", brush.dark, 11, opacity=0.2)
    brush.stroke("M418 405L306 336", IRON.shade, 13)
    brush.stroke("M388 412L492 258", IRON.shade, 9)
    brush.stroke("M400 440V252", BRASS.base, 4)
    knob(brush, 400, 394, 14, BRASS)
    brush.path("M232 300C262 226 330 184 410 184C340 210 280 270 262 350Z", "#fff", opacity=0.22)


def scissors(brush: Brush) -> None:
    """Draw steel scissors with enamelled bows."""
    tone = brush.tone
    brush.contact(400, 440, 280, ry=190, strength=0.16)
    with brush.moved("rotate(36 400 400) translate(-24 -24) scale(1.06)"):
        steel = brush.linear((0, STEEL.light), (0.45, STEEL.base), (0.5, STEEL.light), (1, STEEL.shade))
        for side in (1, -1):
            with brush.moved(f"rotate({side * 9} 400 400)"):
                edge, back = 400 + side * 5, 400 - side * 27
                blade = (
                    f"M{edge} 430L{edge} 96Q{edge - side * 6} 62 {back + side * 14} 120L{back} 400"
                    f"L{back + side * 6} 440Z"
                )
                brush.cast(blade, dx=20, dy=10, blur=9, strength=0.4)
                x = 400 - side * 66
                shank = f"M400 404C{400 - side * 4} 460 {400 - side * 22} 500 {400 - side * 42} 540"
                bow = f"M{x - 54} 616A54 84 0 1 1 {x + 54} 616A54 84 0 1 1 {x - 54} 616Z"
                with brush.moved("translate(14 14)"):
                    brush.stroke(bow, brush.dark, 26, opacity=0.22)
                brush.stroke(shank, STEEL.shade, 34)
                brush.stroke(shank, STEEL.base, 24)
                brush.path(blade, steel)
                tube(brush, bow, tone, 32)
        brush.ellipse(403, 404, 21, 21, STEEL.deep)
        knob(brush, 400, 400, 19, BRASS)
        brush.stroke("M390 408L410 392", BRASS.deep, 4)

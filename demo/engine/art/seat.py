"""Draw what one sits on."""

from demo.engine.art.form import grain, lathe, ring, taper, tube
from demo.engine.art.palette import BRASS, CORD, OAK, WALNUT, mix
from demo.engine.art.shade import DOWN, Brush, num


def chair(brush: Brush) -> None:
    """Draw a spindle-backed chair with a woven seat."""
    tone = brush.tone
    brush.contact(404, 672, 216, ry=30)
    for x0, x1 in ((300, 286), (500, 514)):
        brush.path(taper(x0, 470, 24, x1, 634, 18), mix(tone.shade, tone.deep, 0.45))
    for i in range(5):
        x = 318 + i * 41
        tube(
            brush,
            f"M{400 + (x - 400) * 0.94:.0f} 452C{x} 350 {x} 260 {400 + (x - 400) * 1.1:.0f} 172",
            tone,
            13,
        )
    for x0, x1 in ((262, 250), (538, 550)):
        brush.path(f"M{x1 - 13} 150L{x1 + 13} 150L{x0 + 15} 470L{x0 - 15} 470Z", brush.round(tone))
    rail = (
        "M226 120C300 92 500 92 574 120Q586 126 582 146L576 186Q574 198 560 194"
        "C480 174 320 174 240 194Q226 198 224 186L218 146Q214 126 226 120Z"
    )
    brush.path(rail, brush.linear((0, tone.light), (0.5, tone.base), (1, tone.shade), axis=(0, 0, 0.6, 1)))
    brush.stroke("M232 126C304 100 496 100 566 124", mix(tone.light, "#ffffff", 0.4), 4, opacity=0.6)
    seat = "M262 424H538Q556 424 561 440L586 500Q590 516 570 516H230Q210 516 214 500L239 440Q244 424 262 424Z"
    brush.path(
        "M214 498Q212 540 232 540H568Q588 540 586 498Z",
        brush.linear((0, tone.base), (0.4, tone.base), (1, tone.shade)),
    )
    brush.path("M214 520Q214 540 232 540H568Q588 540 586 520Z", tone.deep, opacity=0.25)
    brush.path(seat, brush.linear((0, CORD.light), (0.6, CORD.base), (1, CORD.shade)))
    with brush.within(seat):
        brush.path("M214 424L400 470L204 520Z", "#fff", opacity=0.2)
        brush.path("M586 424L400 470L596 520Z", CORD.deep, opacity=0.22)
        brush.path("M204 520L400 470L596 520Z", CORD.deep, opacity=0.08)
        brush.stroke("".join(_rush(i / 9) for i in range(9)), CORD.deep, 2, opacity=0.5)
        brush.stroke("M262 424L400 470L538 424M214 516L400 470L586 516", CORD.deep, 2.5, opacity=0.4)
        brush.rect(200, 416, 400, 40, brush.linear((0, tone.deep, 0.45), (1, tone.deep, 0), axis=DOWN))
    brush.path("M262 590H538V604H262Z", brush.bar(tone))
    for x0, x1 in ((246, 222), (554, 578)):
        leg = taper(x0, 534, 34, x1, 670, 22)
        brush.path(leg, brush.round(tone))
        with brush.within(leg):
            brush.rect(200, 530, 400, 40, brush.linear((0, tone.deep, 0.55), (1, tone.deep, 0), axis=DOWN))


def _rush(part: float) -> str:
    """Return one round of the rush seat, a `part` of the way from the frame to its middle."""
    corners = ((262, 424), (538, 424), (586, 516), (214, 516))
    points = [f"{num(x + (400 - x) * part)} {num(y + (470 - y) * part)}" for x, y in corners]
    return f"M{'L'.join(points)}Z"


def stool(brush: Brush) -> None:
    """Draw a round oak stool with painted legs and a brass ring."""
    tone = brush.tone
    brush.contact(402, 664, 214, ry=40)
    for x0, x1 in ((352, 330), (448, 470)):
        brush.path(taper(x0, 250, 32, x1, 622, 22), mix(tone.shade, tone.deep, 0.4))
    brush.stroke("M246 520A154 26 0 0 1 554 520", BRASS.shade, 9)
    for x0, x1 in ((286, 218), (514, 582)):
        leg = taper(x0, 250, 38, x1, 664, 24)
        brush.path(leg, brush.round(tone))
        with brush.within(leg):
            brush.rect(200, 256, 400, 90, brush.linear((0, tone.deep, 0.6), (1, tone.deep, 0), axis=DOWN))
    brush.stroke("M244 520A156 30 0 0 0 556 520", BRASS.shade, 12)
    brush.stroke("M244 518A156 30 0 0 0 556 518", BRASS.base, 8)
    brush.stroke("M262 526A150 26 0 0 0 420 547", BRASS.light, 3, opacity=0.9)
    rim = lathe([(206, 202), (216, 206), (238, 206), (252, 199)], top=0.22, bottom=0.21)
    brush.path(rim, brush.round(OAK))
    with brush.within(rim):
        brush.stroke(ring(246, 204, tilt=0.21), OAK.deep, 16, opacity=0.25)
    top = "M198 206A202 45 0 1 0 602 206A202 45 0 1 0 198 206Z"
    brush.path(top, brush.plane(OAK))
    with brush.within(top):
        grain(brush, (196, 160, 408, 92), OAK.deep, lines=11, strength=0.35)
        brush.glow(320, 192, 150, 30, "#fff", 0.5)
    brush.stroke("M200 212A202 45 0 0 0 600 212", OAK.light, 3, opacity=0.7)


def bench(brush: Brush) -> None:
    """Draw a long oak bench with an upholstered seat."""
    tone = brush.tone
    brush.contact(404, 640, 330, ry=32)
    for x in (196, 604):
        brush.path(taper(x, 470, 26, x, 600, 20), WALNUT.deep)
    brush.path("M150 486H650V510H150Z", brush.bar(WALNUT))
    for x in (126, 674):
        brush.path(taper(x, 460, 40, x, 636, 28), brush.round(WALNUT))
    seat = (
        "M96 400Q84 400 84 420V456Q84 482 112 482H688Q716 482 716 456V420Q716 400 704 400L664 352"
        "Q656 340 640 340H160Q144 340 136 352Z"
    )
    brush.path(seat, brush.linear((0, tone.light), (0.5, tone.base), (1, tone.shade), axis=(0, 0, 0.8, 1)))
    with brush.within(seat):
        brush.rect(
            80,
            404,
            640,
            90,
            brush.linear((0, tone.deep, 0), (0.15, tone.deep, 0.22), (1, tone.deep, 0.5), axis=DOWN),
        )
        brush.glow(280, 370, 220, 34, "#fff", 0.4)
        for x in (242, 400, 558):
            bend = (x - 400) * 0.2
            brush.stroke(f"M{x - bend / 2:.0f} 340L{x + bend / 3:.0f} 404V484", tone.deep, 3, opacity=0.4)
    brush.stroke("M92 406H708", mix(tone.light, "#ffffff", 0.3), 4, opacity=0.55)
    brush.stroke("M96 478H704", tone.deep, 3, opacity=0.4)


def armchair(brush: Brush) -> None:
    """Draw an upholstered armchair on oak legs."""
    tone = brush.tone
    brush.contact(404, 676, 270, ry=36)
    for x0, x1 in ((196, 180), (604, 620)):
        brush.path(taper(x0, 600, 34, x1, 674, 20), brush.round(OAK))
    for x0, x1 in ((268, 262), (532, 538)):
        brush.path(taper(x0, 610, 24, x1, 652, 16), OAK.deep)
    back = "M196 470V248C196 166 246 138 330 134H470C554 138 604 166 604 248V470Z"
    brush.path(back, brush.linear((0, tone.light), (0.45, tone.base), (1, tone.shade), axis=(0, 0, 1, 0.7)))
    with brush.within(back):
        brush.glow(300, 220, 170, 120, "#fff", 0.34)
        brush.rect(190, 380, 420, 100, brush.linear((0, tone.deep, 0), (1, tone.deep, 0.6), axis=DOWN))
        for x, bend in ((332, -12), (400, 0), (468, 12)):
            brush.stroke(f"M{x + bend} 140C{x} 240 {x} 320 {x} 470", tone.deep, 3, opacity=0.35)
            brush.stroke(f"M{x + bend + 4} 140C{x + 4} 240 {x + 4} 320 {x + 4} 470", "#fff", 2, opacity=0.2)
    brush.stroke(
        "M214 300V250C214 182 256 156 332 152H468C544 156 586 182 586 250V300", tone.deep, 2.5, opacity=0.3
    )
    base = "M176 520H624V600Q624 616 608 616H192Q176 616 176 600Z"
    brush.path(base, brush.linear((0, tone.base), (0.6, mix(tone.base, tone.shade, 0.7)), (1, tone.shade)))
    brush.path("M176 584H624V600Q624 616 608 616H192Q176 616 176 600Z", tone.deep, opacity=0.25)
    seat = (
        "M228 452C228 424 240 412 268 410C350 402 450 402 532 410C560 412 572 424 572 452V510"
        "C572 534 562 544 540 546H260C238 544 228 534 228 510Z"
    )
    brush.path(
        seat,
        brush.linear(
            (0, tone.light),
            (0.35, mix(tone.light, tone.base, 0.5)),
            (0.62, tone.base),
            (1, tone.shade),
            axis=(0, 0, 0.25, 1),
        ),
    )
    with brush.within(seat):
        brush.glow(330, 436, 150, 34, "#fff", 0.42)
        brush.rect(226, 504, 350, 50, brush.linear((0, tone.deep, 0), (1, tone.deep, 0.4), axis=DOWN))
    brush.stroke("M232 470C330 460 470 460 568 470", tone.deep, 2.5, opacity=0.3)
    left = (
        "M118 428C112 366 150 338 190 340C226 342 246 366 246 404V594C246 610 238 618 222 618H158"
        "C140 618 132 608 130 592Z"
    )
    right = (
        "M682 428C688 366 650 338 610 340C574 342 554 366 554 404V594C554 610 562 618 578 618H642"
        "C660 618 668 608 670 592Z"
    )
    for d, side in ((left, 0), (right, 1)):
        brush.path(
            d,
            brush.linear(
                (0, mix(tone.base, tone.light, 0.4 - side * 0.2)),
                (0.35, (tone.light, tone.base)[side]),
                (0.8, tone.base if not side else tone.shade),
                (1, tone.shade),
            ),
        )
        with brush.within(d):
            brush.glow(176 + side * 424, 380, 66, 48, "#fff", 0.45 - side * 0.15)
            brush.rect(
                100 + side * 440,
                530,
                160,
                100,
                brush.linear((0, tone.deep, 0), (1, tone.deep, 0.42), axis=DOWN),
            )
    brush.stroke("M246 404V594", tone.deep, 4, opacity=0.4)
    brush.stroke("M554 404V594", tone.deep, 4, opacity=0.4)
    for sx in (1, -1):
        x = 400 - sx * 400
        seam = (
            f"M{x + sx * 146} 598L{x + sx * 136} 428"
            f"C{x + sx * 134} 378 {x + sx * 160} 358 {x + sx * 188} 358"
            f"C{x + sx * 216} 360 {x + sx * 229} 380 {x + sx * 229} 408V600"
        )
        brush.stroke(seam, tone.deep, 2.2, opacity=0.3)

"""Draw the radio and the headphones."""

from demo.engine.art.form import grain, lathe, taper, turned
from demo.engine.art.palette import BRASS, IRON, LEATHER, OAK, mix
from demo.engine.art.shade import DOWN, SLANT, Brush


def radio(brush: Brush) -> None:
    """Draw a table radio in an oak case with a brass dial."""
    tone = brush.tone
    brush.contact(404, 632, 330, ry=34)
    brush.stroke("M250 246C250 130 550 130 550 246", LEATHER.deep, 22)
    brush.stroke("M250 244C250 129 550 129 550 244", LEATHER.base, 16)
    brush.stroke("M256 220C270 138 520 138 542 214", LEATHER.light, 2.5, dash="10 7")
    for x0, x1 in ((180, 168), (620, 632)):
        brush.path(taper(x0, 590, 30, x1, 634, 20), brush.round(BRASS))
    case = "M136 230H664Q712 230 712 278V556Q712 604 664 604H136Q88 604 88 556V278Q88 230 136 230Z"
    brush.path(case, brush.linear((0, OAK.light), (0.3, OAK.base), (1, OAK.shade), axis=(0, 0, 0.5, 1)))
    with brush.within(case):
        grain(brush, (88, 230, 624, 374), OAK.deep, lines=15, strength=0.35)
        brush.rect(88, 560, 624, 46, brush.linear((0, OAK.deep, 0), (1, OAK.deep, 0.4), axis=DOWN))
    brush.stroke("M104 290Q104 246 148 244H560", "#fff", 3, opacity=0.45)
    front = "M148 262H652Q680 262 680 290V544Q680 572 652 572H148Q120 572 120 544V290Q120 262 148 262Z"
    brush.path(
        front, brush.linear((0, tone.base), (0.3, tone.light), (0.6, tone.base), (1, tone.shade), axis=SLANT)
    )
    brush.stroke(front, tone.deep, 3, opacity=0.5)
    grille = "M168 290H420Q432 290 432 302V532Q432 544 420 544H168Q156 544 156 532V302Q156 290 168 290Z"
    brush.path(grille, mix(tone.deep, "#1c1712", 0.45))
    dots = brush.define(
        '<pattern @ width="15" height="15" patternUnits="userSpaceOnUse">'
        f'<g fill="{tone.base}"><circle cx="5" cy="5" r="4.3"/>'
        '<circle cx="12.5" cy="12.5" r="2.6"/></g></pattern>'
    )
    brush.path(grille, f"url(#{dots})", opacity=0.75)
    brush.path(grille, brush.linear((0, "#fff", 0.16), (0.5, "#fff", 0), (1, tone.deep, 0.5), axis=SLANT))
    brush.rect(
        462, 290, 186, 96, brush.linear((0, "#fff6dc"), (0.6, "#f8e6b8"), (1, "#e6cb91"), axis=SLANT), r=8
    )
    brush.stroke(
        "M462 298Q462 290 470 290H640Q648 290 648 298V378Q648 386 640 386H470Q462 386 462 378Z",
        BRASS.shade,
        4,
    )
    brush.stroke(
        "M484 352" + "".join(f"M{484 + i * 18} 348V{324 if i % 4 == 0 else 334}" for i in range(9)),
        IRON.base,
        3,
        opacity=0.75,
    )
    brush.stroke("M480 362H632", IRON.base, 2, opacity=0.5)
    brush.stroke("M556 298V378", "#b5462c", 4)
    for cx, r, turn in ((512, 44, 0), (606, 34, 1)):
        cy = 474
        brush.ellipse(cx + 6, cy + 9, r + 4, r + 4, tone.deep, opacity=0.45)
        brush.ellipse(cx, cy, r, r, brush.linear((0, BRASS.light), (1, BRASS.deep), axis=SLANT))
        brush.ellipse(
            cx,
            cy,
            r - 6,
            r - 6,
            brush.linear(
                (0, BRASS.base), (0.45, BRASS.light), (0.6, BRASS.base), (1, BRASS.shade), axis=SLANT
            ),
        )
        brush.stroke(
            f"M{cx + turn * 4} {cy - r * 0.35:.0f}L{cx + 6 - turn * 14} {cy - r * 0.7:.0f}", BRASS.deep, 5
        )


def headphones(brush: Brush) -> None:
    """Draw headphones resting on an oak stand."""
    tone = brush.tone
    brush.contact(404, 684, 168, ry=30)
    turned(brush, [(650, 142), (650, 142), (666, 150), (680, 146)], OAK, top=0.19, bottom=0.18, gloss=0.3)
    brush.ellipse(400, 650, 142, 27, brush.linear((0, OAK.light), (1, OAK.base)))
    brush.glow(414, 652, 60, 13, brush.dark, 0.6)
    brush.path(lathe([(150, 13), (650, 15)], bottom=0.3), brush.round(BRASS))
    brush.path(lathe([(150, 52), (150, 52), (176, 58), (188, 40), (192, 14)], top=0.2), brush.round(OAK))
    band = "M196 420C176 60 624 60 604 420"
    brush.stroke(band, LEATHER.deep, 40, cap="butt")
    brush.stroke(band, LEATHER.base, 34, cap="butt")
    brush.stroke("M190 400C182 66 590 70 600 330", LEATHER.light, 9, opacity=0.6)
    brush.stroke("M208 420C190 78 610 78 592 420", LEATHER.light, 2.2, dash="9 7", opacity=0.8)
    for side in (-1, 1):
        x = 400 + side * 204
        brush.rect(x - 11, 330, 22, 92, brush.round(BRASS), r=6)
        pad_x = x - side * 40
        pad = (
            f"M{pad_x - 34} 430Q{pad_x - 34} 396 {pad_x} 396Q{pad_x + 34} 396 {pad_x + 34} 430V572"
            f"Q{pad_x + 34} 606 {pad_x} 606Q{pad_x - 34} 606 {pad_x - 34} 572Z"
        )
        brush.path(pad, brush.linear((0, IRON.base), (0.3, IRON.light), (1, IRON.shade)))
        brush.stroke(
            f"M{pad_x - 14} 414C{pad_x - 22} 460 {pad_x - 22} 540 {pad_x - 14} 590", "#fff", 5, opacity=0.16
        )
        cup = (
            f"M{x - side * 14} 388C{x + side * 52} 388 {x + side * 74} 440 {x + side * 74} 500"
            f"C{x + side * 74} 560 {x + side * 52} 614 {x - side * 14} 614"
            f"Q{x - side * 32} 614 {x - side * 32} 590V412Q{x - side * 32} 388 {x - side * 14} 388Z"
        )
        brush.path(
            cup, brush.linear((0, tone.light if side < 0 else tone.base), (0.4, tone.base), (1, tone.shade))
        )
        with brush.within(cup):
            brush.glow(x - 14, 436, 44, 66, "#fff", 0.42)
            brush.rect(x - 90, 520, 180, 100, brush.linear((0, tone.deep, 0), (1, tone.deep, 0.5), axis=DOWN))
            brush.stroke(f"M{x - side * 20} 388V614", tone.deep, 5, opacity=0.3)
        brush.path(
            f"M{x + side * 66} 444Q{x + side * 84} 446 {x + side * 84} 470V530"
            f"Q{x + side * 84} 554 {x + side * 66} 556Z",
            brush.round(BRASS),
        )

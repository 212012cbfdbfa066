"""Draw cushions and throws."""

from demo.engine.art.form import lathe, stitch
from demo.engine.art.palette import BRASS, LEATHER, OAK, mix
from demo.engine.art.shade import DOWN, Brush


def cushion(brush: Brush) -> None:
    """Draw a plump square cushion with piping and a woven band."""
    tone = brush.tone
    brush.contact(404, 660, 262, ry=36)
    d = (
        "M132 148C122 132 140 122 158 132C300 168 500 168 642 132C660 122 678 132 668 148"
        "C640 300 640 490 672 640"
        "C678 662 660 672 640 664C500 634 300 634 160 664C140 672 122 662 128 640C160 490 160 300 132 148Z"
    )
    brush.path(d, brush.radial((0, tone.light), (0.5, tone.base), (1, tone.shade), cx=0.36, cy=0.3, r=0.78))
    with brush.within(d):
        weave = brush.define(
            f'<pattern @ width="7" height="7" patternUnits="userSpaceOnUse">'
            f'<path d="M0 2H4M3.5 5.500H7" stroke="{tone.deep}" stroke-width="1.1" opacity=".28"/></pattern>'
        )
        brush.rect(110, 110, 590, 570, f"url(#{weave})")
        pale = mix(tone.light, "#fff8ea", 0.6)
        for x, w in ((486, 60), (562, 10), (466, 5)):
            band = (
                f"M{x} 120C{x - 12} 300 {x - 12} 490 {x} 680H{x + w}"
                f"C{x + w - 14} 490 {x + w - 14} 300 {x + w} 120Z"
            )
            brush.path(band, pale, opacity=0.8)
        for y in range(176, 640, 30):
            brush.stroke(f"M490 {y}l24 15l24 -15", brush.accent, 4, opacity=0.75)
        brush.glow(300, 300, 200, 190, "#fff", 0.32)
        brush.glow(640, 560, 150, 240, tone.deep, 0.5)
        brush.glow(400, 670, 330, 90, tone.deep, 0.5)
        for x, y in ((170, 172), (630, 172), (170, 628), (630, 628)):
            brush.glow(x, y, 90, 76, tone.deep, 0.3)
    brush.stroke(d, tone.shade, 9)
    brush.stroke(d, mix(tone.base, tone.light, 0.5), 5)
    stitch(brush, d, tone.deep, width=1.5, opacity=0.4)


def throw(brush: Brush) -> None:
    """Draw a striped throw over an oak rail."""
    tone = brush.tone
    brush.contact(410, 726, 230, ry=20, strength=0.35)
    d = (
        "M186 156C190 132 210 126 232 126H568C592 126 610 134 614 156C626 300 628 470 622 622"
        "C560 634 520 618 470 626C420 634 370 618 320 628C270 636 220 622 178 630"
        "C172 470 174 300 186 156Z"
    )
    brush.cast(d, dx=26, dy=22, blur=16)
    brush.rect(96, 134, 612, 26, brush.bar(OAK), r=13)
    for x in (118.0, 664.0):
        brush.path(lathe([(122, 9), (170, 9)], cx=x + 8), brush.round(BRASS))
    for colour, first in ((tone.base, 0), (mix(tone.light, "#fff6e6", 0.4), 1)):
        brush.stroke("".join(_tassel(i) for i in range(first, 41, 2)), colour, 4)
    brush.path(d, brush.linear((0, tone.light), (0.4, tone.base), (1, tone.shade)))
    with brush.within(d):
        pale = mix(tone.light, "#fff6e6", 0.65)
        for y, w, colour in (
            (470, 34, pale),
            (520, 10, pale),
            (540, 10, brush.accent),
            (560, 34, pale),
            (300, 6, pale),
            (316, 6, pale),
        ):
            brush.path(
                f"M160 {y}Q400 {y + 10} 640 {y}V{y + w}Q400 {y + w + 10} 160 {y + w}Z", colour, opacity=0.85
            )
        knit = brush.define(
            f'<pattern @ width="12" height="10" patternUnits="userSpaceOnUse">'
            f'<path d="M0 2l6 5l6 -5" fill="none" stroke="{tone.deep}" stroke-width="1.3" opacity=".26"/></pattern>'
        )
        brush.rect(160, 120, 480, 530, f"url(#{knit})")
        for x, w, dark in (
            (236, 34, 0),
            (288, 30, 1),
            (364, 40, 0),
            (428, 36, 1),
            (500, 34, 0),
            (560, 40, 1),
        ):
            ink = tone.deep if dark else "#ffffff"
            soft = brush.linear((0, ink, 0), (0.5, ink, 0.3 if dark else 0.26), (1, ink, 0))
            brush.path(
                f"M{x} 120C{x - 6} 300 {x - 16} 480 {x - 12} 660H{x + w + 16}"
                f"C{x + w + 10} 480 {x + w} 300 {x + w - 8} 120Z",
                soft,
            )
        fall = (
            (0, "#fff", 0.45),
            (0.07, "#fff", 0.1),
            (0.12, tone.deep, 0.3),
            (0.2, tone.deep, 0),
            (1, tone.deep, 0.25),
        )
        brush.rect(160, 122, 480, 520, brush.linear(*fall, axis=DOWN))


def _tassel(number: int) -> str:
    """Return one thread of the throw's fringe, counted from the left."""
    sway = 6 if number % 3 else -5
    return f"M{182 + number * 10.8:.0f} 616q{sway} 26 {sway // 2} {44 + number * 7 % 12}"


def folded(brush: Brush) -> None:
    """Draw three folded linens held by a leather strap."""
    tone = brush.tone
    brush.contact(404, 650, 270, ry=38)
    pale = mix(tone.light, "#fff6e6", 0.6)
    rows = (
        (516, 128, tone.base, tone.shade),
        (392, 130, pale, mix(tone.base, "#cdb994", 0.5)),
        (270, 128, tone.light, tone.base),
    )
    for i, (y, h, colour, dim) in enumerate(rows):
        x, w = 140 + i * 8, 520 - i * 12
        d = (
            f"M{x + 54} {y}H{x + w - 20}Q{x + w} {y + 6} {x + w} {y + h / 4:.0f}"
            f"T{x + w} {y + h / 2:.0f}T{x + w} {y + h * 0.75:.0f}T{x + w - 20} {y + h}H{x + 54}"
            f"C{x - 18} {y + h} {x - 18} {y} {x + 54} {y}Z"
        )
        brush.path(d, brush.linear((0, mix(colour, "#ffffff", 0.3)), (0.3, colour), (1, dim)))
        with brush.within(d):
            brush.rect(
                x - 20,
                y,
                w + 40,
                h,
                brush.linear(
                    (0, "#fff", 0.4), (0.25, "#fff", 0), (0.7, tone.deep, 0), (1, tone.deep, 0.4), axis=DOWN
                ),
            )
            for part in (0.26, 0.5, 0.74):
                yy = y + h * part
                brush.stroke(
                    f"M{x + 30} {yy:.0f}C{x + 8} {yy:.0f} {x + 60} {yy + 3:.0f} {x + w} {yy:.0f}",
                    tone.deep,
                    5,
                    opacity=0.3,
                )
                brush.stroke(f"M{x + 40} {yy + 5:.0f}H{x + w}", "#fff", 3, opacity=0.35)
            for s in (0, 16, 32):
                brush.rect(x + w - 130 + s, y, 7, h, brush.accent, opacity=0.55)
    strap = "M224 270Q246 262 268 270V644Q246 652 224 644Z"
    with brush.moved("translate(7 4)"):
        brush.path(strap, tone.deep, opacity=0.3)
    brush.path(strap, brush.linear((0, LEATHER.light), (0.5, LEATHER.base), (1, LEATHER.shade)))
    stitch(brush, "M231 276V642M261 276V642", LEATHER.light, width=1.8, opacity=0.7)
    brush.stroke("M218 430H274V478H218Z", BRASS.shade, 10)
    brush.stroke("M217 429H273V477H217Z", BRASS.base, 7)
    brush.stroke("M217 429H273M246 456V430", BRASS.light, 3)

"""Build the shapes several drawings share: turned bodies, rims, wooden grain, tapered bars and stitches."""

from math import sin

from demo.engine.art.palette import Tone, mix
from demo.engine.art.shade import DOWN, Brush, Profile, num


def lathe(profile: Profile, *, cx: float = 400, top: float = 0.17, bottom: float = 0.2) -> str:
    """Return the outline of a turned body from (y, half width) points, with elliptic ends.

    A point given twice makes a corner; `top` and `bottom` are the ends' heights as a part of their widths.
    """
    left = [(cx - w, y) for y, w in profile]
    right = [(cx + w, y) for y, w in reversed(profile)]
    (y0, w0), (y1, w1) = profile[0], profile[-1]
    under = f"A{num(w1)} {num(w1 * bottom)} 0 0 0 {num(cx + w1)} {num(y1)}"
    over = f"A{num(w0)} {num(w0 * top)} 0 0 0 {num(cx - w0)} {num(y0)}Z"
    return f"M{num(left[0][0])} {num(left[0][1])}{_smooth(left)}{under}{_smooth(right)}{over}"


def _smooth(points: list[tuple[float, float]]) -> str:
    """Return curves through the points (Catmull and Rom's spline as Bezier curves)."""
    parts = []
    for i in range(len(points) - 1):
        before, start, end = points[max(i - 1, 0)], points[i], points[i + 1]
        after = points[min(i + 2, len(points) - 1)]
        if start == end:
            continue
        ax, ay = start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6
        bx, by = end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6
        parts.append(f"C{num(ax)} {num(ay)} {num(bx)} {num(by)} {num(end[0])} {num(end[1])}")
    return "".join(parts)


def ring(y: float, half: float, *, cx: float = 400, tilt: float = 0.18) -> str:
    """Return the front half of a ring around a turned body."""
    return f"M{num(cx - half)} {num(y)}A{num(half)} {num(half * tilt)} 0 0 0 {num(cx + half)} {num(y)}"


def turned(
    brush: Brush,
    profile: Profile,
    tone: Tone,
    *,
    cx: float = 400,
    top: float = 0.17,
    bottom: float = 0.2,
    gloss: float = 0.5,
) -> str:
    """Paint a turned body with its soft light and shade, and return its outline."""
    d = lathe(profile, cx=cx, top=top, bottom=bottom)
    brush.path(d, brush.round(tone))
    y0, y1 = profile[0][0], profile[-1][0]
    wide = max(half for _, half in profile)
    high = y1 - y0
    with brush.within(d):
        fall = ((0, "#fff", 0.14), (0.35, "#fff", 0.0), (0.55, tone.deep, 0.0), (1, tone.deep, 0.42))
        brush.rect(cx - wide, y0 - wide * top, wide * 2, high + wide * 0.5, brush.linear(*fall, axis=DOWN))
        brush.glow(cx - wide * 0.46, y0 + high * 0.34, wide * 0.26, high * 0.42, "#fff", gloss)
        brush.glow(cx + wide * 0.98, y0 + high * 0.6, wide * 0.2, high * 0.5, tone.light, 0.35)
    return d


def opening(
    brush: Brush,
    y: float,
    half: float,
    tone: Tone,
    *,
    cx: float = 400,
    tilt: float = 0.17,
    lip: float = 10,
    depth: float = 0.75,
) -> None:
    """Paint the rim and the inside of an open vessel."""
    edge = brush.linear((0, tone.light), (0.5, mix(tone.light, tone.base, 0.45)), (1, tone.base))
    dark = mix(tone.shade, tone.deep, depth)
    inside = brush.linear(
        (0, dark), (0.55, mix(dark, tone.shade, 0.55)), (1, mix(tone.shade, tone.base, 0.7))
    )
    brush.ellipse(cx, y, half, half * tilt, edge)
    brush.ellipse(cx, y + lip * 0.12, half - lip, half * tilt - lip * 0.42, inside)


def grain(
    brush: Brush,
    box: tuple[float, float, float, float],
    colour: str,
    *,
    lines: int,
    upright: bool = False,
    strength: float = 0.3,
) -> None:
    """Draw the grain of wood over a box of x, y, width and height."""
    x, y, w, h = box
    for i in range(lines):
        part = (i + 0.5 + 0.3 * sin(i * 2.4)) / lines
        bend = 5 * sin(i * 1.7 + 1)
        if upright:
            a = x + w * part
            d = f"M{num(a)} {num(y)}q{num(bend)} {num(h * 0.3)} 0 {num(h * 0.55)}t{num(bend * 0.4)} {num(h * 0.45)}"
        else:
            a = y + h * part
            d = f"M{num(x)} {num(a)}q{num(w * 0.3)} {num(bend)} {num(w * 0.55)} 0t{num(w * 0.45)} {num(bend * 0.4)}"
        brush.stroke(
            d,
            colour,
            1.4 + 1.1 * abs(sin(i * 1.3)),
            opacity=round(strength * (0.5 + 0.5 * abs(sin(i * 2.1))), 2),
        )


def taper(x0: float, y0: float, w0: float, x1: float, y1: float, w1: float) -> str:
    """Return a leg: a bar from (x0, y0) to (x1, y1) whose width goes from w0 to w1, with a rounded foot."""
    a, b = w0 / 2, w1 / 2
    return (
        f"M{num(x0 - a)} {num(y0)}L{num(x1 - b)} {num(y1)}"
        f"Q{num(x1)} {num(y1 + b * 0.9)} {num(x1 + b)} {num(y1)}"
        f"L{num(x0 + a)} {num(y0)}Z"
    )


def tube(brush: Brush, d: str, tone: Tone, width: float) -> None:
    """Paint a round bar along a path, from its shaded edge to the lit line on its upper left."""
    rings = (
        (1.0, 0.0, mix(tone.shade, tone.deep, 0.25)),
        (0.86, 0.04, mix(tone.shade, tone.base, 0.6)),
        (0.64, 0.09, tone.base),
        (0.42, 0.13, mix(tone.base, tone.light, 0.35)),
        (0.18, 0.16, mix(tone.base, tone.light, 0.75)),
    )
    for part, aside, colour in rings:
        with brush.moved(f"translate({num(-width * aside)} {num(-width * aside)})"):
            brush.stroke(d, colour, width * part)


def knob(brush: Brush, cx: float, cy: float, r: float, tone: Tone) -> None:
    """Paint a small sphere."""
    brush.ellipse(cx, cy, r, r, brush.ball(tone))


def stitch(brush: Brush, d: str, colour: str, *, width: float = 3, opacity: float = 0.8) -> None:
    """Sew a dashed seam along a path."""
    brush.stroke(d, colour, width, dash="10 7", opacity=opacity)

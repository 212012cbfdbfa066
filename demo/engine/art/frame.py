"""Frame a drawing: the tinted ground, the crop for details, the scene with a companion."""

from collections.abc import Callable
from dataclasses import dataclass

from demo.engine.art.palette import CREAM, OAK, Colourway, mix
from demo.engine.art.shade import DOWN, SLANT, Brush, num


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Describe one drawing: who paints it, where it stands, what is worth a close look, and its company.

    `base` is the height at which it touches the ground; `detail` is x, y and side of the close view.
    """

    name: str
    label: str
    paint: Callable[[Brush], None]
    base: float
    detail: tuple[float, float, float]
    companion: str
    companion_colourway: str = "oat"
    hangs: bool = False
    large: bool = False


def frame(brush: Brush, *, label: str, box: tuple[float, float, float] = (0, 0, 800)) -> str:
    """Return the finished SVG; `box` is x, y and side of what is seen."""
    x, y, side = (num(value) for value in box)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x} {y} {side} {side}" role="img" aria-label="{label}">'
        f"<defs>{brush.defs}</defs>{brush.marks}</svg>"
    )


def lay_ground(brush: Brush) -> None:
    """Paint the sweep of paper everything stands on."""
    pale, dim = brush.colourway.ground, brush.colourway.ground_shade
    sweep = (
        (0, mix(pale, "#ffffff", 0.3)),
        (0.55, pale),
        (0.74, mix(pale, dim, 0.75)),
        (1, mix(pale, dim, 0.3)),
    )
    brush.rect(0, 0, 800, 800, brush.linear(*sweep, axis=DOWN))
    brush.glow(150, 90, 560, 480, "#fff", 0.6)
    brush.rect(0, 0, 800, 800, brush.linear((0.55, dim, 0), (1, mix(dim, brush.dark, 0.25), 0.4), axis=SLANT))


def lay_scene(brush: Brush, *, large: bool, line: float) -> None:
    """Paint a wall with window light, and a table or a floor under it."""
    pale, dim = brush.colourway.ground, brush.colourway.ground_shade
    wall = mix(pale, dim, 0.55)
    brush.rect(
        0,
        0,
        800,
        800,
        brush.linear((0, mix(wall, "#ffffff", 0.2)), (1, mix(wall, brush.dark, 0.1)), axis=SLANT),
    )
    light = brush.linear((0, "#fffaf0", 0.75), (1, "#fffaf0", 0.15), axis=SLANT)
    brush.path(
        "M96 40L238 84V330L96 274ZM256 90L398 134V394L256 338ZM96 292L238 348V560L96 500ZM256 356L398 412V624L256 564Z",
        light,
    )
    if large:
        brush.rect(0, line - 62, 800, 44, mix(wall, "#ffffff", 0.45))
        brush.rect(0, line - 62, 800, 3, brush.dark, opacity=0.12)
        board = mix(OAK.base, dim, 0.45)
        brush.rect(
            0,
            line - 18,
            800,
            820 - line,
            brush.linear((0, mix(board, OAK.shade, 0.35)), (1, mix(board, "#ffffff", 0.2)), axis=DOWN),
        )
        for i in range(-4, 5):
            brush.stroke(f"M{400 + i * 130} {num(line - 18)}L{400 + i * 230} 800", OAK.deep, 2, opacity=0.22)
        return
    top = line - 26
    brush.rect(0, top, 800, 56, brush.linear((0, mix(OAK.base, OAK.light, 0.6)), (1, OAK.base), axis=DOWN))
    for i in range(4):
        brush.stroke(f"M0 {num(top + 9 + i * 13)}q260 {4 - i * 3} 460 0t340 2", OAK.deep, 1.5, opacity=0.2)
    brush.rect(0, top + 56, 800, 26, brush.linear((0, OAK.base), (1, OAK.shade), axis=DOWN))
    under = mix(wall, brush.dark, 0.3)
    brush.rect(
        0,
        top + 82,
        800,
        760 - top,
        brush.linear((0, mix(under, brush.dark, 0.35)), (1, mix(wall, brush.dark, 0.16)), axis=DOWN),
    )
    brush.rect(0, top, 800, 2, CREAM.light, opacity=0.5)


def brush_for(template: Template, *, colourway: Colourway, view: str) -> Brush:
    """Return a fresh brush whose ids belong to this template, colourway and view."""
    return Brush(prefix=f"{template.name}-{colourway.name.lower()}-{view}", colourway=colourway)

"""Frame a drawing: the tinted ground, the crop for details, the scene with a companion."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from math import sin

from demo.engine.art.palette import CREAM, OAK, Colourway, mix
from demo.engine.art.shade import DOWN, SLANT, Brush, num


class Setting(Enum):
    """Say where a scene shows a drawing."""

    TABLE = "table"
    FLOOR = "floor"
    DESK_TOP = "desk-top"  # lying down, seen from above
    CEILING = "ceiling"


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Describe one drawing: who paints it, where it stands, what is worth a close look, and its company.

    `base` is the height at which it touches the ground; `detail` is x, y and side of the close view; `size` and
    `companion_size` scale the two in a scene, so that a mug stays smaller than its teapot.
    """

    name: str
    label: str
    paint: Callable[[Brush], None]
    base: float
    detail: tuple[float, float, float]
    companion: str
    companion_colourway: str
    companion_size: float
    size: float
    setting: Setting


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


def lay_scene(brush: Brush, *, setting: Setting, line: float) -> None:
    """Paint the room of a scene: a desk seen from above, or a wall over a floor or a table at `line`."""
    if setting is Setting.DESK_TOP:
        _lay_desk_top(brush)
        return
    pale, dim = brush.colourway.ground, brush.colourway.ground_shade
    wall = mix(pale, dim, 0.55)
    sweep = ((0, mix(wall, "#ffffff", 0.2)), (1, mix(wall, brush.dark, 0.1)))
    brush.rect(0, 0, 800, 800, brush.linear(*sweep, axis=SLANT))
    _lay_window_light(brush)
    if setting is Setting.FLOOR:
        _lay_floor(brush, line=line, wall=wall)
    else:
        _lay_table(brush, line=line, wall=wall)


def _lay_window_light(brush: Brush) -> None:
    light = brush.linear((0, "#fffaf0", 0.75), (1, "#fffaf0", 0.15), axis=SLANT)
    brush.path(
        "M96 40L238 84V330L96 274ZM256 90L398 134V394L256 338Z"
        "M96 292L238 348V560L96 500ZM256 356L398 412V624L256 564Z",
        light,
    )


def _lay_floor(brush: Brush, *, line: float, wall: str) -> None:
    brush.rect(0, line - 62, 800, 44, mix(wall, "#ffffff", 0.45))
    brush.rect(0, line - 62, 800, 3, brush.dark, opacity=0.12)
    board = mix(OAK.base, brush.colourway.ground_shade, 0.45)
    fall = ((0, mix(board, OAK.shade, 0.35)), (1, mix(board, "#ffffff", 0.2)))
    brush.rect(0, line - 18, 800, 820 - line, brush.linear(*fall, axis=DOWN))
    for i in range(-4, 5):
        brush.stroke(f"M{400 + i * 130} {num(line - 18)}L{400 + i * 230} 800", OAK.deep, 2, opacity=0.22)


def _lay_table(brush: Brush, *, line: float, wall: str) -> None:
    top = line - 26
    brush.rect(0, top, 800, 56, brush.linear((0, mix(OAK.base, OAK.light, 0.6)), (1, OAK.base), axis=DOWN))
    for i in range(4):
        brush.stroke(f"M0 {num(top + 9 + i * 13)}q260 {4 - i * 3} 460 0t340 2", OAK.deep, 1.5, opacity=0.2)
    brush.rect(0, top + 56, 800, 26, brush.linear((0, OAK.base), (1, OAK.shade), axis=DOWN))
    under = mix(wall, brush.dark, 0.3)
    fall = ((0, mix(under, brush.dark, 0.35)), (1, mix(wall, brush.dark, 0.16)))
    brush.rect(0, top + 82, 800, 760 - top, brush.linear(*fall, axis=DOWN))
    brush.rect(0, top, 800, 2, CREAM.light, opacity=0.5)


def _lay_desk_top(brush: Brush) -> None:
    wood = mix(OAK.base, brush.colourway.ground_shade, 0.35)
    sweep = ((0, mix(wood, "#ffffff", 0.35)), (0.6, wood), (1, mix(wood, OAK.shade, 0.5)))
    brush.rect(0, 0, 800, 800, brush.linear(*sweep, axis=SLANT))
    for i in range(22):
        bend = 9 * sin(i * 1.7)
        grain = f"M0 {18 + i * 37}q240 {num(bend)} 430 0t400 {num(bend / 2)}"
        brush.stroke(grain, OAK.deep, 1.5 + abs(sin(i)), opacity=round(0.1 + 0.12 * abs(sin(i * 2.1)), 2))
    for y in (196, 452, 702):
        brush.stroke(f"M0 {y}H800", OAK.deep, 2.5, opacity=0.4)
        brush.stroke(f"M0 {y + 3}H800", "#fff", 1.5, opacity=0.3)
    brush.path("M470 -20L700 -20L330 820L60 820Z", "#fffaf0", opacity=0.2)
    brush.path("M730 -20L900 -20L520 820L366 820Z", "#fffaf0", opacity=0.16)


def brush_for(template: Template, *, colourway: Colourway, view: str) -> Brush:
    """Return a fresh brush whose ids belong to this template, colourway and view."""
    # Short, because an id stands in the picture a hundred times; three letters tell the colourways apart.
    return Brush(prefix=f"{template.name}-{colourway.name[:3].lower()}-{view[0]}", colourway=colourway)

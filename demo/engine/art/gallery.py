"""List every template of the demo shop and draw it in a colourway and a view."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from demo.engine.art import bag, desk, garden, kitchen, light, room, seat, sound, table, textile
from demo.engine.art.frame import Template, brush_for, frame, lay_ground, lay_scene
from demo.engine.art.palette import COLOURWAYS
from demo.engine.art.shade import Brush, num

VIEWS = ("front", "detail", "scene")


class UnknownDrawing(LookupError):
    """Say that no template, colourway or view has the name asked for."""


def _on_table(
    paint: Callable[[Brush], None],
    label: str,
    base: float,
    detail: tuple[float, float, float],
    beside: str,
    tone: str,
) -> Template:
    return Template(
        name=paint.__name__,
        label=label,
        paint=paint,
        base=base,
        detail=detail,
        companion=beside,
        companion_colourway=tone,
    )


def _on_floor(
    paint: Callable[[Brush], None],
    label: str,
    base: float,
    detail: tuple[float, float, float],
    beside: str,
    tone: str,
) -> Template:
    return Template(
        name=paint.__name__,
        label=label,
        paint=paint,
        base=base,
        detail=detail,
        companion=beside,
        companion_colourway=tone,
        large=True,
    )


TEMPLATES: Mapping[str, Template] = MappingProxyType(
    {
        template.name: template
        for template in (
            _on_table(light.table_lamp, "Table lamp", 672, (250, 340, 360), "notebook", "rust"),
            _on_table(light.pendant_lamp, "Pendant lamp", 716, (330, 150, 380), "bowls", "oat"),
            _on_table(light.candle, "Candle in a tumbler", 656, (230, 180, 340), "vase", "chalk"),
            _on_table(light.taper_holder, "Candle holder", 664, (230, 380, 340), "vase", "oat"),
            _on_table(table.mug, "Mug", 662, (170, 210, 380), "teapot", "oat"),
            _on_table(table.teapot, "Teapot", 652, (230, 240, 360), "mug", "oat"),
            _on_table(table.bowls, "Bowls", 650, (120, 180, 420), "vase", "sage"),
            _on_table(table.vase, "Vase", 662, (270, 330, 340), "bowls", "oat"),
            _on_table(kitchen.kettle, "Kettle", 660, (270, 220, 400), "mug", "oat"),
            _on_table(kitchen.casserole, "Casserole", 648, (250, 160, 340), "cutting_board", "moss"),
            _on_table(kitchen.cutting_board, "Chopping board", 676, (200, 70, 380), "bowls", "oat"),
            _on_table(kitchen.soap_bottle, "Pump bottle", 668, (230, 110, 360), "candle", "oat"),
            _on_table(kitchen.knife, "Kitchen knife", 622, (380, 180, 340), "bowls", "oat"),
            _on_floor(seat.chair, "Chair", 672, (200, 380, 320), "plant_pot", "clay"),
            _on_floor(seat.stool, "Stool", 664, (180, 140, 360), "plant_pot", "oat"),
            _on_floor(seat.bench, "Bench", 640, (80, 320, 340), "basket", "oat"),
            _on_floor(seat.armchair, "Armchair", 676, (90, 300, 380), "side_table", "brass"),
            _on_floor(room.side_table, "Side table", 668, (120, 160, 380), "plant_pot", "oat"),
            _on_floor(room.shelf, "Open shelf", 690, (180, 230, 360), "plant_pot", "chalk"),
            _on_floor(room.basket, "Basket", 652, (130, 250, 380), "stool", "oat"),
            _on_floor(room.rail, "Peg rail", 716, (380, 190, 320), "basket", "oat"),
            _on_floor(textile.cushion, "Cushion", 660, (400, 120, 320), "basket", "oat"),
            _on_floor(textile.throw, "Throw", 726, (150, 400, 340), "basket", "oat"),
            _on_table(textile.folded, "Folded linen", 650, (240, 200, 360), "soap_bottle", "chalk"),
            _on_floor(bag.backpack, "Backpack", 674, (190, 400, 340), "stool", "oat"),
            _on_floor(bag.tote, "Tote bag", 672, (160, 240, 340), "stool", "sage"),
            _on_floor(bag.umbrella, "Umbrella", 712, (260, 60, 400), "basket", "oat"),
            _on_table(desk.notebook, "Notebook", 640, (250, 160, 360), "mug", "oat"),
            _on_table(desk.pen, "Fountain pen", 640, (300, 200, 340), "notebook", "oat"),
            _on_table(desk.clock, "Mantel clock", 676, (380, 130, 340), "candle", "oat"),
            _on_table(desk.scissors, "Scissors", 620, (220, 380, 360), "notebook", "oat"),
            _on_table(sound.radio, "Table radio", 632, (410, 240, 320), "plant_pot", "clay"),
            _on_table(sound.headphones, "Headphones", 684, (140, 360, 300), "notebook", "sage"),
            _on_table(garden.plant_pot, "Plant pot", 668, (230, 400, 340), "watering_can", "brass"),
            _on_table(garden.watering_can, "Watering can", 650, (290, 200, 360), "plant_pot", "clay"),
            _on_table(garden.trug, "Garden trug", 648, (90, 330, 340), "plant_pot", "clay"),
        )
    }
)


def draw(template: str, colourway: str, view: str = "front") -> str:
    """Return a drawing as one SVG document.

    :raises UnknownDrawing: when the template, the colourway or the view does not exist.
    """
    if template not in TEMPLATES or colourway not in COLOURWAYS or view not in VIEWS:
        raise UnknownDrawing(f"{template}/{colourway}/{view}")
    chosen = TEMPLATES[template]
    colours = COLOURWAYS[colourway]
    brush = brush_for(chosen, colourway=colours, view=view)
    label = f"{chosen.label} in {colours.name.lower()}"
    if view == "scene":
        _set_scene(brush, chosen)
        return frame(brush, label=f"{label}, in a room")
    lay_ground(brush)
    chosen.paint(brush)
    if view == "detail":
        return frame(brush, label=f"{label}, close up", box=chosen.detail)
    return frame(brush, label=label)


def _set_scene(brush: Brush, template: Template) -> None:
    line = 664.0 if template.large else 640.0
    lay_scene(brush, large=template.large, line=line)
    other = TEMPLATES[template.companion]
    tone = template.companion_colourway
    if COLOURWAYS[tone] == brush.colourway:
        tone = "chalk" if tone != "chalk" else "slate"
    beside = Brush(prefix=f"{brush.prefix}-beside", colourway=COLOURWAYS[tone])
    other.paint(beside)
    brush.raw(f"<defs>{beside.defs}</defs>")
    size = 0.46
    with brush.moved(f"translate({num(612 - 400 * size)} {num(line - 8 - other.base * size)}) scale({size})"):
        brush.raw(beside.marks)
    size = 0.8
    with brush.moved(
        f"translate({num(318 - 400 * size)} {num(line + 14 - template.base * size)}) scale({size})"
    ):
        template.paint(brush)

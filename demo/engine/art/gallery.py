"""List every template of the demo shop and draw it in a colourway and a view."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from demo.engine.art import bag, desk, garden, kitchen, light, room, seat, sound, table, textile
from demo.engine.art.frame import Setting, Template, brush_for, frame, lay_ground, lay_scene
from demo.engine.art.palette import COLOURWAYS, Colourway
from demo.engine.art.shade import Brush, num

VIEWS = ("front", "detail", "scene")


class UnknownDrawing(LookupError):
    """Say that no template, colourway or view has the name asked for."""


def _listed(
    paint: Callable[[Brush], None],
    label: str,
    setting: Setting,
    base: float,
    detail: tuple[float, float, float],
    size: float,
    company: tuple[str, str, float],
) -> Template:
    """Return the template of a painter; `company` is the companion's name, colourway and size."""
    companion, colourway, companion_size = company
    return Template(
        name=paint.__name__,
        label=label,
        paint=paint,
        base=base,
        detail=detail,
        companion=companion,
        companion_colourway=colourway,
        companion_size=companion_size,
        size=size,
        setting=setting,
    )


_ALL = (
    _listed(light.table_lamp, "Table lamp", Setting.TABLE, 672, (250, 340, 360), 0.84, ("mug", "rust", 0.28)),
    _listed(
        light.pendant_lamp,
        "Pendant lamp",
        Setting.CEILING,
        716,
        (330, 150, 380),
        0.88,
        ("bowls", "oat", 0.34),
    ),
    _listed(
        light.candle, "Candle in a tumbler", Setting.TABLE, 656, (230, 180, 340), 0.6, ("vase", "chalk", 0.62)
    ),
    _listed(
        light.taper_holder, "Candle holder", Setting.TABLE, 664, (230, 380, 340), 0.8, ("bowls", "oat", 0.4)
    ),
    _listed(table.mug, "Mug", Setting.TABLE, 662, (310, 300, 370), 0.5, ("teapot", "oat", 0.66)),
    _listed(table.teapot, "Teapot", Setting.TABLE, 652, (230, 240, 360), 0.76, ("mug", "oat", 0.4)),
    _listed(table.bowls, "Bowls", Setting.TABLE, 650, (120, 180, 420), 0.66, ("vase", "sage", 0.6)),
    _listed(table.vase, "Vase", Setting.TABLE, 662, (270, 330, 340), 0.82, ("candle", "oat", 0.38)),
    _listed(kitchen.kettle, "Kettle", Setting.TABLE, 660, (250, 200, 400), 0.74, ("mug", "oat", 0.36)),
    _listed(
        kitchen.casserole,
        "Casserole",
        Setting.TABLE,
        648,
        (250, 160, 340),
        0.74,
        ("cutting_board", "moss", 0.5),
    ),
    _listed(
        kitchen.cutting_board,
        "Chopping board",
        Setting.TABLE,
        676,
        (200, 70, 380),
        0.76,
        ("bowls", "oat", 0.42),
    ),
    _listed(
        kitchen.soap_bottle, "Pump bottle", Setting.TABLE, 668, (230, 110, 360), 0.74, ("folded", "oat", 0.5)
    ),
    _listed(
        kitchen.knife,
        "Kitchen knife",
        Setting.DESK_TOP,
        622,
        (380, 180, 340),
        0.74,
        ("scissors", "rust", 0.5),
    ),
    _listed(seat.chair, "Chair", Setting.FLOOR, 672, (200, 380, 320), 0.84, ("plant_pot", "clay", 0.46)),
    _listed(seat.stool, "Stool", Setting.FLOOR, 664, (180, 140, 360), 0.76, ("plant_pot", "oat", 0.46)),
    _listed(seat.bench, "Bench", Setting.FLOOR, 640, (80, 320, 340), 0.76, ("basket", "oat", 0.42)),
    _listed(
        seat.armchair, "Armchair", Setting.FLOOR, 676, (90, 300, 380), 0.84, ("side_table", "brass", 0.5)
    ),
    _listed(
        room.side_table, "Side table", Setting.FLOOR, 668, (120, 160, 380), 0.74, ("plant_pot", "oat", 0.44)
    ),
    _listed(room.shelf, "Open shelf", Setting.FLOOR, 690, (180, 230, 360), 0.92, ("stool", "chalk", 0.42)),
    _listed(room.basket, "Basket", Setting.FLOOR, 652, (130, 250, 380), 0.6, ("stool", "oat", 0.6)),
    _listed(room.rail, "Peg rail", Setting.FLOOR, 716, (380, 190, 320), 0.8, ("basket", "oat", 0.44)),
    _listed(textile.cushion, "Cushion", Setting.FLOOR, 660, (400, 120, 320), 0.66, ("basket", "oat", 0.5)),
    _listed(textile.throw, "Throw", Setting.FLOOR, 726, (150, 400, 340), 0.82, ("basket", "oat", 0.46)),
    _listed(
        textile.folded,
        "Folded linen",
        Setting.TABLE,
        650,
        (190, 230, 360),
        0.72,
        ("soap_bottle", "chalk", 0.54),
    ),
    _listed(bag.backpack, "Backpack", Setting.FLOOR, 674, (180, 330, 360), 0.74, ("stool", "oat", 0.56)),
    _listed(bag.tote, "Tote bag", Setting.FLOOR, 672, (160, 240, 340), 0.74, ("stool", "sage", 0.56)),
    _listed(bag.umbrella, "Umbrella", Setting.FLOOR, 730, (260, 60, 400), 0.84, ("basket", "oat", 0.46)),
    _listed(desk.notebook, "Notebook", Setting.DESK_TOP, 640, (250, 160, 360), 0.72, ("pen", "ink", 0.42)),
    _listed(desk.pen, "Fountain pen", Setting.DESK_TOP, 640, (300, 200, 340), 0.74, ("notebook", "oat", 0.5)),
    _listed(desk.clock, "Mantel clock", Setting.TABLE, 676, (380, 130, 340), 0.72, ("candle", "oat", 0.4)),
    _listed(
        desk.scissors, "Scissors", Setting.DESK_TOP, 620, (130, 330, 380), 0.78, ("notebook", "oat", 0.5)
    ),
    _listed(
        sound.radio, "Table radio", Setting.TABLE, 632, (410, 240, 320), 0.72, ("plant_pot", "clay", 0.5)
    ),
    _listed(
        sound.headphones, "Headphones", Setting.TABLE, 684, (100, 330, 340), 0.8, ("clock", "sage", 0.36)
    ),
    _listed(
        garden.plant_pot,
        "Plant pot",
        Setting.TABLE,
        668,
        (230, 400, 340),
        0.76,
        ("watering_can", "brass", 0.52),
    ),
    _listed(
        garden.watering_can,
        "Watering can",
        Setting.TABLE,
        650,
        (290, 200, 360),
        0.7,
        ("plant_pot", "clay", 0.56),
    ),
    _listed(garden.trug, "Garden trug", Setting.TABLE, 648, (90, 330, 340), 0.7, ("plant_pot", "clay", 0.5)),
)
TEMPLATES: Mapping[str, Template] = MappingProxyType({template.name: template for template in _ALL})


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


# Where a setting puts the drawing and its companion: the middle of each, and the height they stand at.
# On a desk both lie, so there the height is that of their middle.
_PLACES = {
    Setting.TABLE: ((318, 654), (628, 634)),
    Setting.FLOOR: ((318, 680), (622, 658)),
    Setting.DESK_TOP: ((322, 366), (622, 606)),
    Setting.CEILING: ((400, 0), (400, 646)),
}


def _set_scene(brush: Brush, template: Template) -> None:
    setting = template.setting
    lay_scene(brush, setting=setting, line=664.0 if setting is Setting.FLOOR else 640.0)
    other = TEMPLATES[template.companion]
    here, there = _PLACES[setting]
    base = {Setting.DESK_TOP: 400.0, Setting.CEILING: 0.0}.get(setting, template.base)
    beside = 400.0 if setting is Setting.DESK_TOP else other.base
    subject = Brush(prefix=f"{brush.prefix}a", colourway=brush.colourway)
    company = Brush(prefix=f"{brush.prefix}b", colourway=_beside(template, brush.colourway))
    template.paint(subject)
    other.paint(company)
    painted = [
        (company, _placed(there, size=template.companion_size, base=beside)),
        (subject, _placed(here, size=template.size, base=base)),
    ]
    if setting is Setting.CEILING:  # what stands on the table is in front of a hanging lamp's light
        painted.reverse()
    for each, transform in painted:
        brush.raw(f"<defs>{each.defs}</defs>")
        with brush.moved(transform):
            brush.raw(each.marks)


def _placed(place: tuple[float, float], *, size: float, base: float) -> str:
    x, y = place
    return f"translate({num(x - 400 * size)} {num(y - base * size)}) scale({size})"


def _beside(template: Template, colourway: Colourway) -> Colourway:
    """Return the companion's colourway, or another one where it would vanish against the drawing."""
    chosen = COLOURWAYS[template.companion_colourway]
    if chosen != colourway:
        return chosen
    return COLOURWAYS["slate" if chosen.name == "Chalk" else "chalk"]

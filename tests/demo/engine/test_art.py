"""Every drawing is small, whole and harmless: it may be served and inlined as it is."""

import re
from xml.etree import ElementTree

import pytest

from demo.engine.art.gallery import TEMPLATES, VIEWS, UnknownDrawing, draw
from demo.engine.art.palette import COLOURWAYS

SVG = "{http://www.w3.org/2000/svg}"
# A scene is two drawings and a room.
MOST_BYTES = {"front": 14_000, "detail": 14_000, "scene": 24_000}
ACTIVE = {"script", "style", "foreignObject", "image", "a", "iframe", "animate", "set"}
EVERY = [
    pytest.param(template, view, id=f"the {label.label.lower()}, {view}")
    for template, label in TEMPLATES.items()
    for view in VIEWS
]


def parse(drawing: str) -> ElementTree.Element:
    """Return the drawing's root."""
    return ElementTree.fromstring(drawing)  # noqa: S314 # our own text


@pytest.mark.parametrize(("template", "view"), EVERY)
def test_a_drawing_is_one_named_svg_of_a_few_kilobytes(template: str, view: str) -> None:
    for colourway, colours in COLOURWAYS.items():
        drawing = draw(template, colourway, view)
        root = parse(drawing)
        assert root.tag == f"{SVG}svg"
        assert len(root.attrib["viewBox"].split()) == 4, colourway
        assert root.attrib["role"] == "img"
        assert colours.name.lower() in root.attrib["aria-label"]
        assert len(drawing.encode()) < MOST_BYTES[view], colourway


@pytest.mark.parametrize(("template", "view"), EVERY)
def test_a_drawing_runs_nothing_and_fetches_nothing(template: str, view: str) -> None:
    for colourway in COLOURWAYS:
        for element in parse(draw(template, colourway, view)).iter():
            assert element.tag.removeprefix(SVG) not in ACTIVE, colourway
            for name, value in element.attrib.items():
                plain = name.rpartition("}")[2]
                assert plain != "style", colourway
                assert not plain.startswith("on"), colourway
                assert plain != "href" or value.startswith("#"), colourway
                assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", value)), (
                    colourway
                )
                assert "//" not in value, colourway


@pytest.mark.parametrize(("template", "view"), EVERY)
def test_a_drawing_refers_only_to_its_own_parts(template: str, view: str) -> None:
    for colourway in COLOURWAYS:
        drawing = draw(template, colourway, view)
        ids = [element.attrib["id"] for element in parse(drawing).iter() if "id" in element.attrib]
        wanted = set(re.findall(r"url\(#([^)]*)\)", drawing)) | set(re.findall(r'href="#([^"]*)"', drawing))
        assert len(ids) == len(set(ids)), colourway
        assert wanted <= set(ids), colourway


@pytest.mark.parametrize(("template", "view"), EVERY)
def test_a_drawing_stands_on_its_shadow(template: str, view: str) -> None:
    root = parse(draw(template, "moss", view))
    shadows = {
        f"url(#{gradient.attrib['id']})"
        for gradient in root.iter(f"{SVG}radialGradient")
        if gradient.attrib["id"].endswith("-contact")
    }
    filled = {ellipse.attrib["fill"] for ellipse in root.iter(f"{SVG}ellipse")}
    assert shadows
    assert shadows <= filled


def test_drawings_on_one_page_share_no_ids() -> None:
    ids = [
        name
        for template in TEMPLATES
        for colourway in ("oat", "ink")
        for view in VIEWS
        for name in re.findall(r' id="([^"]*)"', draw(template, colourway, view))
    ]
    assert ids
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("template", TEMPLATES)
def test_each_colourway_and_view_is_a_drawing_of_its_own(template: str) -> None:
    drawings = {draw(template, colourway, view) for colourway in COLOURWAYS for view in VIEWS}
    assert len(drawings) == len(COLOURWAYS) * len(VIEWS)


def test_the_same_drawing_is_drawn_twice() -> None:
    assert draw("mug", "oat", "scene") == draw("mug", "oat", "scene")


@pytest.mark.parametrize(
    ("template", "colourway", "view"),
    [
        pytest.param("yacht", "oat", "front", id="a template nobody drew"),
        pytest.param("mug", "beige", "front", id="a colour nobody mixed"),
        pytest.param("mug", "oat", "back", id="a view nobody has"),
        pytest.param("", "", "", id="no names at all"),
        pytest.param("Mug", "oat", "front", id="a name in capitals"),
    ],
)
def test_an_unknown_name_is_refused(template: str, colourway: str, view: str) -> None:
    with pytest.raises(UnknownDrawing):
        draw(template, colourway, view)

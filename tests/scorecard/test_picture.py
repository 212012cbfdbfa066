"""Pictures are well-formed, say in words what they show, and put what they show where it belongs."""

from xml.etree import ElementTree

from scorecard.metrics import Bin, curve
from scorecard.picture import Stack, bars_svg, reliability_svg, roc_svg

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert("1")</script>&'


def drawn(text: str) -> ElementTree.Element:
    root = ElementTree.fromstring(text)  # noqa: S314  # we drew it
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert not root.findall(f".//{SVG}script")
    assert "style=" not in text
    return root


def test_reliability_puts_each_bin_where_it_was_said_and_came_true() -> None:
    bins = [
        Bin(count=9, said=0.0, true=0.0, low=0.0, high=0.3),
        Bin(count=1, said=1.0, true=1.0, low=0.2, high=1.0),
    ]
    root = drawn(reliability_svg(bins, title=HOSTILE))
    assert root.findtext(f"{SVG}title") == HOSTILE
    assert root.findtext(f"{SVG}desc") == "said 0%, true 0% of 9; said 100%, true 100% of 1"
    low, high = root.findall(f"{SVG}circle")
    assert (low.get("cx"), low.get("cy")) == ("56.0", "352.0")
    assert (high.get("cx"), high.get("cy")) == ("624.0", "52.0")
    assert float(low.get("r", 0)) > float(high.get("r", 0))


def test_reliability_of_nothing_is_an_empty_picture() -> None:
    assert drawn(reliability_svg([], title="Nothing")).findall(f"{SVG}circle") == []


def test_a_curve_runs_from_corner_to_corner() -> None:
    steps = list(curve([True, False, True], [3, 2, 1]))
    line = drawn(roc_svg(steps, title="Curve")).find(f"{SVG}polyline")
    assert line is not None
    points = str(line.get("points")).split()
    assert (points[0], points[-1]) == ("56.0,352.0", "624.0,52.0")
    assert drawn(roc_svg([], title="Nothing")).find(f"{SVG}polyline") is not None


def test_bars_stand_upon_each_other_and_are_named() -> None:
    stacks = [Stack(label=HOSTILE, values=(3, 1)), Stack(label="b", values=(0, 4))]
    root = drawn(bars_svg(stacks, names=("good", "bad"), colours=("green", "red"), title="Bars"))
    bars = [bar for bar in root.findall(f"{SVG}rect") if bar.find(f"{SVG}title") is not None]
    assert [bar.findtext(f"{SVG}title") for bar in bars] == [
        f"{HOSTILE}: 3 good",
        f"{HOSTILE}: 1 bad",
        "b: 4 bad",
    ]
    first, second, third = ((float(bar.get("y", 0)), float(bar.get("height", 0))) for bar in bars)
    assert second[0] + second[1] == first[0]
    assert third == (52.0, 300.0)
    assert root.findtext(f"{SVG}desc") == "3 good, 5 bad"


def test_no_bars_are_no_trouble() -> None:
    drawn(bars_svg([], names=("good",), colours=("green",), title="None"))

"""Shade shapes as if one lamp stood at the upper left: gradients, glows, shadows and turned vessels."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from demo.engine.art.palette import Colourway, Tone, mix

type Stop = tuple[float, str] | tuple[float, str, float]
type Profile = Sequence[tuple[float, float]]

DOWN = (0.0, 0.0, 0.0, 1.0)
ACROSS = (0.0, 0.0, 1.0, 0.0)
SLANT = (0.0, 0.0, 1.0, 1.0)


def num(value: float) -> str:
    """Return a number as short as an SVG attribute allows."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"


class Brush:
    """Collect the definitions and marks of one drawing, in the order they are painted."""

    def __init__(self, *, prefix: str, colourway: Colourway) -> None:
        self.prefix = prefix
        self.colourway = colourway
        self.tone = colourway.tone
        self.accent = colourway.accent
        self.dark = mix(colourway.deep, "#24180e", 0.5)
        self._ids: dict[str, str] = {}
        self._marks: list[str] = []

    @property
    def defs(self) -> str:
        """Return the definitions gathered so far."""
        return "".join(markup.replace("@", f'id="{name}"', 1) for markup, name in self._ids.items())

    @property
    def marks(self) -> str:
        """Return the marks made so far."""
        return "".join(self._marks)

    def define(self, markup: str, *, name: str = "") -> str:
        """Keep a definition (its id written as @) once and return the id."""
        return self._ids.setdefault(markup, f"{self.prefix}-{name or len(self._ids)}")

    def linear(self, *stops: Stop, axis: tuple[float, float, float, float] = ACROSS) -> str:
        """Return a linear gradient as a fill."""
        x1, y1, x2, y2 = (num(value) for value in axis)
        ends = "" if axis == ACROSS else f' x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"'
        return f"url(#{self.define(f'<linearGradient @{ends}>{_stops(stops)}</linearGradient>')})"

    def radial(self, *stops: Stop, cx: float = 0.5, cy: float = 0.5, r: float = 0.5, name: str = "") -> str:
        """Return a radial gradient as a fill."""
        centre = "" if (cx, cy, r) == (0.5, 0.5, 0.5) else f' cx="{cx}" cy="{cy}" r="{r}"'
        markup = f"<radialGradient @{centre}>{_stops(stops)}</radialGradient>"
        return f"url(#{self.define(markup, name=name)})"

    def path(self, d: str, fill: str, *, opacity: float = 1) -> None:
        """Fill a path."""
        self._marks.append(f'<path d="{d}" fill="{fill}"{_faint(opacity)}/>')

    def stroke(
        self, d: str, colour: str, width: float, *, opacity: float = 1, dash: str = "", cap: str = "round"
    ) -> None:
        """Draw along a path."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        ends = "" if cap == "butt" else f' stroke-linecap="{cap}" stroke-linejoin="round"'
        self._marks.append(
            f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{num(width)}"'
            f"{ends}{dashed}{_faint(opacity)}/>"
        )

    def ellipse(self, cx: float, cy: float, rx: float, ry: float, fill: str, *, opacity: float = 1) -> None:
        """Fill an ellipse."""
        self._marks.append(
            f'<ellipse cx="{num(cx)}" cy="{num(cy)}" rx="{num(rx)}" ry="{num(ry)}" fill="{fill}"'
            f"{_faint(opacity)}/>"
        )

    def rect(
        self, x: float, y: float, w: float, h: float, fill: str, *, r: float = 0, opacity: float = 1
    ) -> None:
        """Fill a rectangle with corners of radius r."""
        corner = f' rx="{num(r)}"' if r else ""
        self._marks.append(
            f'<rect x="{num(x)}" y="{num(y)}" width="{num(w)}" height="{num(h)}"{corner} fill="{fill}"'
            f"{_faint(opacity)}/>"
        )

    def raw(self, markup: str) -> None:
        """Add finished markup, such as another drawing."""
        self._marks.append(markup)

    @contextmanager
    def within(self, d: str) -> Iterator[None]:
        """Keep the marks made inside to the area of a path."""
        clip = self.define(f'<clipPath @><path d="{d}"/></clipPath>')
        self._marks.append(f'<g clip-path="url(#{clip})">')
        yield
        self._marks.append("</g>")

    @contextmanager
    def moved(self, transform: str) -> Iterator[None]:
        """Transform the marks made inside."""
        self._marks.append(f'<g transform="{transform}">')
        yield
        self._marks.append("</g>")

    def round(self, tone: Tone) -> str:
        """Return the fill of an upright round body."""
        return self.linear(
            (0, mix(tone.base, tone.light, 0.3)),
            (0.22, tone.light),
            (0.52, tone.base),
            (0.86, tone.shade),
            (1, mix(tone.shade, tone.base, 0.5)),
        )

    def bar(self, tone: Tone) -> str:
        """Return the fill of a round body that lies on its side."""
        return self.linear(
            (0, tone.base),
            (0.25, tone.light),
            (0.55, tone.base),
            (0.9, tone.shade),
            (1, tone.shade),
            axis=DOWN,
        )

    def plane(self, tone: Tone) -> str:
        """Return the fill of a flat face turned to the light."""
        return self.linear(
            (0, mix(tone.base, tone.light, 0.6)),
            (0.55, tone.base),
            (1, mix(tone.base, tone.shade, 0.6)),
            axis=SLANT,
        )

    def ball(self, tone: Tone) -> str:
        """Return the fill of a sphere."""
        stops = ((0, tone.light), (0.45, tone.base), (0.9, tone.shade), (1, mix(tone.shade, tone.base, 0.3)))
        return self.radial(*stops, cx=0.33, cy=0.28, r=0.78)

    def glow(self, cx: float, cy: float, rx: float, ry: float, colour: str, strength: float) -> None:
        """Lay a soft patch of light or dark."""
        fill = self.radial((0, colour, strength), (0.5, colour, strength * 0.5), (1, colour, 0))
        self.ellipse(cx, cy, rx, ry, fill)

    def contact(self, cx: float, y: float, rx: float, *, ry: float = 0, strength: float = 1) -> None:
        """Lay the shadow of something that stands at y: a tight dark edge and a longer soft one."""
        height = ry or rx * 0.2
        near = ((0, self.dark, 0.62), (0.62, self.dark, 0.34), (1, self.dark, 0.0))
        far = ((0, self.dark, 0.3), (0.5, self.dark, 0.16), (1, self.dark, 0.0))
        self.ellipse(cx + rx * 0.26, y + 4, rx * 1.5, height * 1.45, self.radial(*far), opacity=strength)
        self.ellipse(
            cx + rx * 0.04, y, rx * 1.1, height, self.radial(*near, name="contact"), opacity=strength
        )

    def cast(
        self, d: str, *, dx: float = 22, dy: float = 26, blur: float = 14, strength: float = 0.28
    ) -> None:
        """Lay the blurred shadow of a shape on the wall behind it."""
        name = self.define(
            f'<filter @ x="-.2" y="-.2" width="1.4" height="1.4"><feGaussianBlur stdDeviation="{num(blur)}"/></filter>'
        )
        self._marks.append(
            f'<path d="{d}" transform="translate({num(dx)} {num(dy)})" fill="{self.dark}"'
            f' opacity="{strength}" filter="url(#{name})"/>'
        )


def _stops(stops: Sequence[Stop]) -> str:
    parts = []
    for stop in stops:
        faint = f' stop-opacity="{stop[2]:.2g}"' if len(stop) == 3 else ""
        parts.append(f'<stop offset="{stop[0]:.3g}" stop-color="{stop[1]}"{faint}/>')
    return "".join(parts)


def _faint(opacity: float) -> str:
    return "" if opacity == 1 else f' opacity="{opacity:.2g}"'

"""Name the colours of the demo shop: colourways for goods, tones for the materials beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """Hold one material in four steps of light, as hex colours."""

    light: str
    base: str
    shade: str
    deep: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Colourway:
    """Hold the colours of one variant and of the ground it stands on, as hex colours."""

    name: str
    base: str
    light: str
    shade: str
    deep: str
    ground: str
    ground_shade: str
    accent: str

    @property
    def tone(self) -> Tone:
        """Return the colourway as a material."""
        return Tone(light=self.light, base=self.base, shade=self.shade, deep=self.deep)


def _colourway(name: str, tone: str, ground: str, accent: str) -> Colourway:
    light, base, shade, deep = (f"#{value}" for value in tone.split())
    pale, dim = (f"#{value}" for value in ground.split())
    return Colourway(
        name=name,
        light=light,
        base=base,
        shade=shade,
        deep=deep,
        ground=pale,
        ground_shade=dim,
        accent=f"#{accent}",
    )


COLOURWAYS: Mapping[str, Colourway] = MappingProxyType(
    {
        "ochre": _colourway("Ochre", "ecc681 cf9a41 a47326 6a4715", "f6ecd8 e6d3af", "6f4e37"),
        "clay": _colourway("Clay", "e6b49b c88364 9d5d42 643624", "f6e8df e6cdbe", "b08d4f"),
        "moss": _colourway("Moss", "aeb584 7e8855 596239 363d22", "eef0e0 d8dcc1", "b89553"),
        "ink": _colourway("Ink", "727d8b 404a57 2a323c 171b22", "e9eaea d1d4d6", "c29b54"),
        "oat": _colourway("Oat", "f8efe0 e4d4ba c3ad8b 87714f", "efe5d5 dccbb0", "9a7445"),
        "sage": _colourway("Sage", "ccd6c1 a5b499 7d8e72 4e5c47", "edf0e7 d5dccb", "b08d4f"),
        "rust": _colourway("Rust", "dc9069 b65a34 873d20 542311", "f6e6db e5c9b6", "c29b54"),
        "plum": _colourway("Plum", "ac8599 7b5067 57344a 351d2b", "f1e7eb dccad2", "c29b54"),
        "slate": _colourway("Slate", "a9b8c4 738899 506473 2f3d48", "e8edf0 cdd8de", "c29b54"),
        "brass": _colourway("Brass", "f1dda6 c8a158 947233 5c441a", "f5eedd e3d5b4", "3b4049"),
        "chalk": _colourway("Chalk", "ffffff f3eee6 d0c8bb 948b7d", "e8e2d8 d3cabc", "b08d4f"),
    }
)


def _tone(values: str) -> Tone:
    light, base, shade, deep = (f"#{value}" for value in values.split())
    return Tone(light=light, base=base, shade=shade, deep=deep)


BRASS = _tone("f4e2b0 c9a259 8f6d30 553f18")
OAK = _tone("ecd2ab cfa876 a37d4e 6d4f2d")
WALNUT = _tone("b18a66 84603f 5d4029 3a2717")
CREAM = _tone("fffaf0 f3e8d6 d6c5a9 9b8866")
LINEN = _tone("faf3e6 eadfcb cbbb9f 8f7f63")
STEEL = _tone("f2f2ee c5c6c2 8d908e 54585a")
IRON = _tone("6e7075 3c3f45 26282d 141518")
LEATHER = _tone("c58f63 96623b 6b4224 432715")
LEAF = _tone("a3b182 6f8355 4a5e3b 2d3c26")
CORD = _tone("f1e0bf d8c096 ac9164 75603c")


def mix(first: str, second: str, part: float) -> str:
    """Return the colour a `part` (0 to 1) of the way from the first hex colour to the second."""
    pairs = ((int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)

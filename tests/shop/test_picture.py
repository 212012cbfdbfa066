"""Merchants' pictures are decoded safely and kept only in our own encoding."""

import struct
import tracemalloc
import zlib
from io import BytesIO

import pytest
from PIL import Image

from shop.actions.picture import PictureRefused, encode_picture


def _file(format_name: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: object) -> bytes:
    found = BytesIO()
    Image.new(mode, size, 1).save(found, format_name, **options)
    return found.getvalue()


def _png_bomb(side: int) -> bytes:
    """Return a PNG of some kilobytes that says it has side × side pixels, and has them."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = b"\0" * (1 + side // 8)
    rows = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _encode(data: bytes) -> Image.Image:
    return Image.open(BytesIO(encode_picture(BytesIO(data), size=len(data))))


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "GIF"])
def test_pictures_become_webp(format_name: str) -> None:
    mode = "P" if format_name == "GIF" else "RGB"
    picture = _encode(_file(format_name, mode=mode))
    assert (picture.format, picture.size) == ("WEBP", (40, 30))


def test_large_pictures_are_made_smaller_in_proportion() -> None:
    assert _encode(_file("JPEG", (4000, 3000))).size == (1600, 1200)


def test_transparency_is_kept() -> None:
    assert _encode(_file("PNG", mode="RGBA")).mode == "RGBA"


def test_nothing_else_of_the_file_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010F] = "A camera with a serial number"
    exif[0x0112] = 6  # turned by a quarter
    picture = _encode(_file("JPEG", exif=exif, comment=b"where we live"))
    assert picture.size == (30, 40)
    assert not picture.getexif()
    assert b"serial" not in picture.tobytes()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "whole JPEG", id="an SVG"),
        pytest.param(b"", "whole JPEG", id="an empty file"),
        pytest.param(b"GIF89a", "whole JPEG", id="a header alone"),
        pytest.param(_file("PNG", (400, 400))[:300], "whole JPEG", id="half a picture"),
        pytest.param(_file("BMP"), "whole JPEG", id="a kind we do not take"),
        pytest.param(_file("TIFF"), "whole JPEG", id="another kind we do not take"),
        pytest.param(b"%PDF-1.7\n", "whole JPEG", id="a PDF"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "whole JPEG", id="a PNG of zeros"),
    ],
)
def test_what_is_no_picture_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(PictureRefused, match=words):
        encode_picture(BytesIO(data), size=len(data))


@pytest.mark.parametrize("side", [5008, 20_000, 60_000])
def test_a_decompression_bomb_is_refused_before_it_is_decoded(side: int) -> None:
    bomb = (
        _png_bomb(side)
        if side < 30_000
        else _png_bomb(5008).replace(struct.pack(">II", 5008, 5008), struct.pack(">II", side, side))
    )
    assert len(bomb) < 60_000
    tracemalloc.start()
    try:
        with pytest.raises(PictureRefused, match=r"million|whole JPEG"):
            encode_picture(BytesIO(bomb), size=len(bomb))
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_a_file_too_large_is_refused_unread() -> None:
    class Unreadable(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise AssertionError("It was read.")

    with pytest.raises(PictureRefused, match="20 MB"):
        encode_picture(Unreadable(), size=20 * 1024 * 1024 + 1)

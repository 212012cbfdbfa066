"""Take in a merchant's picture: decode it once, safely, and keep only our own encoding of it."""

import warnings
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps

PIXELS = 25_000_000
BYTES = 20 * 1024 * 1024
LONGEST_SIDE = 1600
QUALITY = 84
# Raster formats only: an SVG is a program.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


class PictureRefused(ValueError):
    """A file that is not a picture we take; the message is for the person who chose it."""


def encode_picture(source: BinaryIO, *, size: int) -> bytes:
    """Return a picture as WebP, upright, at most 1600 pixels long, without anything else the file carried.

    The number of pixels is read from the header, before decoding: a file of some kilobytes may unpack to gigabytes.

    :raises PictureRefused: when the file is too big, of another kind, or broken
    """
    if size > BYTES:
        raise PictureRefused(f"The file is larger than {BYTES // 1024 // 1024} MB.")
    try:
        with warnings.catch_warnings():
            # Pillow's own warning comes at a limit above ours.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(source, formats=FORMATS) as picture:
                width, height = picture.size
                if width * height > PIXELS:
                    raise PictureRefused(
                        f"The picture has {width} × {height} pixels; {PIXELS // 1_000_000} million is the most."
                    )
                return _webp(picture)
    except PictureRefused:
        raise
    except Image.DecompressionBombError as error:
        raise PictureRefused(f"The picture has more than {PIXELS // 1_000_000} million pixels.") from error
    # Pillow's decoders raise all of these for broken files, and document none of it.
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError) as error:
        raise PictureRefused("This is not a whole JPEG, PNG, WebP or GIF picture.") from error


def _webp(picture: Image.Image) -> bytes:
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    # A new image has none of the old one's metadata: places, serial numbers, colour profiles.
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    found = BytesIO()
    clean.save(found, "WEBP", quality=QUALITY, method=5)
    return found.getvalue()

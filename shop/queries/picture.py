"""Where pictures are fetched from."""

from django.core.files.storage import default_storage
from django.templatetags.static import static


def picture_url(path: str) -> str:
    """Return the address of a stored picture, of a drawn stand-in where there is none."""
    return default_storage.url(path) if path else static("shop/no-picture.svg")

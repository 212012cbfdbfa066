"""Read which of our pages a form was sent from, to lead people back there instead of to where only forms go."""

from urllib.parse import urlsplit

from django.http import HttpRequest

MOST_CHARACTERS = 512


def came_from(request: HttpRequest) -> str:
    """Return the path and query of the page a request was sent from; empty when it is not one of this shop's."""
    text = str(request.META.get("HTTP_REFERER", ""))
    if not text or len(text) > MOST_CHARACTERS:
        return ""
    try:
        url = urlsplit(text)
    except ValueError:
        return ""
    if url.scheme not in ("http", "https") or url.netloc != str(request.META.get("HTTP_HOST", "")):
        return ""
    return f"{url.path or '/'}{f'?{url.query}' if url.query else ''}"

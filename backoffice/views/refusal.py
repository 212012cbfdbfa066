"""Say to staff that a form was longer than the shop reads."""

from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from antifraud.engine.listing import MOST_CHARACTERS, MOST_LINES
from backoffice.views.door import page
from shop import views as shop

# What nginx lets through to the back office.
MOST_SWALLOWED = 16 * 2**20
PIECE = 2**16


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 413 in the back office where a form is too long, and 400 as the shop does to all else."""
    is_staff = getattr(getattr(request, "user", None), "is_staff", False)
    if not (isinstance(exception, RequestDataTooBig) and is_staff):
        return shop.bad_request(request, exception)
    _swallow(request)
    context = {
        "most_bytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        "most_characters": MOST_CHARACTERS,
        "most_lines": MOST_LINES,
        "is_list": request.path == reverse("backoffice:blocklist"),
    }
    return page(request, "backoffice/too_long.html", context, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _swallow(request: HttpRequest) -> None:
    """Read what is still being sent: a browser that is answered too early sees a broken connection, not the page."""
    for _ in range(MOST_SWALLOWED // PIECE):
        if not request.read(PIECE):
            return

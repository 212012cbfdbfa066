"""Answer the API's failures as problem details (RFC 9457), all of them, so that nothing sent can make a 500."""

import logging
from typing import Any  # what a handler is given by the framework

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.encoding import force_str
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

log = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
UNREADABLE = "The text cannot be read: it nests too deep, or holds characters that no text may hold."
TITLES = {
    400: "Malformed request",
    401: "Sign in first",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Conflict",
    413: "Too large",
    415: "Unsupported media type",
    422: "Not valid",
    429: "Too many requests",
}


class Refused(exceptions.APIException):
    """A refusal that says more than its status: a stable `kind`, and members of its own."""

    def __init__(
        self, *, status: int, kind: str, detail: str, members: dict[str, object] | None = None
    ) -> None:
        super().__init__(detail, code=kind)
        self.status_code = status
        self.kind = kind
        self.members = members or {}


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an exception of the API into a problem; None leaves a real fault to the server's own 500."""
    shown = _known(error)
    if shown is None:
        return None
    set_rollback()
    body: dict[str, object] = {
        "type": f"urn:latchkey:problem:{_kind(shown)}",
        "title": TITLES.get(shown.status_code, "Refused"),
        "status": shown.status_code,
    }
    if isinstance(shown, exceptions.ValidationError):
        body["detail"] = "Some fields are not valid."
        body["errors"] = list(_errors(shown.detail))
    else:
        body["detail"] = _text(shown.detail)
    if isinstance(shown, Refused):
        body |= shown.members
    response = Response(body, status=shown.status_code, content_type=CONTENT_TYPE)
    if wait := getattr(shown, "wait", None):
        response["Retry-After"] = str(int(wait) + 1)
    if challenge := getattr(shown, "auth_header", None):
        response["WWW-Authenticate"] = challenge
    return response


def _known(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, RecursionError | UnicodeError) or (
        isinstance(error, ValueError) and "NUL" in str(error)
    ):
        # JSON nested too deep for the parser; half a surrogate pair, or a NUL, on its way into the database.
        return exceptions.ParseError(UNREADABLE)
    return None


def _kind(error: exceptions.APIException) -> str:
    return error.kind if isinstance(error, Refused) else str(error.default_code).replace("_", "-")


def _errors(detail: object, path: str = "") -> list[dict[str, str]]:
    """Flatten a validation error into rows of a JSON pointer and a sentence."""
    if isinstance(detail, dict):
        found = []
        for name, inner in detail.items():
            part = "" if name == "non_field_errors" else f"/{name}"
            found += _errors(inner, path + part)
        return found
    if isinstance(detail, list):
        found = []
        for position, inner in enumerate(detail):
            found += _errors(inner, f"{path}/{position}" if isinstance(inner, dict | list) else path)
        return found
    return [{"pointer": path, "detail": _text(detail)}]


def _text(detail: object) -> str:
    """Return words that can be sent: some quote what was sent, halves of surrogate pairs included."""
    return force_str(detail).encode(errors="replace").decode()

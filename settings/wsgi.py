"""The web server's entrance."""

import os
from collections.abc import Mapping

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.base")


class Request(WSGIRequest):
    """A request whose Content-Type cannot end it before there is a handler to answer for it.

    Stock, the charset a client names is looked up, and used to read the address, while the request is being made:
    `base64` is a codec but no text encoding, and a NUL or ten kilobytes of it are errors. Our forms and the API
    speak UTF-8 alone, so none is asked for.
    """

    def _set_content_type_params(self, meta: Mapping[str, str]) -> None:
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:
            self.content_type, self.content_params = "", {}


class Handler(WSGIHandler):
    """Django's entrance, with our requests."""

    request_class = Request


django.setup(set_prefix=False)
application = Handler()

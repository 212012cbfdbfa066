"""Let the visitor's key carry the standing of whoever is signed in."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from botguard.actions import carry
from botguard.engine.key import NOBODY
from botguard.http import bring_key, guard_of


class StandingMiddleware:
    """Sign the standing of an account into the key when somebody signs in, when the key is cut, and when it is renewed.

    Between those, nothing is asked: who is signed in already carries it, and who is not has none.
    """

    def __init__(self, view: Callable[[HttpRequest], HttpResponse]) -> None:
        self.view = view

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve a request, and let its answer bring another key where the account's standing is not in it yet."""
        response = self.view(request)
        guard = guard_of(request)
        if guard.key is None:
            return response
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES or request.session.accessed
        is_carrying = guard.key.account != NOBODY
        if not has_session and not is_carrying:
            return response
        # Who is signed in is known without a query once the view has asked; else it costs what asking costs.
        if is_carrying and has_session and not guard.is_key_new and not hasattr(request, "_cached_user"):
            return response
        account_id = request.user.pk if has_session and request.user.is_authenticated else None
        key = carry(guard, account_id=account_id, now=timezone.now())
        if key is not None:
            bring_key(request, key)
        return response

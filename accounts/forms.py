"""Forms of signing up and in: accounts asked for are counted, and so are the second factor's codes."""

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from accounts.actions import sign_in
from accounts.engine.lock import Refused
from accounts.models import User
from accounts.queries import clock


class SignUpForm(SignupForm):  # type: ignore[misc]  # allauth has no types
    """Asking for an account."""

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Return the account, or where to go instead; only what was filled in rightly counts, and spends a proof."""
        if (elsewhere := get_adapter().count_sign_up(request)) is not None:
            return None, elsewhere
        user, answer = super().try_save(request)
        return user, answer


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The second step of signing in."""

    def clean_code(self) -> str:
        """Return a right code that was not used before."""
        return _counted(self.user.pk, super().clean_code)


class ConfirmingCodeForm(ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The second factor again, before something delicate."""

    def clean_code(self) -> str:
        """Return a right code that was not used before."""
        return _counted(self.user.pk, super().clean_code)


def _counted(user_id: int, check: Callable[[], str]) -> str:
    now = clock()
    reservation = sign_in.reserve(sign_in.code_subjects(user_id), now=now)
    if isinstance(reservation, Refused):
        raise ValidationError(f"Too many wrong codes. Try again in {reservation.wait} seconds.")
    code = check()
    if isinstance(sign_in.reserve(sign_in.used_code_subjects(user_id, code=code), now=now), Refused):
        raise ValidationError("Incorrect code.")
    sign_in.succeed(reservation)
    return code

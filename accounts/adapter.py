"""How allauth works here: the lock's answer, mails by the outbox, addresses from the guard."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts import responses
from accounts.actions import mail, sign_in
from accounts.models import User
from botguard.actions import brake, note
from botguard.engine.brake import ACCOUNT_CREATION, MAILER
from botguard.forms import is_decoy_filled
from botguard.http import guard_of

log = logging.getLogger(__name__)
# The length of Django's own column.
LONGEST_EMAIL = 254


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Fit allauth to the shop."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave counting to the backend's lock, which every other door passes too."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Return the person, or None for a wrong password.

        :raises ImmediateHttpResponse: with a page that says how long to wait, when the lock is shut
        """
        self._login_failed_rl_usage = None
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        seconds = getattr(request, "sign_in_wait", None)
        if seconds is not None:
            raise ImmediateHttpResponse(responses.wait(request, seconds=seconds))
        return user

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Take the address of an account that staff made as proven, once; people who sign up prove theirs by mail."""
        if user.is_vouched:
            with transaction.atomic():
                # Whoever of two sign-ins at once comes second finds it spent.
                is_first = User.objects.filter(pk=user.pk, is_vouched=True).update(is_vouched=False) == 1
                if is_first and not EmailAddress.objects.filter(user=user).exists():
                    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Return where to go, with a cookie that knows this browser again; where staff sign in is known again, too."""
        if user.is_staff:
            sign_in.note_staff(guard_of(request).address, now=timezone.now())
        response: HttpResponse = super().post_login(request, user, **kwargs)
        responses.remember_device(request, response, login=user.email)
        return response

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Tell that somebody may sign up; where too many did, who shows to be a person.

        :raises ImmediateHttpResponse: with the way to a question
        """
        guard = guard_of(request)
        if request.method == "POST":
            note(guard, "account", request.POST.get("email", "").strip().lower())
            if is_decoy_filled(request.POST):
                note(guard, "decoy-field")
        if not brake.may_sign_up(guard, now=timezone.now(), spends=False):
            raise ImmediateHttpResponse(responses.to_question(request))
        return True

    def count_sign_up(self, request: HttpRequest) -> HttpResponse | None:
        """Count an account asked for, or return the way to a question; a proof that lets one through is spent."""
        guard, now = guard_of(request), timezone.now()
        # Counted first: of many at the same instant none may pass because the others are not counted yet.
        brake.count(ACCOUNT_CREATION, brake.of_guard(guard), now=now)
        return None if brake.may_sign_up(guard, now=now, spends=True) else responses.to_question(request)

    def clean_email(self, email: str) -> str:
        """Keep addresses in lower case, as the unique column wants them.

        :raises ValidationError: when it is longer than the column, for allauth would cut it into somebody else's
        """
        if len(email) > LONGEST_EMAIL:
            raise ValidationError(f"An e-mail address has at most {LONGEST_EMAIL} characters.")
        return email.lower()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a mail to the outbox; no request waits for a mail server."""
        counted, now = brake.of_recipient(email), timezone.now()
        brake.count(MAILER, counted, now=now)
        if brake.holds(MAILER, counted, now=now):
            # The page says what it always says: whoever floods a mailbox learns nothing of it.
            log.warning("mail-not-sent-for-their-number", extra={"mail": template_prefix})
            return
        shop = {"name": settings.SHOP_NAME, "domain": settings.SHOP_URL}
        message = self.render_mail(template_prefix, email, {"email": email, "current_site": shop, **context})
        mail.post(email, subject=message.subject, text=message.body, now=now)

    def format_email_subject(self, subject: str) -> str:
        """Return the subject as it is; the sender's name is the shop's already."""
        return str(subject)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address the guard resolved."""
        return str(guard_of(request).address)

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """Return the agent the guard read."""
        return guard_of(request).visit.agent or "unknown"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Name the shop, not its host, in authenticator apps and passkeys."""

    def _get_site_name(self) -> str:
        return settings.SHOP_NAME

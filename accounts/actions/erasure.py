"""Delete a customer's account, with all that hangs on it."""

from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction

from accounts.collect import account_key
from accounts.models import SignInFailure, User
from outbox import actions as outbox


class IsStaff(ValueError):
    """A member of staff has an account: an owner closes it, and what they did stays on record."""


def refuse_staff(email: str, *, account_id: int | None) -> None:
    """Refuse to erase a member of staff.

    :raises IsStaff: when one has this account or address
    """
    if account_id is not None and User.objects.filter(pk=account_id, is_staff=True).exists():
        raise IsStaff("This is a member of staff. Take their rights away first, if they have left.")
    if User.objects.filter(email__iexact=email, is_staff=True).exists():
        raise IsStaff("This address belongs to a member of staff.")


def delete_account(account_id: int, *, now: datetime) -> None:
    """Delete an account, its proven addresses, its second factors, its sessions and mails that were sent to it.

    :raises IsStaff: when it is a member of staff's
    """
    with transaction.atomic():
        person = User.objects.select_for_update().filter(pk=account_id).first()
        if person is None:
            return
        refuse_staff(person.email, account_id=account_id)
        _end_sessions(account_id, now=now)
        # The admin's own log writes an object's name down when somebody changes it.
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(User), object_id=str(account_id)
        ).update(object_repr="erased", change_message="")
        forget_address(person.email)
        person.delete()


def forget_address(email: str) -> None:
    """Forget wrong passwords and sent mails of an address."""
    SignInFailure.objects.filter(account_key=account_key(email), staff=None).delete()
    outbox.forget("mail", {"to": email})


def _end_sessions(account_id: int, *, now: datetime) -> None:
    # Sessions are sealed, so each is opened. Only people who signed in or filled a form have one, and erasing is rare.
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for session in Session.objects.filter(expire_date__gt=now).iterator():
        if session.get_decoded().get("_auth_user_id") == str(account_id):
            store(session.session_key).delete()

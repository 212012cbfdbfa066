"""Shape answers about signing in."""

import secrets
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from accounts.collect import DEVICE_COOKIE, DEVICE_SALT, DEVICE_SECONDS, Device, account_key, device_of

ACCOUNTS_A_DEVICE = 5


def wait(request: HttpRequest, *, seconds: int) -> HttpResponse:
    """Return the calm page that says when signing in is possible again."""
    response = render(request, "account/wait.html", {"seconds": seconds}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def to_question(request: HttpRequest) -> HttpResponse:
    """Lead to a question that takes a person, and from there on."""
    query = urlencode({"next": request.get_full_path(), "way": "question"})
    return HttpResponseRedirect(f"{reverse('guard:proof')}?{query}", status=303)


def remember_device(request: HttpRequest, response: HttpResponseBase, *, login: str) -> None:
    """Set or renew the cookie that tells the owner's browser from others who try the same account."""
    device = device_of(request) or Device(name=secrets.token_urlsafe(16))
    account = account_key(login)
    accounts = [account, *(each for each in device.accounts if each != account)][:ACCOUNTS_A_DEVICE]
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps([device.name, *accounts], salt=DEVICE_SALT, compress=True),
        max_age=DEVICE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )

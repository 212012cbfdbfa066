"""A person's own data: read what is kept, take a copy, be forgotten. All of it reads the same for everybody."""

from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.actions.erasure import IsStaff
from accounts.models import User
from accounts.queries import rows_of
from antifraud.engine.explanation import PROCEDURE
from checkout.actions.erasure import erase_person
from checkout.forms import EraseForm
from checkout.public import orders_of_person
from checkout.queries.person import Person, person_of_account, visits_of
from checkout.serializers import OrderSerializer

ERASED = (
    "Your account is deleted. Orders that are finished are erased; those under way, and what may still be returned or "
    "disputed, are erased as soon as that is over."
)
ON_REQUEST = (
    "How each order was judged, with all that went into it and what would have changed it, is told by a person of the "
    "shop when you ask."
)

private = cache_control(private=True, no_store=True)


@private
@login_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Say what is kept, and offer a copy and to be forgotten."""
    return _page(request, EraseForm())


@private
@login_required
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types here
def copy(request: HttpRequest) -> HttpResponse:
    """Give the copy of one's own data, as JSON."""
    person = _person(request)
    visits = visits_of(person)
    document = {
        "made_at": timezone.now(),
        "account": rows_of(person.account_id),
        "orders": [
            {**OrderSerializer(order).data, "visit": visits.get(order.number)}
            for order in orders_of_person(person)
        ],
        "how_orders_are_judged": [*PROCEDURE, ON_REQUEST],
    }
    response = JsonResponse(document, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="your-data.json"'
    return response


@private
@login_required
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types here
def erase(request: HttpRequest) -> HttpResponse:
    """Delete the account and erase its orders."""
    form = EraseForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        erase_person(_person(request), reason="asked for by themselves", actor_id=None, now=timezone.now())
    except IsStaff:
        messages.error(request, "This account belongs to the shop's staff. An owner can close it.")
        return redirect("rights")
    logout(request)
    messages.success(request, ERASED)
    return redirect("home")


def _person(request: HttpRequest) -> Person:
    user = cast(User, request.user)
    return person_of_account(user.pk, email=user.email)


def _page(request: HttpRequest, form: EraseForm, *, status: int = 200) -> HttpResponse:
    return render(request, "checkout/rights.html", {"form": form, "procedure": PROCEDURE}, status=status)

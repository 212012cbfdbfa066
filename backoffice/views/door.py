"""Let the right people into the back office's own pages, and dress every page alike."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, cast

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.models import User

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def office_page[**P](permission: str) -> Callable[[View[P]], View[P]]:
    """Open a page to staff who hold a permission: strangers go to the sign-in, everybody else gets 403."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return cast(View[P], never_cache(secure_admin_login(checked)))

    return decorate


def staff_of(request: HttpRequest) -> User:
    """Return the member of staff an office page is open to."""
    return cast(User, request.user)


def searched(request: HttpRequest, *, most: int = 100) -> str:
    """Return what was typed into a search box, without what PostgreSQL could not hold."""
    return request.GET.get("q", "").replace("\0", "").encode(errors="ignore").decode().strip()[:most]


def paged[T: Model](request: HttpRequest, rows: QuerySet[T], *, size: int = 25) -> dict[str, object]:
    """Return the page of rows that was asked for, and what the pagination wants; a wrong number leads to the last."""
    found = Paginator(rows, size).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    query = f"{kept.urlencode()}&" if kept else ""
    pages = found.paginator.get_elided_page_range(found.number, on_each_side=2, on_ends=1)
    return {"page": found, "pages": pages, "query": query}


def page(
    request: HttpRequest, template: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """Render an office page in the frame that Django's admin pages have too."""
    return render(request, template, {**admin.site.each_context(request), **context}, status=status)

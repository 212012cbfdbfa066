"""Let the right people into the back office's own pages, and dress every page alike."""

from collections.abc import Callable, Mapping
from functools import wraps
from hashlib import sha256
from typing import Concatenate, TypedDict, cast

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.models import User


class Paged[T](TypedDict):
    """What a list's template wants: its page, the pagination's numbers, and the query that keeps the filters."""

    page: Page[T]
    pages: list[str | int]
    query: str


type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def office_page[**P](permission: str) -> Callable[[View[P]], View[P]]:
    """Open a page to staff who hold a permission: strangers go to the sign-in, everybody else gets 403."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
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


def seal_of(*parts: str) -> str:
    """Return a mark of what a form tried out, so that only that is saved; line ends may come back as others."""
    return sha256("\0".join("\n".join(part.split()) for part in parts).encode(errors="replace")).hexdigest()


def paged[T: Model](rows: QuerySet[T], *, request: HttpRequest, size: int = 25) -> Paged[T]:
    """Return the page of rows that was asked for; a wrong number leads to the nearest."""
    return around(Paginator(rows, size).get_page(request.GET.get("page")), request=request)


def around[T](found: Page[T], *, request: HttpRequest) -> Paged[T]:
    """Return a page with what the pagination beneath it wants."""
    kept = request.GET.copy()
    kept.pop("page", None)
    pages = found.paginator.get_elided_page_range(found.number, on_each_side=2, on_ends=1)
    return {"page": found, "pages": list(pages), "query": f"{kept.urlencode()}&" if kept else ""}


def page(
    request: HttpRequest, template: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """Render an office page in the frame that Django's admin pages have too."""
    return render(request, template, {**admin.site.each_context(request), **context}, status=status)

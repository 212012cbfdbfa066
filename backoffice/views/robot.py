"""Robots: what each class may do, whose signatures are believed, and what host names showed."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from backoffice.actions import robot
from backoffice.views.door import around, office_page, page, searched, staff_of
from botguard.actions.crawler import KnownDirectory, NotAllowed
from botguard.engine.botauth import BadPublication
from botguard.forms import DirectoryForm
from botguard.queries.crawler import class_views, directories, directory_count, recent_names

PAGE_SIZE = 25
PERMISSIONS = {"refuse": "Keep out", "read": "May read", "shop": "May read and buy"}


@require_safe
@office_page("accounts.see_traffic")
def index(request: HttpRequest) -> HttpResponse:
    """Render the switches, the directories and the latest host names."""
    return _render(request, form=DirectoryForm())


@require_POST
@office_page("accounts.mind_robots")
def allow(request: HttpRequest, crawler_class: str) -> HttpResponse:
    """Set what a class of robots may do."""
    permission = request.POST.get("permission", "")
    try:
        robot.allow(crawler_class, permission, actor_id=staff_of(request).pk, now=timezone.now())
    except NotAllowed:
        messages.error(request, "There is no such choice.")
    else:
        messages.success(request, "Saved. It is in force everywhere within ten seconds.")
    return _back()


@require_POST
@office_page("accounts.mind_robots")
def add_directory(request: HttpRequest) -> HttpResponse:
    """Put a directory of keys on the list."""
    form = DirectoryForm(request.POST)
    if form.is_valid():
        try:
            _add(form, actor_id=staff_of(request).pk, now=timezone.now())
        except BadPublication as error:
            form.add_error("url", f"{str(error).capitalize()}.")
        except KnownDirectory:
            form.add_error("url", "That address is on the list already.")
        else:
            messages.success(request, "Added. Its keys are read in a moment.")
            return _back()
    return _render(request, form=form, status=422)


@require_POST
@office_page("accounts.mind_robots")
def remove_directory(request: HttpRequest, directory_id: int) -> HttpResponse:
    """Take a directory off the list."""
    if robot.remove_directory(directory_id, actor_id=staff_of(request).pk, now=timezone.now()):
        messages.success(request, "Removed. Who signs with its keys is a stranger again.")
    else:
        messages.error(request, "That directory is not on the list.")
    return _back()


@require_POST
@office_page("accounts.mind_robots")
def read_directory(request: HttpRequest, directory_id: int) -> HttpResponse:
    """Have a directory read now."""
    if robot.read_again(directory_id, actor_id=staff_of(request).pk, now=timezone.now()):
        messages.success(request, "It is read in a moment.")
    else:
        messages.error(request, "That directory is not on the list.")
    return _back()


def _add(form: DirectoryForm, *, actor_id: int, now: datetime) -> None:
    sent = form.cleaned_data
    robot.add_directory(
        sent["url"],
        form=sent["form"],
        name=sent["name"],
        crawler_class=sent["crawler_class"],
        actor_id=actor_id,
        now=now,
    )


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("backoffice:robots"))


def _render(request: HttpRequest, *, form: DirectoryForm, status: int = 200) -> HttpResponse:
    text = searched(request)
    found = Paginator(range(directory_count(search=text)), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = directories(search=text, limit=PAGE_SIZE, offset=(found.number - 1) * PAGE_SIZE)
    return page(
        request,
        "backoffice/robots.html",
        {
            **around(found, request=request),
            "text": text,
            "classes": [
                (each, [(code, PERMISSIONS[code]) for code in each.crawler_class.choices])
                for each in class_views()
            ],
            "words": PERMISSIONS,
            "directories": rows,
            "names": recent_names(),
            "form": form,
            "can_change": request.user.has_perm("accounts.mind_robots"),
        },
        status=status,
    )

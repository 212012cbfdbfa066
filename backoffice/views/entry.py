"""One entry of the silent lists: what it hit, what was changed of it, changing and ending it."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antifraud.actions.amendment import Outdated
from antifraud.engine.amendment import Terms
from antifraud.forms import TermsForm
from antifraud.queries import EntryView, entry, hits
from backoffice.actions import blocklist
from backoffice.queries.entry import changes_of
from backoffice.views.door import office_page, page, staff_of

GONE = "That entry is not in force any more."


@require_safe
@office_page("accounts.see_lists")
def show(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Render one entry with the orders it hit and what was changed of it."""
    found = _entry(entry_id, now=timezone.now())
    return page(
        request,
        "backoffice/entry.html",
        {
            "entry": found,
            "hits": hits(entry_id),
            "changes": changes_of(entry_id, value=found.value),
            "can_change": request.user.has_perm("accounts.change_lists"),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office_page("accounts.change_lists")
def change(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Render an entry's terms to be changed; a POST changes them, unless somebody else did in the meantime."""
    now = timezone.now()
    found = _entry(entry_id, now=now)
    back = HttpResponseRedirect(reverse("backoffice:entry", args=[entry_id]))
    if not found.is_live:
        messages.error(request, GONE)
        return back
    if request.method != "POST":
        return _form(request, found, _fresh(found))
    form = TermsForm(request.POST, kept=_until(found.expires_at))
    if not form.is_valid():
        return _form(request, found, form, status=422)
    to = Terms(
        reason=form.cleaned_data["reason"],
        note=form.cleaned_data["note"],
        expires_at=form.expires_at(current=found.expires_at, now=now),
    )
    try:
        changes = blocklist.change(
            entry_id, to=to, seen=form.cleaned_data["seen"], actor_id=staff_of(request).pk, now=now
        )
    except Outdated as outdated:
        return _form(request, found, _again(form, outdated.terms), outdated=outdated.terms, status=409)
    except ValueError as error:
        form.add_error("ends_on", str(error))
        return _form(request, found, form, status=422)
    if changes is None:
        messages.error(request, GONE)
    elif changes:
        messages.success(request, f"Changed: {', '.join(changes)}. It counts from the next order on.")
    else:
        messages.info(request, "Nothing was changed.")
    return back


@require_POST
@office_page("accounts.change_lists")
def end(request: HttpRequest, entry_id: int) -> HttpResponse:
    """End an entry."""
    if blocklist.end(entry_id, actor_id=staff_of(request).pk, now=timezone.now()):
        messages.success(request, "The entry is ended. What it hit stays on record.")
    else:
        messages.error(request, GONE)
    return HttpResponseRedirect(reverse("backoffice:blocklist"))


def _entry(entry_id: int, *, now: datetime) -> EntryView:
    found = entry(entry_id, now=now)
    if found is None:
        raise Http404
    return found


def _fresh(found: EntryView) -> TermsForm:
    terms = Terms(reason=found.reason, note=found.note, expires_at=found.expires_at)
    initial = {"reason": found.reason, "note": found.note, "seen": terms.mark()}
    return TermsForm(initial=initial, kept=_until(found.expires_at))


def _again(form: TermsForm, terms: Terms) -> TermsForm:
    """Return a form with what was typed, which from now on stands against the terms somebody else gave."""
    data = {**form.cleaned_data, "seen": terms.mark()}
    return TermsForm(initial=data, kept=_until(terms.expires_at))


def _until(expires_at: datetime | None) -> str:
    if expires_at is None:
        return "for ever"
    return f"until {date_format(timezone.localtime(expires_at), 'j M Y, H:i')}"


def _form(
    request: HttpRequest,
    found: EntryView,
    form: TermsForm,
    *,
    outdated: Terms | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"entry": found, "form": form, "outdated": outdated}
    return page(request, "backoffice/entry_change.html", context, status=status)

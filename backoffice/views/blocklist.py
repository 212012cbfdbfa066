"""The silent lists: what is on them, what they hit, and putting something on or taking it off."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antifraud.actions import BlockReport
from antifraud.engine.listing import Line, PasteTooLong, parse_list
from antifraud.forms import BlockForm
from antifraud.queries import EntryView, Preview, entries, entry, entry_count, hits, preview
from backoffice.actions import blocklist
from backoffice.views.door import around, office_page, page, searched, staff_of
from botguard.http import guard_of

PAGE_SIZE = 25
PREVIEWED_LINES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One view of the lists."""

    label: str
    effect: str
    is_live: bool


TABS = {
    "": Tab(label="Blocked", effect="block", is_live=True),
    "allow": Tab(label="Always allowed", effect="allow", is_live=True),
    "ended": Tab(label="Ended", effect="", is_live=False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewLine:
    """A line of a paste before it is saved: what it is, or what is wrong, and what it would have hit."""

    line: Line
    found: Preview | None


@require_http_methods(["GET", "HEAD", "POST"])
@office_page("accounts.see_lists")
def index(request: HttpRequest) -> HttpResponse:
    """Render the lists; a POST tries out what was typed, and saves it when it is told to."""
    if request.method != "POST":
        return _render(request, form=BlockForm(), now=timezone.now())
    if not request.user.has_perm("accounts.change_lists"):
        raise PermissionDenied
    now = timezone.now()
    form = BlockForm(request.POST)
    if not form.is_valid():
        return _render(request, form=form, now=now, status=422)
    try:
        if request.POST.get("step") == "preview":
            return _render(request, form=form, now=now, tried=_tried(request, form, now=now))
        report = _put(request, form, now=now)
    except PasteTooLong as error:
        form.add_error("values", str(error))
        return _render(request, form=form, now=now, status=422)
    if not report.is_saved:
        form.add_error("values", "Nothing was saved: look at the lines below.")
        return _render(request, form=form, now=now, report=report, status=422)
    messages.success(request, _said(report, effect=form.cleaned_data["effect"]))
    for line in (*report.having("added"), *report.having("prolonged")):
        if line.warning:
            messages.warning(request, f"{line.value}: {line.warning}")
    url = reverse("backoffice:blocklist")
    return HttpResponseRedirect(f"{url}?show=allow" if form.cleaned_data["effect"] == "allow" else url)


@require_safe
@office_page("accounts.see_lists")
def show(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Render one entry with the orders it hit."""
    found = entry(entry_id, now=timezone.now())
    if found is None:
        raise Http404
    return page(
        request,
        "backoffice/entry.html",
        {
            "entry": found,
            "hits": hits(entry_id),
            "can_change": request.user.has_perm("accounts.change_lists"),
        },
    )


@require_POST
@office_page("accounts.change_lists")
def end(request: HttpRequest, entry_id: int) -> HttpResponse:
    """End an entry."""
    if blocklist.end(entry_id, actor_id=staff_of(request).pk, now=timezone.now()):
        messages.success(request, "The entry is ended. What it hit stays on record.")
    else:
        messages.error(request, "That entry is not in force any more.")
    return HttpResponseRedirect(reverse("backoffice:blocklist"))


def _put(request: HttpRequest, form: BlockForm, *, now: datetime) -> BlockReport:
    return blocklist.put(
        form.cleaned_data["values"],
        reason=form.cleaned_data["reason"],
        actor_id=staff_of(request).pk,
        expires_at=form.expires_at(now=now),
        now=now,
        effect=form.cleaned_data["effect"],
        note=form.cleaned_data["note"],
        own_address=str(guard_of(request).address),
        is_partial=form.cleaned_data["is_partial"],
    )


def _tried(request: HttpRequest, form: BlockForm, *, now: datetime) -> tuple[PreviewLine, ...]:
    lines = parse_list(form.cleaned_data["values"], own_address=str(guard_of(request).address))
    return tuple(
        PreviewLine(line=line, found=None if line.problem else preview(line.value, now=now))
        for line in lines[:PREVIEWED_LINES]
    )


def _said(report: BlockReport, *, effect: str) -> str:
    added, prolonged, known = (len(report.having(each)) for each in ("added", "prolonged", "known"))
    parts = [f"{added} added"]
    if prolonged:
        parts.append(f"{prolonged} already there, now for longer")
    if known:
        parts.append(f"{known} already there")
    if wrong := len(report.having("wrong")):
        parts.append(f"{wrong} left out as wrong")
    return f"{'Allow list' if effect == 'allow' else 'Silent blocklist'}: {', '.join(parts)}."


def _render(
    request: HttpRequest,
    *,
    form: BlockForm,
    now: datetime,
    tried: tuple[PreviewLine, ...] = (),
    report: BlockReport | None = None,
    status: int = 200,
) -> HttpResponse:
    tab = request.GET.get("show", "")
    chosen = TABS.get(tab, TABS[""])
    text = searched(request)
    count = entry_count(now=now, search=text, effect=chosen.effect, is_live=chosen.is_live)
    found = Paginator(range(count), PAGE_SIZE).get_page(request.GET.get("page"))
    rows: tuple[EntryView, ...] = entries(
        now=now,
        search=text,
        effect=chosen.effect,
        is_live=chosen.is_live,
        limit=PAGE_SIZE,
        offset=(found.number - 1) * PAGE_SIZE,
    )
    return page(
        request,
        "backoffice/blocklist.html",
        {
            "form": form,
            "tried": tried,
            "tried_is_cut": len(tried) == PREVIEWED_LINES,
            "report": report,
            "entries": rows,
            **around(found, request=request),
            "tabs": [(name, each.label, name == tab) for name, each in TABS.items()],
            "tab": tab,
            "text": text,
            "can_change": request.user.has_perm("accounts.change_lists"),
        },
        status=status,
    )

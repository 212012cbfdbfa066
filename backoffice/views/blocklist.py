"""The silent lists: what is on them, putting something on, and taking all of it out as a file."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from antifraud.actions import BlockReport
from antifraud.engine.listing import Line, PasteTooLong, parse_list
from antifraud.engine.overlap import against, over, within_paste
from antifraud.engine.sheet import sheet_line
from antifraud.engine.trial import Tally, Trial
from antifraud.forms import BlockForm
from antifraud.queries import EntryView, entries, entry_count
from antifraud.queries.export import exported
from antifraud.queries.overlap import around as entries_around
from antifraud.queries.overlap import inside as entries_inside
from antifraud.queries.trial import trial
from backoffice.actions import blocklist
from backoffice.views.door import around, office_page, page, seal_of, searched, staff_of
from botguard.http import guard_of

PAGE_SIZE = 25
SHOWN_LINES = 100


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
class TriedLine:
    """A good line of a paste before it is saved: what it would have hit, and what is odd about it."""

    line: Line
    tally: Tally
    notes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A paste before it is saved."""

    good: int
    wrong: tuple[Line, ...]
    telling: tuple[
        TriedLine, ...
    ]  # good lines that would have hit something, or of which something is to be said
    trial: Trial
    seal: str  # of what was tried; saving asks for it


@require_http_methods(["GET", "HEAD", "POST"])
@office_page("accounts.see_lists")
def index(request: HttpRequest) -> HttpResponse:
    """Render the lists; a POST tries out what was typed, and saves it once it was tried."""
    now = timezone.now()
    if request.method != "POST":
        return _render(request, form=BlockForm(), now=now)
    if not request.user.has_perm("accounts.change_lists"):
        raise PermissionDenied
    form = BlockForm(request.POST, request.FILES)
    if not form.is_valid():
        return _render(request, form=form, now=now, status=422)
    given = form.cleaned_data
    try:
        lines = parse_list(
            given["values"],
            own_address=str(guard_of(request).address),
            effect=given["effect"],
            now=now,
        )
    except PasteTooLong as error:
        form.add_error("values", str(error))
        return _render(request, form=form, now=now, status=422)
    good = [line for line in lines if not line.problem]
    is_refused = not good or (len(good) < len(lines) and not given["is_partial"])
    seal = seal_of(given["values"], given["effect"])
    if request.POST.get("step") != "save" or request.POST.get("tried") != seal or is_refused:
        tried = _tried(lines, effect=given["effect"], seal="" if is_refused else seal, now=now)
        # What came in a file is carried on as text.
        again = BlockForm(initial={**given, "file": None})
        return _render(request, form=again, now=now, tried=tried, status=422 if is_refused else 200)
    report = _put(request, form, now=now)
    messages.success(request, _said(report, effect=given["effect"]))
    url = reverse("backoffice:blocklist")
    return HttpResponseRedirect(f"{url}?show=allow" if given["effect"] == "allow" else url)


@require_POST
@office_page("accounts.see_lists")
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Send the entries that are looked at as CSV, which can be imported again."""
    now, chosen = timezone.now(), TABS.get(request.POST.get("show", ""), TABS[""])
    text = request.POST.get("q", "")[:100]
    blocklist.note_export(
        effect=chosen.effect, is_live=chosen.is_live, search=text, actor_id=staff_of(request).pk, now=now
    )
    rows = exported(now=now, effect=chosen.effect, is_live=chosen.is_live, search=text)
    name = {"": "blocked", "allow": "allowed", "ended": "ended"}.get(request.POST.get("show", ""), "blocked")
    return StreamingHttpResponse(
        (sheet_line(row) for row in rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}-{now:%Y-%m-%d}.csv"'},
    )


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


def _tried(lines: tuple[Line, ...], *, effect: str, seal: str, now: datetime) -> Tried:
    good = [line for line in lines if not line.problem]
    pairs = list(dict.fromkeys((line.subject, line.value) for line in good))
    found, inside = trial(pairs, now=now), within_paste(lines)
    standing, covered = entries_around(pairs, now=now), entries_inside(pairs, now=now)
    telling = []
    for line in good:
        pair = (line.subject, line.value)
        notes = (
            line.warning,
            inside.get(line.number, ""),
            against(standing.get(pair, ()), pair, effect=effect),
            over(covered.get(pair, ()), effect=effect),
            found.warning(pair) if effect == "block" else "",
        )
        said = " ".join(filter(None, notes))
        if said or found.of(pair).orders:
            telling.append(TriedLine(line=line, tally=found.of(pair), notes=said))
    return Tried(
        good=len(good),
        wrong=tuple(line for line in lines if line.problem)[:SHOWN_LINES],
        telling=tuple(telling[:SHOWN_LINES]),
        trial=found,
        seal=seal,
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
    tried: Tried | None = None,
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
            "entries": rows,
            **around(found, request=request),
            "tabs": [(name, each.label, name == tab) for name, each in TABS.items()],
            "tab": tab,
            "text": text,
            "can_change": request.user.has_perm("accounts.change_lists"),
        },
        status=status,
    )

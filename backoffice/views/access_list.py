"""Long lists of networks: a page of one at a time, a search within, and whole files that are looked at first."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from backoffice.actions import access_list as acts
from backoffice.forms import ListFileForm, NewListForm
from backoffice.queries.rule import trial
from backoffice.views.door import office_page, page, searched, staff_of
from botguard.actions.access_list import NotSaved, discard_draft, stage_list
from botguard.actions.rule import Terms
from botguard.engine.listing import looked_for, read_listing
from botguard.engine.rule import NotARule, PasteTooLong
from botguard.http import guard_of
from botguard.queries import access_list as lists
from botguard.queries import rule as rules

SEE, CHANGE = "botguard.view_accessrule", "botguard.change_accessrule"
# Of what an upload adds and takes out, so many are named.
NAMED = 8


def networks_shown(request: HttpRequest, *, rule_id: int) -> dict[str, object]:
    """Return what a list's template wants: the networks behind the last one shown, and of a search those it means."""
    text, problem = searched(request), ""
    within = after = None
    try:
        within = looked_for(text) if text else None
        after = looked_for(request.GET["after"]) if request.GET.get("after") else None
    except NotARule as error:
        problem = str(error)
    shown = lists.networks_page(rule_id, within=within, after=after)
    following = {"q": text, "after": str(shown.behind)} if text else {"after": str(shown.behind)}
    return {
        "shown": shown,
        "text": text,
        "problem": problem,
        "is_beginning": after is None,
        "first": f"?{urlencode({'q': text} if text else {})}#networks",
        "next": f"?{urlencode(following)}#networks" if shown.behind else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@office_page(CHANGE)
def new(request: HttpRequest) -> HttpResponse:
    """Read a file for a new list, which is looked at before it is saved."""
    now = timezone.now()
    form = NewListForm(request.POST, request.FILES) if request.method == "POST" else NewListForm()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        terms = Terms(
            effect=given["effect"],
            mode=given["mode"],
            reason=given["reason"],
            expires_at=form.expires_at(now=now),
        )
        if staged := _staged(request, form, terms=terms, title=given["title"]):
            return staged
    return _upload(request, form=form, rule=None)


@require_http_methods(["GET", "HEAD", "POST"])
@office_page(CHANGE)
def replace(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Read a file that is to take the place of a list's networks, and is looked at before it does."""
    rule = rules.rule(rule_id, now=timezone.now())
    if rule is None or rule.subject != "list" or rule.ended_at is not None:
        raise Http404
    form = ListFileForm(request.POST, request.FILES) if request.method == "POST" else ListFileForm()
    if request.method == "POST" and form.is_valid():
        terms = Terms(effect=rule.effect, mode=rule.mode, reason=rule.reason, expires_at=rule.expires_at)
        if staged := _staged(request, form, terms=terms, title=rule.value, rule_id=rule_id):
            return staged
    return _upload(request, form=form, rule=rule)


@require_http_methods(["GET", "HEAD", "POST"])
@office_page(CHANGE)
def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Render what an upload would do; a POST does it."""
    now, actor_id = timezone.now(), staff_of(request).pk
    found = lists.draft(draft_id, author_id=actor_id, now=now)
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            saved = acts.save_draft(
                draft_id,
                is_partial=bool(request.POST.get("is_partial")),
                own=rules.own(guard_of(request)),
                actor_id=actor_id,
                now=now,
            )
        except NotSaved as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, f"Saved: {saved.size:,} networks, and in every process within ten seconds."
            )
            return HttpResponseRedirect(reverse("backoffice:rule", args=[saved.rule.pk]))
    index = rules.candidate("list", found.title, found.roll, effect=found.effect)
    context = {
        "draft": found,
        "trial": trial(index, now=now),
        "added": found.added.find(limit=NAMED),
        "dropped": found.dropped.find(limit=NAMED),
        "counts": {"added": len(found.added), "dropped": len(found.dropped)},
    }
    return page(
        request, "backoffice/list_draft.html", context, status=422 if request.method == "POST" else 200
    )


@require_POST
@office_page(CHANGE)
def discard(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Let an upload go."""
    if discard_draft(draft_id, author_id=staff_of(request).pk):
        messages.success(request, "Nothing was changed.")
    return HttpResponseRedirect(reverse("backoffice:rules"))


@require_POST
@office_page(CHANGE)
def take_out(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Take one network out of a list."""
    try:
        network = looked_for(request.POST.get("network", ""))
    except NotARule:
        network = None
    is_out = network is not None and acts.take_out(
        rule_id, network, actor_id=staff_of(request).pk, now=timezone.now()
    )
    if is_out:
        messages.success(request, f"{network} is out. Add it again if that was wrong.")
    else:
        messages.error(request, "That network is not in the list, or is its last: end the rule instead.")
    return HttpResponseRedirect(f"{reverse('backoffice:rule', args=[rule_id])}#networks")


@require_POST
@office_page(SEE)
def download(request: HttpRequest, rule_id: int) -> StreamingHttpResponse:
    """Send a list as a file, one network a line, which can be uploaded again."""
    now = timezone.now()
    rule = rules.rule(rule_id, now=now)
    if rule is None or rule.subject != "list":
        raise Http404
    acts.note_download(rule_id, name=rule.value, networks=rule.size, actor_id=staff_of(request).pk, now=now)
    return StreamingHttpResponse(
        lists.list_file(rule_id),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="list-{rule_id}-{now:%Y-%m-%d}.txt"'},
    )


def _staged(
    request: HttpRequest, form: ListFileForm, *, terms: Terms, title: str, rule_id: int | None = None
) -> HttpResponse | None:
    """Keep what a valid form sent and lead on to it; None when it cannot be read, which the form says then."""
    try:
        listing = read_listing(
            form.cleaned_data["file"], effect=terms.effect, own=rules.own(guard_of(request))
        )
    except PasteTooLong as error:
        form.add_error("file", str(error))
        return None
    kept = stage_list(
        listing, terms=terms, title=title, rule=rule_id, author_id=staff_of(request).pk, now=timezone.now()
    )
    if kept is None:
        raise Http404
    return HttpResponseRedirect(reverse("backoffice:list-draft", args=[kept.pk]))


def _upload(request: HttpRequest, *, form: ListFileForm, rule: rules.RuleView | None) -> HttpResponse:
    return page(
        request,
        "backoffice/list_upload.html",
        {"form": form, "rule": rule},
        status=422 if request.method == "POST" else 200,
    )

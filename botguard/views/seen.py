"""What browsers fetch or tell beside the pages: a style sheet that proves there is one, and a script's few words."""

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from botguard import actions, collect
from botguard.engine.evidence import findings, parse_report
from botguard.http import guard_of

MOST_BYTES = 2_048


@require_safe
@cache_control(private=True, max_age=900)
def style(request: HttpRequest) -> HttpResponse:
    """Answer a style sheet for paper without a rule; that it was asked for is all it is there for."""
    guard = guard_of(request)
    actions.note(guard, "assets-seen", guard.counted_by or "")
    return HttpResponse("@media print {}\n", content_type="text/css")


# Exempt because a report changes nothing but the weight of the visit that sends it, and other sites' pages cannot send
# it with the visitor's key, which is SameSite=Lax; it comes by a beacon, which has no room for a token.
@csrf_exempt
@never_cache
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Hear what the script saw of its browser; the answer is the same whatever it was."""
    body = request.read(MOST_BYTES + 1)
    if len(body) <= MOST_BYTES and collect.is_same_site(request):
        _weigh(request, body)
    return HttpResponse(status=204)


def _weigh(request: HttpRequest, body: bytes) -> None:
    try:
        found = parse_report(json.loads(body))
    except (ValueError, RecursionError):
        return
    if found is None:
        return
    guard = guard_of(request)
    actions.note(guard, "assets-seen", guard.counted_by or "")
    for code in findings(found, agent=guard.visit.agent):
        actions.note(guard, code)

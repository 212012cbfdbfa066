"""The pages on which a visitor shows to be a person, or a browser to be one."""

import secrets
import time

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from botguard import actions, collect, conf, gateways, responses
from botguard.actions import brake
from botguard.actions import proof as proofs
from botguard.actions.proof import ProofRefused, Proved
from botguard.engine.challenge import Reply
from botguard.engine.facts import RequestFacts
from botguard.forms import ProofForm
from botguard.http import guard_of
from botguard.responses import challenge as pages
from botguard.responses.challenge import Setting, safe_next

TROUBLE = {
    "early": "That was quicker than ten seconds. Please wait a moment longer, then send the answer.",
    "wrong-answer": "That is not the answer we were looking for. Here is another question.",
    "expired": "That took longer than this page stays open. Please try once more.",
    "unkept": "Your browser did not keep our cookie. The shop needs one for your cart; please allow it, then go on.",
    "away": "The other provider does not answer. Please choose another way.",
    "moved-often": "You changed networks a good deal. Please show once more that you are a person.",
    "revoked": "This did not work. Please try again in half an hour, or write to us.",
}
OTHER_TROUBLE = "That did not work. Please try once more."
# What people do, and programs more often. The rest happens to anybody with two tabs and a slow morning.
FAILED = frozenset({"wrong-answer", "unsolved", "forged"})


# Exempt because a challenge is itself unforgeable, used once, and bound to the visitor's network; all it gives is a
# key to the browser that sent it. The page must also work as an answer given before any session exists.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest) -> HttpResponse:
    """Show a challenge, or redeem one and go on to where the visitor wanted to be."""
    facts = collect.request_facts(request, now=time.time())
    if request.method != "POST":
        following = safe_next(request.GET.get("next", "/"))
        # Who comes for a certain way is here for a new proof.
        if not request.GET.get("way") and facts.opens(_room(following)) and facts.has_proof:
            return HttpResponseRedirect(following, status=303)
        way = request.GET.get("way", "")
        return _page(request, facts, following=following, way=way)
    form = ProofForm(request.POST)
    following = safe_next(str(request.POST.get("next", "/")))
    if not form.is_valid():
        return _page(request, facts, following=following, status=400, trouble=OTHER_TROUBLE)
    reply = form.reply()
    if reply.way == "widget" and (widget := gateways.chosen()):
        reply = Reply(way="widget", solution=str(request.POST.get(widget.form_field, "")))
    try:
        return _redeemed(request, facts, reply, text=form.cleaned_data["challenge"], following=following)
    except ProofRefused as refusal:
        return _refused(request, facts, refusal, following=following, way=reply.way)


@never_cache
@require_GET
def soft(request: HttpRequest) -> HttpResponse:
    """Take a browser back that kept its cookie, and send it on; one that did not gets to choose a proof."""
    facts = collect.request_facts(request, now=time.time())
    following = safe_next(request.GET.get("next", "/"))
    try:
        text = request.GET.get("challenge", "")
        return _redeemed(request, facts, Reply(way="soft"), text=text, following=following)
    except ProofRefused as refusal:
        if refusal.problem == "used":
            # Somebody went back a page. Whatever is still needed is asked for there.
            return HttpResponseRedirect(following, status=303)
        return _refused(request, facts, refusal, following=following, way="")


def _redeemed(
    request: HttpRequest, facts: RequestFacts, reply: Reply, *, text: str, following: str
) -> HttpResponse:
    proved = actions.redeem(
        facts,
        reply,
        text=text,
        room=_room(following),
        id_bytes=secrets.token_bytes(16),
        now=time.time(),
    )
    if reply.way != "soft":
        _note(request, proved)
    response = HttpResponseRedirect(following, status=303)
    responses.give_key(response, proved.key, is_api=False)
    return response


def _note(request: HttpRequest, proved: Proved) -> None:
    guard = guard_of(request)
    actions.note(guard, "challenge-passed")
    # By tenths: people's devices and fingers differ, one solver's do not.
    actions.note(guard, "challenge-passed-time", str(round(proved.seconds * 10)))
    if proved.is_quick:
        actions.note(guard, "challenge-quick")


def _refused(
    request: HttpRequest, facts: RequestFacts, refusal: ProofRefused, *, following: str, way: str
) -> HttpResponse:
    if refusal.problem in FAILED:
        actions.note(guard_of(request), "challenge-failed")
    trouble = TROUBLE.get(refusal.problem, OTHER_TROUBLE)
    if refusal.wait:
        trouble = f"Many are doing this at your address just now. Please try again in {refusal.wait} seconds."
    # The way that failed is offered again, except work, which would start by itself and fail once more.
    shown = way if way in ("sound", "widget") else ""
    response = _page(
        request, facts, following=following, way=shown, status=429 if refusal.wait else 403, trouble=trouble
    )
    if refusal.wait:
        response["Retry-After"] = str(refusal.wait)
    return response


def _page(
    request: HttpRequest,
    facts: RequestFacts,
    *,
    following: str,
    way: str = "",
    status: int = 200,
    trouble: str = "",
) -> HttpResponse:
    now, room = timezone.now(), _room(following)
    posed = proofs.pose(facts, room=room, id_bytes=secrets.token_bytes(16), now=now.timestamp())
    takes_person = brake.takes_person(guard_of(request), room, now=now)
    setting = Setting(following=following, way=way, takes_person=takes_person, status=status, trouble=trouble)
    return pages.proof_page(request, posed, setting)


def _room(following: str) -> str:
    return conf.room(following.partition("?")[0])

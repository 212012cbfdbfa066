"""The pages on which a visitor shows to be a person."""

import secrets
import time

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from botguard import actions, collect, conf, responses
from botguard.actions.proof import ProofRefused
from botguard.engine.challenge import Challenge, pose
from botguard.engine.facts import RequestFacts
from botguard.forms import ProofForm

TROUBLE = {
    "early": "That was quicker than ten seconds. Please wait a moment longer, then send the answer.",
    "wrong-answer": "That is not the answer we were looking for. Here is another question.",
    "expired": "That took longer than this page stays open. Please try once more.",
    "revoked": "This did not work. Please try again in half an hour, or write to us.",
}
OTHER_TROUBLE = "That did not work. Please try once more."


# Exempt because a challenge is itself unforgeable, used once, and bound to the visitor's network; all it gives is a
# key to the browser that sent it. The page must also work as an answer given before any session exists.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest) -> HttpResponse:
    """Show a challenge, or redeem one and go on to where the visitor wanted to be."""
    now = int(time.time())
    facts = collect.request_facts(request, now=now)
    if request.method != "POST":
        following = responses.safe_next(request.GET.get("next", "/"))
        if facts.has_proof:
            return HttpResponseRedirect(following, status=303)
        return responses.proof_page(_pose(facts, now), following=following, status=200)
    form = ProofForm(request.POST)
    following = responses.safe_next(str(request.POST.get("next", "/")))
    if not form.is_valid():
        return responses.proof_page(_pose(facts, now), following=following, status=400, trouble=OTHER_TROUBLE)
    try:
        key = actions.redeem(
            facts,
            text=form.cleaned_data["challenge"],
            solution=form.cleaned_data["solution"],
            answer=form.cleaned_data["answer"],
            id_bytes=secrets.token_bytes(16),
            now=now,
        )
    except ProofRefused as refusal:
        trouble = TROUBLE.get(refusal.problem, OTHER_TROUBLE)
        return responses.proof_page(_pose(facts, now), following=following, status=403, trouble=trouble)
    response = HttpResponseRedirect(following, status=303)
    responses.give_key(response, key, is_api=False)
    return response


def _pose(facts: RequestFacts, now: int) -> Challenge:
    return pose(secrets.token_bytes(16), address=facts.address, terms=conf.policy().proof, now=now)

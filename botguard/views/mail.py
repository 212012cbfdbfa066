"""A link by mail: asked for on the proof page, confirmed by a button where it is opened."""

import secrets
import time

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from botguard import actions, collect, conf, responses
from botguard.actions import proof as proofs
from botguard.actions.mail import send_link
from botguard.actions.proof import ProofRefused
from botguard.engine import challenge as challenges
from botguard.engine.challenge import Reply
from botguard.forms import MailForm
from botguard.responses import challenge as pages
from botguard.responses.challenge import Setting, proof_address, safe_next

NO_ADDRESS = "This does not look like an e-mail address. Please look at it again."
NO_MORE = "We cannot send another mail just now. Please choose another way, or try again later."


# Exempt as the proof page is: the challenge that comes along is unforgeable, used once, and bound to the network.
@csrf_exempt
@never_cache
@require_POST
def mail(request: HttpRequest) -> HttpResponse:
    """Send a link to the address a visitor names. Whether mail is received there is not told."""
    facts = collect.request_facts(request, now=time.time())
    form = MailForm(request.POST)
    following = safe_next(str(request.POST.get("next", "/")))
    room = conf.room(following.partition("?")[0])
    trouble, status = NO_ADDRESS, 400
    if form.is_valid():
        try:
            send_link(
                facts,
                text=form.cleaned_data["challenge"],
                email=form.cleaned_data["email"],
                following=following,
                room=room,
                id_bytes=secrets.token_bytes(16),
                now=timezone.now(),
            )
        except ProofRefused as refusal:
            trouble, status = NO_MORE, 429 if refusal.problem == "busy" else 403
        else:
            minutes = conf.policy().proof.mail_seconds // 60
            return pages.mail_page(is_sent=True, minutes=minutes, other=proof_address(following))
    posed = proofs.pose(facts, room=room, id_bytes=secrets.token_bytes(16), now=time.time())
    return pages.proof_page(
        request, posed, Setting(following=following, way="mail", status=status, trouble=trouble)
    )


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mailed(request: HttpRequest, text: str) -> HttpResponse:
    """Show the button of a mailed link, and open the shop when it is pressed."""
    now = time.time()
    facts = collect.request_facts(request, now=now)
    sent = request.POST if request.method == "POST" else request.GET
    following = safe_next(str(sent.get("next", "/")))
    if request.method != "POST":
        posed = challenges.unseal(text, secrets=conf.secrets())
        is_open = posed is not None and posed.challenge.kind == "mail" and now < posed.challenge.expires_at
        return pages.mail_page(
            challenge=text if is_open else "",
            next=following,
            other=proof_address(following),
            status=200 if is_open else 403,
        )
    room = conf.room(following.partition("?")[0])
    try:
        proved = actions.redeem(
            facts, Reply(way="mail"), text=text, room=room, id_bytes=secrets.token_bytes(16), now=now
        )
    except ProofRefused:
        return pages.mail_page(other=proof_address(following), status=403)
    response = HttpResponseRedirect(following, status=303)
    responses.give_key(response, proved.key, is_api=False)
    return response

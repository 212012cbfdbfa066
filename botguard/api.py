"""Keys for programs that shop: get one, prove yourself, send it as Latchkey-Key."""

import json
import secrets
import time

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from botguard import actions, collect, conf, responses
from botguard.actions.proof import ProofRefused, pose
from botguard.engine import key as keys
from botguard.engine.challenge import Reply
from botguard.engine.key import Key
from botguard.http import guard_of

# Programs that shop prove themselves once, for the room that needs it.
ROOM = "checkout"


# Exempt: no session is read here, and what is given is of use to the caller only.
@csrf_exempt
@never_cache
@require_POST
def cut(request: HttpRequest) -> HttpResponse:
    """Give the caller its key, and a challenge that opens the checkout."""
    now = int(time.time())
    guard = guard_of(request)
    facts = collect.request_facts(request, now=now)
    posed = pose(facts, room=ROOM, id_bytes=secrets.token_bytes(16), now=now, points=guard.visit.points)
    challenge = posed.challenge
    key = guard.key or keys.cut(
        secrets.token_bytes(16), address=guard.address, agent=guard.visit.agent, now=now
    )
    return _with_key(
        key,
        proof={
            "challenge": posed.text,
            "puzzles": challenge.puzzles,
            "bits": challenge.bits,
            "expires_at": challenge.expires_at,
            "how": (
                "For each puzzle i from 0 find a whole number n so that SHA-256 of 'challenge.i.n' begins with `bits` "
                "zero bits. Send {challenge, solution}, the numbers joined by dots, with the key in Latchkey-Key."
            ),
            "redeem": reverse("keys:proof"),
        },
    )


@csrf_exempt
@never_cache
@require_POST
def proof(request: HttpRequest) -> HttpResponse:
    """Redeem a challenge for a key that opens the checkout."""
    now = int(time.time())
    sent = _sent(request)
    if sent is None:
        detail = "Send a JSON object with the texts challenge and solution."
        return responses.problem(400, "Not understood", detail)
    facts = collect.request_facts(request, now=now)
    try:
        proved = actions.redeem(
            facts,
            Reply(way="work", solution=sent["solution"]),
            text=sent["challenge"],
            room=ROOM,
            id_bytes=secrets.token_bytes(16),
            now=now,
        )
    except ProofRefused:
        return responses.problem(
            403, "Not proved", "Ask for a new challenge and solve that.", proof=reverse("keys:cut")
        )
    return _with_key(proved.key)


def _with_key(key: Key, **more: object) -> HttpResponse:
    response = JsonResponse(
        {
            "key": keys.sign(key, secrets=conf.secrets()),
            "rooms": sorted(key.rooms),
            "expires_at": key.expires_at,
            **more,
        },
        status=201,
    )
    responses.give_key(response, key, is_api=True)
    return response


def _sent(request: HttpRequest) -> dict[str, str] | None:
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError, RequestDataTooBig):
        return None
    if not isinstance(sent, dict):
        return None
    found = {name: sent.get(name) for name in ("challenge", "solution")}
    return (
        {name: text for name, text in found.items() if isinstance(text, str) and text}
        if all(isinstance(text, str) and text for text in found.values())
        else None
    )

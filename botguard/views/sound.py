"""The beeps of a challenge, for those who rather listen."""

import time

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from botguard import collect, conf
from botguard.engine import challenge as challenges
from botguard.engine.sound import wav


@never_cache
@require_safe
def sound(request: HttpRequest, text: str) -> HttpResponse:
    """Return the sound of a challenge that is still open, whole or the part a player asks for."""
    posed = challenges.unseal(text, secrets=conf.secrets())
    if posed is None or posed.challenge.kind != "page" or time.time() >= posed.challenge.expires_at:
        return HttpResponseNotFound("This sound is over.", content_type="text/plain")
    whole = wav(posed.seed)
    part = collect.byte_range(request, size=len(whole))
    first, last = part or (0, len(whole) - 1)
    response = HttpResponse(whole[first : last + 1], content_type="audio/wav", status=206 if part else 200)
    response["Accept-Ranges"] = "bytes"
    if part:
        response["Content-Range"] = f"bytes {first}-{last}/{len(whole)}"
    return response

"""Send a link that opens the shop, to whoever can read the mail of an address."""

import hmac
from datetime import datetime
from urllib.parse import urlencode

from disposable_email_domains import blocklist
from django.db import transaction
from django.urls import reverse

from botguard import conf
from botguard.actions import proof
from botguard.actions.proof import ProofRefused
from botguard.counters import proof as counter
from botguard.engine import challenge as challenges
from botguard.engine.facts import RequestFacts
from outbox import actions as outbox

TOPIC = "mail"
TEXT = """Hello,

somebody, you we hope, is shopping at {shop} and asked for this link to go on:

{link}

It opens the shop once, for {minutes} minutes, on the device and network where it was asked for. If it was not you, do
nothing: without the link nothing happens.
"""


def send_link(
    facts: RequestFacts,
    *,
    text: str,
    email: str,
    following: str,
    room: str,
    id_bytes: bytes,
    now: datetime,
) -> None:
    """Use up the challenge of a page and mail a link in its place; beside the message only a keyed count is kept.

    The count is of the address. To a throw-away address nothing is sent, and nothing is said of it.

    :raises ProofRefused: when the challenge is no good, or this recipient, domain or visitor had enough mails
    """
    at = now.timestamp()
    posed = challenges.unseal(text, secrets=conf.secrets())
    if posed is None:
        raise ProofRefused("forged")
    problem = challenges.fault(posed.challenge, way="question", address=facts.address, room=room, now=at)
    # Typing an address takes long enough: nobody needs to wait on top of it.
    if problem not in ("", "early"):
        raise ProofRefused(problem)
    proof.spend(facts, posed, is_slow=True, now=at)
    domain = email.rpartition("@")[2].lower()
    try:
        counter.allow_mail(recipient=_mark(email), domain=domain, address=facts.address)
    except counter.TooManyMails as error:
        raise ProofRefused("busy") from error
    if domain in blocklist:
        return
    link = proof.pose(facts, room=room, kind="mail", id_bytes=id_bytes, now=at)
    query = urlencode({"next": following}, errors="replace")
    address = f"{conf.shop_url()}{reverse('guard:mailed', args=[link.text])}?{query}"
    minutes = conf.policy().proof.mail_seconds // 60
    body = TEXT.format(shop=conf.shop_name(), link=address, minutes=minutes)
    message = {"to": email, "subject": f"Your link to {conf.shop_name()}", "text": body, "html": ""}
    with transaction.atomic():
        outbox.publish(TOPIC, message, now=now)


def _mark(email: str) -> str:
    # The oldest secret changes last: a rotation must not make a recipient look new.
    purpose = hmac.digest(conf.secrets()[-1].encode(), b"botguard.recipient", "sha256")
    return hmac.digest(purpose, email.strip().lower().encode("utf-8", "replace"), "sha256")[:12].hex()

"""Count what brakes listen to, let them take hold, and ask them. In PostgreSQL: a limit that must hold cannot be lost.

Only doors that write anyway ask (paying, coupons, signing up, mails), never the way in of a request.
"""

import hmac
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address

from django.db import connection, transaction

from botguard import conf
from botguard.engine.brake import (
    ACCOUNT_CREATION,
    BY_CODE,
    CARD_TESTING,
    SHOP,
    STOCK_HOLDING,
    estimate,
    subjects,
)
from botguard.http import Guard
from botguard.models import MODES, Brake, BrakePull, Tally

log = logging.getLogger(__name__)
UPSERT = """
    INSERT INTO botguard_tally (name, subject, starts_at, count) VALUES (%s, %s, %s, GREATEST(%s, 0))
    ON CONFLICT (name, subject, starts_at) DO UPDATE SET count = GREATEST(botguard_tally.count + %s, 0)
    RETURNING count
"""
# Proofs that took a person.
PERSONAL = frozenset({"patience", "sound", "mail", "widget"})
# So many of a network may finish the order they were at when a brake took hold, on the work they did for it.
MOST_OVERTAKEN = 3
TALLIES_KEPT = timedelta(hours=6)
PULLS_KEPT = timedelta(days=30)


def of_guard(guard: Guard) -> dict[str, str]:
    """Return what a visitor's events are counted for."""
    return _subjects(
        guard.address,
        visitor=guard.key.id if guard.key else None,
        asn=guard.network.asn,
        kind=guard.network.kind,
    )


def of_visit(address: str | None, visit: Mapping[str, object]) -> dict[str, str]:
    """Return what an order's events are counted for, from what was kept of its visit (checkout.collect)."""
    network, seen = visit.get("network"), visit.get("visit")
    network = network if isinstance(network, Mapping) else {}
    seen = seen if isinstance(seen, Mapping) else {}
    return _subjects(
        ip_address(address) if address else None,
        visitor=seen.get("key_id"),
        asn=network.get("asn"),
        kind=network.get("kind", "unknown"),
    )


def of_recipient(email: str) -> dict[str, str]:
    """Return what a mail is counted for: whom it goes to, as a mark that tells nothing, and their domain."""
    lowered = email.strip().lower()
    return {"recipient": f"recipient:{_mark(lowered)}", "domain": f"domain:{lowered.rpartition('@')[2][:50]}"}


def mode_of(code: str) -> str:
    """Return what staff set a brake to (enforce until they do), which is never more than what the guard does."""
    chosen = Brake.objects.filter(pk=code).values_list("mode", flat=True).first() or "enforce"
    return min(chosen, conf.mode(), key=MODES.index)


def count(code: str, counted: Mapping[str, str], *, now: datetime, by: int = 1) -> None:
    """Count an event (or with `by` of -1 take it back), and let the brake take hold where it is one too many."""
    mode = mode_of(code)
    if mode == "off":
        return
    terms, kind = conf.policy().brakes[code], BY_CODE[code]
    with transaction.atomic():
        # In one order for everybody, so that no two wait for each other in a circle.
        for scope, subject in sorted(counted.items()):
            if scope not in kind.scopes:
                continue
            number = _counted(code, subject, minutes=terms.minutes, by=by, now=now)
            if by > 0 and number >= terms.limits[scope]:
                sentence = f"{number} {kind.counts} within {terms.minutes} minutes"
                _pull(code, subject, mode=mode, sentence=sentence, now=now)


def count_decline(counted: Mapping[str, str], *, card: str, now: datetime) -> None:
    """Count a declined payment; `card` is its provider's fingerprint, or empty.

    For a network and the whole shop only different cards count: somebody who tries their own again tests no cards.
    """
    if card:
        uses = _counted("declined-card", _mark(card), minutes=60, by=1, now=now)
        if uses > 1:
            counted = {scope: counted[scope] for scope in counted if scope in ("visitor", "home")}
    count(CARD_TESTING, counted, now=now)


def holds(code: str, asked: Mapping[str, str], *, now: datetime) -> str:
    """Return the scope a brake holds somebody in, the narrowest first; empty is none."""
    if conf.mode() != "enforce":
        return ""
    pulled = set(
        BrakePull.objects.filter(
            code=code, scope__in=asked.values(), mode="enforce", expires_at__gt=now, released_at=None
        ).values_list("scope", flat=True)
    )
    return next((scope for scope in BY_CODE[code].scopes if asked.get(scope) in pulled), "") if pulled else ""


def cards_closed(guard: Guard, *, now: datetime) -> bool:
    """Tell whether no cards are taken where a visitor is, whatever they show."""
    return holds(CARD_TESTING, of_guard(guard), now=now) not in ("", SHOP)


def may_pay(guard: Guard, *, now: datetime) -> str:
    """Return what stands between a visitor and a card payment: nothing, `prove` or `wait`.

    While the whole shop is being tested for cards, a person's proof from after the brake took hold pays once: work,
    which a program does as well, is no such proof. Two payments at the same instant cannot share one: the count of its
    uses is one row.
    """
    scope = holds(CARD_TESTING, of_guard(guard), now=now)
    if scope != SHOP:
        return "wait" if scope else ""
    if not _is_personal(guard, CARD_TESTING, SHOP, now=now):
        return "prove"
    return "" if _is_unspent(guard, "paid-on-proof") else "prove"


def may_order(guard: Guard, *, now: datetime, spends: bool) -> bool:
    """Tell whether a visitor may place an order that holds stock unpaid.

    Where too many were placed already (an address, a network; never the whole shop), each further one takes a person's
    proof of its own, which `spends` uses up: goods cannot be taken off the shelf by a program that works for it.
    """
    asked = {scope: subject for scope, subject in of_guard(guard).items() if scope != SHOP}
    scope = holds(STOCK_HOLDING, asked, now=now)
    if not scope:
        return True
    # Spent first: who tries a spent proof again must not use up what is left to the others who were at the checkout.
    if not _is_unspent(guard, "ordered-on-proof", by=int(spends)):
        return False
    return _is_personal(guard, STOCK_HOLDING, asked[scope], now=now) or _is_overtaken(
        guard, asked, scope, now=now, spends=spends
    )


def may_sign_up(guard: Guard, *, now: datetime, spends: bool) -> bool:
    """Tell whether a visitor may ask for an account.

    Where too many did (an address, a network), each further account takes a person's proof of its own, which `spends`
    uses up. Where only the whole shop is asked for too many, any proof will do, as often as it holds.
    """
    asked = of_guard(guard)
    scope = holds(ACCOUNT_CREATION, asked, now=now)
    if scope in ("", SHOP):
        return not scope or guard.has_proof
    return _is_unspent(guard, "signed-up-on-proof", by=int(spends)) and _is_personal(
        guard, ACCOUNT_CREATION, asked[scope], now=now
    )


def takes_person(guard: Guard, room: str, *, now: datetime) -> bool:
    """Tell whether what a brake holds in a room opens to a person's proof alone: work would be done in vain."""
    if room == "checkout":
        return not may_order(guard, now=now, spends=False)
    if room == "register":
        return holds(ACCOUNT_CREATION, of_guard(guard), now=now) not in ("", SHOP)
    return False


def _is_overtaken(guard: Guard, asked: Mapping[str, str], scope: str, *, now: datetime, spends: bool) -> bool:
    """Tell whether the brake took hold while a visitor was at the checkout already, and is among the first of those."""
    pulled_at = _pulled_at(STOCK_HOLDING, asked[scope], now=now)
    # A key tells whole seconds only.
    if guard.key is None or not guard.has_proof or guard.key.proved_at >= int(pulled_at.timestamp()):
        return False
    subject = asked.get("network", asked[scope])
    number = _counted("overtaken", subject, minutes=60, by=int(spends), now=now)
    return number + (not spends) <= MOST_OVERTAKEN


def _is_personal(guard: Guard, code: str, subject: str, *, now: datetime) -> bool:
    """Tell whether a visitor showed to be a person, not only able to work, since a brake took hold."""
    pulled_at = _pulled_at(code, subject, now=now)
    key = guard.key
    return (
        key is not None
        and guard.has_proof
        and key.proof in PERSONAL
        and key.proved_at >= pulled_at.timestamp()
    )


def _pulled_at(code: str, subject: str, *, now: datetime) -> datetime:
    """Return when the brake that holds took hold."""
    pulls = BrakePull.objects.filter(code=code, scope=subject, expires_at__gt=now, released_at=None)
    return pulls.order_by("-pk").values_list("pulled_at", flat=True)[0]


def _is_unspent(guard: Guard, use: str, *, by: int = 1) -> bool:
    """Count a use of a visitor's proof, and tell whether there was none before.

    Not in a sliding window: a proof that was spent in the last stretch is spent in this one.
    """
    if guard.key is None:
        return False
    proved_at = datetime.fromtimestamp(guard.key.proved_at, UTC)
    return _tallied(use, guard.key.id, starts_at=proved_at, by=by) == by


def set_mode(code: str, mode: str) -> None:
    """Set a brake to off, observe or enforce; what it holds by then stays until it ends or is released."""
    Brake.objects.update_or_create(code=code, defaults={"mode": mode})


def release(pull_id: int, *, now: datetime) -> BrakePull | None:
    """Let go of a brake and forget what it counted; None when it had let go already."""
    with transaction.atomic():
        if not BrakePull.objects.filter(pk=pull_id, released_at=None, expires_at__gt=now).update(
            released_at=now
        ):
            return None
        pull = BrakePull.objects.get(pk=pull_id)
        Tally.objects.filter(name=pull.code, subject=pull.scope).delete()
    return pull


def expire(*, now: datetime) -> None:
    """Delete counts that no window reaches any more, and pulls of long ago."""
    Tally.objects.filter(starts_at__lt=now - TALLIES_KEPT).delete()
    BrakePull.objects.filter(expires_at__lt=now - PULLS_KEPT).delete()


def _mark(text: str) -> str:
    """Return what stands for a mail address or a card in a tally: it tells nothing without our secret."""
    secret = hmac.digest(conf.secrets()[0].encode(), b"botguard.tally", "sha256")
    return hmac.digest(secret, text.encode("utf-8", "surrogatepass"), "sha256").hex()[:32]


def _subjects(
    address: IPv4Address | IPv6Address | None, *, visitor: object, asn: object, kind: object
) -> dict[str, str]:
    is_crowded = kind == "relay" or asn in conf.policy().crowds
    return subjects(address, visitor=visitor if isinstance(visitor, str) else None, is_crowded=is_crowded)


def _counted(name: str, subject: str, *, minutes: int, by: int, now: datetime) -> int:
    """Count in this stretch and return what a sliding window holds; the row's lock makes parallel counts add up."""
    width = minutes * 60
    passed = now.timestamp() % width
    start = datetime.fromtimestamp(int(now.timestamp()) // width * width, UTC)
    current = _tallied(name, subject, starts_at=start, by=by)
    before = start - timedelta(seconds=width)
    previous = Tally.objects.filter(name=name, subject=subject, starts_at=before).values_list(
        "count", flat=True
    )
    return estimate(current=current, previous=previous.first() or 0, passed=passed, width=width)


def _tallied(name: str, subject: str, *, starts_at: datetime, by: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [name, subject, starts_at, by, by])
        return int(cursor.fetchone()[0])


def _pull(code: str, subject: str, *, mode: str, sentence: str, now: datetime) -> None:
    until = now + timedelta(minutes=conf.policy().brakes[code].holds_minutes)
    live = BrakePull.objects.filter(code=code, scope=subject, mode=mode, expires_at__gt=now, released_at=None)
    # What goes on meanwhile does not prolong it: who only keeps trying would lock out others for as long as they like.
    if live.update(sentence=sentence):
        return
    BrakePull.objects.create(
        code=code, scope=subject, mode=mode, sentence=sentence, pulled_at=now, expires_at=until
    )
    log.warning("guard-brake-pulled", extra={"brake": code, "scope": subject.partition(":")[0], "mode": mode})

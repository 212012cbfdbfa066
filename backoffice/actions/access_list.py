"""Load, replace and change long lists of networks, and write into the audit trail who did."""

from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from backoffice.actions.rule import named, said
from botguard.actions import access_list as guard
from botguard.actions.access_list import Saved
from botguard.actions.rule import Terms, make_list
from botguard.engine.address import Network
from botguard.engine.roll import Roll
from botguard.engine.rule import Own


def load(roll: Roll, *, terms: Terms, title: str, actor_id: int | None, now: datetime) -> int:
    """Save a list that was read on the server, and return the rule's number."""
    with transaction.atomic():
        rule = make_list(roll, terms=terms, title=title, author_id=actor_id, now=now)
        detail = {"rule": rule.pk, **said(terms), **named("networks", roll)}
        audit.record(actor_id, action="rule-make", target=f"rule:{rule.value}", detail=detail, now=now)
    return rule.pk


def save_draft(draft_id: int, *, is_partial: bool, own: Own, actor_id: int, now: datetime) -> Saved:
    """Put an upload in force.

    :raises NotSaved: when it cannot be; the message says why
    """
    with transaction.atomic():
        saved = guard.save_draft(draft_id, author_id=actor_id, is_partial=is_partial, own=own, now=now)
        rule = saved.rule
        detail: dict[str, object] = {"rule": rule.pk}
        if saved.is_new:
            terms = Terms(effect=rule.effect, mode=rule.mode, reason=rule.reason, expires_at=rule.expires_at)
            detail |= said(terms) | named("networks", saved.added)
        else:
            detail |= (
                named("added", saved.added)
                | named("dropped", saved.dropped)
                | {"networks_in_all": saved.size}
            )
        action = "rule-make" if saved.is_new else "rule-replace"
        audit.record(actor_id, action=action, target=f"rule:{rule.value}", detail=detail, now=now)
    return saved


def take_out(rule_id: int, network: Network, *, actor_id: int, now: datetime) -> bool:
    """Take one network out of a list; return False when it is not in, is the last, or the list has ended."""
    with transaction.atomic():
        rule = guard.take_out(rule_id, network, now=now)
        if rule is not None:
            detail = {"rule": rule_id, **named("dropped", Roll.of([network]))}
            audit.record(actor_id, action="rule-change", target=f"rule:{rule.value}", detail=detail, now=now)
    return rule is not None


def note_download(rule_id: int, *, name: str, networks: int, actor_id: int, now: datetime) -> None:
    """Write down that somebody took a copy of a list."""
    detail = {"rule": rule_id, "networks": networks}
    audit.record(actor_id, action="rule-download", target=f"rule:{name}", detail=detail, now=now)

"""Make and change lists of up to a million networks: single ones at once, whole files by a draft that is looked at."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from botguard.actions.rule import Terms, make_list
from botguard.engine.address import Network
from botguard.engine.listing import Listing
from botguard.engine.roll import Roll
from botguard.engine.rule import Own, shut_out_by
from botguard.models import DRAFT_KEPT, AccessList, AccessListDraft, AccessRule


class NotSaved(ValueError):
    """A draft that cannot be put in force; the message says why, to staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A list as it was saved from a draft, and what that changed."""

    rule: AccessRule
    is_new: bool
    size: int
    added: Roll
    dropped: Roll


def stage_list(
    listing: Listing, *, terms: Terms, title: str = "", rule: int | None = None, author_id: int, now: datetime
) -> AccessListDraft | None:
    """Keep a file that was read until its author has looked at it; None when the list it is for has ended.

    Each author has one draft at a time, and nobody's is kept for longer than an hour.
    """
    expire_drafts(now=now)
    with transaction.atomic():
        AccessListDraft.objects.filter(created_by=author_id).delete()
        there = AccessRule.objects.filter(pk=rule, subject="list", ended_at=None).first() if rule else None
        if rule and there is None:
            return None
        return AccessListDraft.objects.create(
            rule=there,
            rule_changed_at=there.changed_at if there else None,
            title=title,
            effect=terms.effect,
            mode=terms.mode,
            reason=terms.reason,
            expires_at=terms.expires_at,
            size=len(listing.roll),
            packed=listing.roll.packed(),
            lines=listing.lines,
            wrong=[[line.number, line.text, line.problem] for line in listing.wrong],
            wrong_in_all=listing.wrong_in_all,
            doubles=listing.doubles,
            widened=listing.widened,
            created_at=now,
            created_by_id=author_id,
        )


def save_draft(draft_id: int, *, author_id: int, is_partial: bool, own: Own, now: datetime) -> Saved:
    """Put a draft in force: as a new list, or in place of the networks that a list has.

    :raises NotSaved: when it is over, has wrong lines that nobody left out, would shut out those who must come in, or
        when the list was changed since
    """
    with transaction.atomic():
        mine = AccessListDraft.objects.select_for_update(of=("self",)).filter(
            pk=draft_id, created_by=author_id, created_at__gt=now - DRAFT_KEPT
        )
        draft = mine.first()
        if draft is None:
            raise NotSaved("That upload is over. Send the file again.")
        if not draft.size:
            raise NotSaved("There is no network in it.")
        if draft.wrong_in_all and not is_partial:
            raise NotSaved("Some lines are wrong: mend them, or say that they are to be left out.")
        roll = Roll.unpacked(bytes(draft.packed))
        if draft.effect != "allow" and (problem := shut_out_by(roll, own=own)):
            raise NotSaved(problem)
        saved = (
            _made(draft, roll, now=now) if draft.rule is None else _replaced(draft, draft.rule.pk, roll, now)
        )
        draft.delete()
    return saved


def discard_draft(draft_id: int, *, author_id: int) -> bool:
    """Let a draft go; return False when there is none."""
    return AccessListDraft.objects.filter(pk=draft_id, created_by=author_id).delete()[0] > 0


def expire_drafts(*, now: datetime) -> None:
    """Let go of drafts that nobody saved."""
    AccessListDraft.objects.filter(created_at__lte=now - DRAFT_KEPT).delete()


def take_out(rule_id: int, network: Network, *, now: datetime) -> AccessRule | None:
    """Take one network out of a list; None when it is not in, is the last, or the list has ended."""
    with transaction.atomic():
        rule = (
            AccessRule.objects.select_for_update().filter(pk=rule_id, subject="list", ended_at=None).first()
        )
        if rule is None:
            return None
        before = Roll.unpacked(bytes(AccessList.objects.get(rule=rule).packed))
        if not before.has(network) or len(before) == 1:
            return None
        put_networks(rule, before.without(Roll.of([network])), now=now)
    return rule


def put_networks(rule: AccessRule, roll: Roll, *, now: datetime) -> None:
    """Write a list's networks; every process takes them over within ten seconds."""
    AccessList.objects.filter(rule=rule).update(size=len(roll), packed=roll.packed())
    rule.changed_at = now
    rule.save(update_fields=["changed_at"])


def _made(draft: AccessListDraft, roll: Roll, *, now: datetime) -> Saved:
    terms = Terms(effect=draft.effect, mode=draft.mode, reason=draft.reason, expires_at=draft.expires_at)
    rule = make_list(roll, terms=terms, title=draft.title, author_id=draft.created_by_id, now=now)
    return Saved(rule=rule, is_new=True, size=len(roll), added=roll, dropped=Roll(levels={}))


def _replaced(draft: AccessListDraft, rule_id: int, roll: Roll, now: datetime) -> Saved:
    rule = AccessRule.objects.select_for_update().get(pk=rule_id)
    if rule.ended_at is not None:
        raise NotSaved("That list has ended.")
    if rule.changed_at != draft.rule_changed_at:
        raise NotSaved("Somebody has changed the list since. Send the file again.")
    before = Roll.unpacked(bytes(AccessList.objects.get(rule=rule).packed))
    put_networks(rule, roll, now=now)
    return Saved(
        rule=rule, is_new=False, size=len(roll), added=roll.without(before), dropped=before.without(roll)
    )

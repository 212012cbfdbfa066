"""Decide about robots and give partners keys, and write into the audit trail who did."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from botguard.actions import crawler, partner
from botguard.actions.partner import GivenKey
from botguard.engine.registry import Registry

# Of a long list the audit trail names so many.
NAMED = 50


def allow(crawler_class: str, permission: str, *, actor_id: int, now: datetime) -> None:
    """Set what a class of robots may do.

    :raises NotAllowed: when it has no such choice
    """
    with transaction.atomic():
        before = crawler.allow(crawler_class, permission, now=now)
        _record("robots-allow", f"robots:{crawler_class}", actor_id, now, before=before, after=permission)


def add_directory(
    url: str, *, form: str, name: str, crawler_class: str, actor_id: int, now: datetime
) -> None:
    """Put a directory of keys on the list.

    :raises BadPublication: when the address cannot be read from
    :raises KnownDirectory: when it is on the list
    """
    with transaction.atomic():
        crawler.add_directory(
            url, form=form, name=name, crawler_class=crawler_class, author_id=actor_id, now=now
        )
        _record("directory-add", f"directory:{name}", actor_id, now, url=url, form=form, robots=crawler_class)


def import_registry(registry: Registry, *, crawler_class: str, actor_id: int, now: datetime) -> int:
    """Put the cards of a registry on the list, and return how many are new."""
    with transaction.atomic():
        lines = registry.fresh
        number = crawler.add_cards(lines, crawler_class=crawler_class, author_id=actor_id, now=now)
        cards = [line.url for line in lines[:NAMED]]
        _record(
            "registry-import", f"robots:{crawler_class}", actor_id, now, cards=cards, cards_in_all=len(lines)
        )
    return number


def remove_directory(directory_id: int, *, actor_id: int, now: datetime) -> bool:
    """Take a directory off the list; return False when it is not there."""
    with transaction.atomic():
        row = crawler.remove_directory(directory_id)
        if row is not None:
            _record("directory-remove", f"directory:{row.name}", actor_id, now, url=row.url, form=row.form)
    return row is not None


def read_again(directory_id: int, *, actor_id: int, now: datetime) -> bool:
    """Have a directory read now; return False when it is not there."""
    with transaction.atomic():
        is_there = crawler.read_again(directory_id, now=now)
        if is_there:
            _record("directory-read", f"directory:{directory_id}", actor_id, now)
    return is_there


def give_key(
    name: str,
    *,
    rooms: Sequence[str],
    expires_at: datetime,
    public_key: str,
    seed: bytes,
    actor_id: int,
    now: datetime,
) -> GivenKey:
    """Give a partner a key.

    :raises PartnerRefused: when it cannot be given
    """
    with transaction.atomic():
        given = partner.give_key(
            name,
            rooms=rooms,
            expires_at=expires_at,
            public_key=public_key,
            seed=seed,
            author_id=actor_id,
            now=now,
        )
        _record(
            "partner-key-give",
            f"partner:{name}",
            actor_id,
            now,
            key=given.partner.key_id,
            rooms=list(given.partner.rooms),
            expires_at=expires_at.isoformat(),
        )
    return given


def take_back(partner_id: int, *, reason: str, actor_id: int, now: datetime) -> bool:
    """Take a partner's key back; return False when it is not in force."""
    with transaction.atomic():
        row = partner.take_back(partner_id, reason=reason, now=now)
        if row is not None:
            _record("partner-key-take", f"partner:{row.name}", actor_id, now, key=row.key_id, reason=reason)
    return row is not None


def _record(action: str, target: str, actor_id: int, now: datetime, **detail: object) -> None:
    audit.record(actor_id, action=action, target=target, detail=detail, now=now)

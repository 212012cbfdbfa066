"""Bring long lists in from files and take them out as files, and write into the audit trail who did."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from antifraud.actions.bulk import Brought, bring_in, stage, staged_overlaps
from antifraud.engine.assessment import Effect
from antifraud.engine.listing import Line
from antifraud.engine.sweep import Sweep


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a file held, and what became of it: `brought` is None where nothing was saved."""

    good: int
    wrong: int
    overlaps: Sweep
    brought: Brought | None


def bring(
    lines: Iterable[Line],
    *,
    name: str,
    effect: Effect,
    reason: str,
    note: str,
    expires_at: datetime | None,
    skips_wrong: bool,
    is_only_checked: bool,
    tell_wrong: Callable[[Line], object],
    progress: Callable[[int, int], None],
    now: datetime,
) -> Intake:
    """Put a file's lines on a list, all of them or, with `skips_wrong`, the good ones; or only say what would be.

    :raises TooManyLines: over a million
    """
    wrong = 0

    def good_ones() -> Iterable[Line]:
        nonlocal wrong
        for line in lines:
            if line.problem:
                wrong += 1
                tell_wrong(line)
            else:
                yield line

    with transaction.atomic():
        good = stage(good_ones(), reason=reason, note=note, expires_at=expires_at)
        overlaps = staged_overlaps(effect=effect, now=now)
        if is_only_checked or not good or (wrong and not skips_wrong):
            # Only temporary tables were written: they go with the transaction either way.
            return Intake(good=good, wrong=wrong, overlaps=overlaps, brought=None)
        brought = bring_in(effect=effect, author_id=None, now=now, progress=progress)
        audit.record(
            None,
            action="list-import",
            target=f"list:{name}",
            detail={
                "list": effect,
                "added": brought.added,
                "prolonged": brought.prolonged,
                "known": brought.known,
                "repeated": brought.repeated,
                "wrong": wrong,
                "reason": reason,
                "expires_at": None if expires_at is None else expires_at.isoformat(),
            },
            now=now,
        )
    return Intake(good=good, wrong=wrong, overlaps=overlaps, brought=brought)

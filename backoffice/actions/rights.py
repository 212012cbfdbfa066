"""Answer people who ask about their data, and write into the audit trail who did."""

from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from antifraud.engine.assessment import AssessmentView
from antifraud.engine.explanation import Explanation
from antifraud.queries.explanation import explained
from checkout.queries.person import Person, Rows, everything
from checkout.queries.wish import digest_of


def copy(person: Person, *, actor_id: int, now: datetime) -> Rows:
    """Return every row that is kept of a person."""
    with transaction.atomic():
        audit.record(
            actor_id,
            action="person-copy",
            target=f"person:{digest_of(person.email)[:16]}",
            detail={},
            now=now,
        )
        return everything(person)


def hand_out(view: AssessmentView, *, is_full: bool, actor_id: int, now: datetime) -> Explanation:
    """Return the explanation of an assessment for its person to have."""
    audit.record(
        actor_id,
        action="order-explain",
        target=f"order:{view.reference}",
        detail={"assessment": view.id, "with_lists": is_full},
        now=now,
    )
    return explained(view, is_full=is_full, now=now)

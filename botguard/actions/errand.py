"""Hand over what this process wants looked up and has counted, off the request's way."""

import logging
from datetime import datetime

from django.db import DatabaseError

from botguard.actions.crawler import ask_for
from botguard.actions.partner import fold_uses
from botguard.counters.errand import errands

log = logging.getLogger(__name__)


def hand_over(*, now: datetime) -> None:
    """Write this process's errands to PostgreSQL; while that is away counts are kept, and the rest is asked again."""
    names, sources, uses = errands.take()
    if not (names or sources or uses):
        return
    try:
        ask_for(names, sources, now=now)
        fold_uses(uses, now=now)
    except DatabaseError as error:
        errands.put_back(uses)
        log.warning("guard-errands-kept", extra={"error": type(error).__name__})

"""Write the audit trail."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import AuditEntry


def record(
    actor_id: int | None, *, action: str, target: str, detail: Mapping[str, object], now: datetime
) -> None:
    """Write who changed what, in the caller's transaction; `target` is a kind and a name, such as `order:7K2M`."""
    AuditEntry.objects.create(
        actor_id=actor_id, action=action[:60], target=target[:120], detail=dict(detail), at=now
    )

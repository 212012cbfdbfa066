"""Read what is waiting, or has been handed on within a week."""

from outbox.models import Message


def payloads_to(email: str) -> list[dict[str, object]]:
    """Return the mails that are kept for an address."""
    found = Message.objects.filter(topic="mail", payload__to__iexact=email).order_by("pk")
    return [dict(row) for row in found.values("id", "topic", "payload", "created_at", "relayed_at")]

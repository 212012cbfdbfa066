"""Rows: messages waiting for the relay, and receipts of what was done with them."""

from django.db import models


class Message(models.Model):
    """One event, written in the transaction of what it tells of."""

    topic = models.CharField(max_length=60)
    payload = models.JSONField()
    created_at = models.DateTimeField()
    relayed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["id"], name="outbox_waiting", condition=models.Q(relayed_at=None)),)

    def __str__(self) -> str:
        return f"{self.topic} #{self.pk}"


class Receipt(models.Model):
    """Proof that a handler has done its work for a message; unique, so that the work is done once."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="receipts")
    handler = models.CharField(max_length=120)
    done_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["message", "handler"], name="outbox_once_a_handler"),)

    def __str__(self) -> str:
        return f"{self.handler} of #{self.message_id}"

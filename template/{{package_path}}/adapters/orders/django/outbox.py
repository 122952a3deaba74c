"""The outbox in Django's ORM."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from pydantic import BaseModel

from ....services.unit_of_work import Message
from . import models
from .transaction import Repository, changes, reads


class DjangoOutbox(Repository):
    """Messages in a table."""

    @changes
    def add(self, job: BaseModel, due_at: datetime) -> None:
        """Add a job."""
        models.Message.objects.create(
            id=uuid4(),
            job=job.model_dump_json(),
            failures=0,
            due_at=due_at,
        )

    @reads
    def claim(
        self,
        now: datetime,
        until: datetime,
        limit: int,
    ) -> Sequence[Message]:
        """Return up to `limit` messages that are due, the longest due first."""
        messages = models.Message.objects
        due = list(messages.filter(due_at__lte=now).order_by("due_at")[:limit])
        if due:
            self.transaction.begin()
        return [
            Message(row.id, row.job, row.failures, until)
            for row in due
            # If two relays claim at once, the second one changes nothing.
            if messages.filter(id=row.id, due_at=row.due_at).update(due_at=until)
        ]

    @changes
    def postpone(
        self,
        message: Message,
        due_at: datetime | None,
        failures: int,
    ) -> None:
        """Store how often a claimed message failed, and when it is due again."""
        claimed = models.Message.objects.filter(id=message.id, due_at=message.due_at)
        claimed.update(failures=failures, due_at=due_at)

    @changes
    def remove(self, message_id: UUID) -> None:
        """Remove a message."""
        models.Message.objects.filter(id=message_id).delete()

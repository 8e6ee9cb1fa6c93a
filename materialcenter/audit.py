"""Who did what, when: one insert-only row for every command."""

from datetime import datetime
from typing import Any

from materialcenter.access import Person
from materialcenter.commands import step
from materialcenter.models import AuditEntry


@step
def record(
    *, by: Person, action: str, subject: str, subject_id: int | None, at: datetime, **data: Any
) -> None:
    """Write down an act. action: such as "order.placed"; subject: the model's name."""
    AuditEntry.objects.create(
        center_id=by.center_id,
        user_id=by.user_id,
        token_id=by.token_id,
        action=action,
        subject=subject,
        subject_id=subject_id,
        at=at,
        data=data,
    )

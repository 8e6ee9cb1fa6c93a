"""Who did what, when: one insert-only row for every command."""

import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from materialcenter.access import Person
from materialcenter.commands import step
from materialcenter.models import AuditEntry
from materialcenter.statements import run_prepared

# Written by every command, so it is kept off the ORM.
_INSERT = """
INSERT INTO materialcenter_auditentry
    (center_id, at, user_id, token_id, action, subject, subject_id, data)
VALUES (%s::bigint, %s::timestamptz, %s::bigint, %s::bigint, %s, %s, %s::bigint, %s::jsonb)
"""


@step
def record(
    *, by: Person, action: str, subject: str, subject_id: int | None, at: datetime, **data: Any
) -> None:
    """Write down an act. action: such as "order.placed"; subject: the model's name."""
    values = [by.center_id, at, by.user_id, by.token_id, action, subject, subject_id]
    run_prepared(_INSERT, [*values, json.dumps(data, cls=DjangoJSONEncoder)])


def latest(by: Person, *, limit: int) -> list[AuditEntry]:
    """Return the last acts in the person's center, the newest first."""
    rows = AuditEntry.objects.filter(center_id=by.center_id).select_related("user", "token")
    return list(rows.order_by("-pk")[:limit])

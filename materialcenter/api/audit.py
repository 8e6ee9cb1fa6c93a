"""The audit: who did what, when."""

from datetime import datetime
from typing import Any

from ninja import Router

from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS, CursorList, Out
from materialcenter.models import AuditEntry, Role
from materialcenter.paging import page_of

router = Router(tags=["audit"])


class AuditOut(Out):
    """One act; by is a sign-in name, a token's name, or "" for the system itself."""

    id: int
    at: datetime
    by: str
    action: str
    subject: str
    subject_id: int | None
    data: dict[str, Any]

    @staticmethod
    def of(entry: AuditEntry) -> "AuditOut":
        """Shape an entry."""
        name = entry.user.username if entry.user else entry.token.name if entry.token else ""
        return AuditOut(
            id=entry.pk,
            at=entry.at,
            by=name,
            action=entry.action,
            subject=entry.subject,
            subject_id=entry.subject_id,
            data=entry.data,
        )


@router.get("", response={200: CursorList[AuditOut], **REFUSALS})
@needs(Role.SUPERVISOR, Role.AUDITOR)
def list_acts(
    request: Any, action: str = "", subject: str = "", cursor: str = "", limit: int = 50
) -> Any:
    """List what was done in the center, the newest first. action: its beginning."""
    rows = AuditEntry.objects.visible_to(request.auth).matching(action=action, subject=subject)
    page = page_of(rows.select_related("user", "token"), cursor=cursor, limit=limit)
    return {"items": [AuditOut.of(e) for e in page.items], "next_cursor": page.next_cursor}

"""What a person was told, and what of it did not get out to them. Everybody sees their own."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Router
from pydantic import Field

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Out
from materialcenter.models import Delivery, Notice
from materialcenter.paging import page_of
from materialcenter.services.telling import reading
from materialcenter.services.telling.trying_again import try_delivery_again

router = Router(tags=["notices"])


class OwnNoticeOut(Out):
    """Something the person was told, in their language of now; path is the page that shows it."""

    id: int
    kind: str
    subject: str
    text: str
    path: str
    created_at: datetime
    read_at: datetime | None


class ReadIn(Input):
    """Which notices are read: these, or without a word all of them."""

    ids: Annotated[list[int], Field(min_length=1, max_length=200)] | None = None


class ReadOut(Out):
    """How many notices were unread until now."""

    read: int


class FailedDeliveryOut(Out):
    """A notice that did not get out; channel_id is null for mail.

    reason: why, in plain words. error: the same in the words of the other side.
    """

    id: int
    notice: OwnNoticeOut
    channel_id: int | None
    tries: int
    reason: str
    error: str
    gave_up_at: datetime | None


@router.get("", response={200: CursorList[OwnNoticeOut], **REFUSALS})
@needs()
def list_notices(
    request: Any, state: Literal["", "unread"] = "", cursor: str = "", limit: int = 50
) -> Any:
    """List what you were told, the newest first; state keeps what is unread. A machine has none."""
    mine = Notice.objects.visible_to(request.auth)
    return page_of(mine.unread() if state else mine, cursor=cursor, limit=limit)


@router.post("/read", response={200: ReadOut, **REFUSALS})
@needs()
@creates(200)
def read_notices(request: Any, body: ReadIn) -> ReadOut:
    """Mark notices as read, all of yours where none are named."""
    now = timezone.now()
    if body.ids is None:
        return ReadOut(read=reading.mark_all_read(by=request.auth, at=now))
    return ReadOut(read=reading.mark_read(notice_ids=body.ids, by=request.auth, at=now))


@router.get("/failed", response={200: CursorList[FailedDeliveryOut], **REFUSALS})
@needs()
def list_failed_deliveries(request: Any, cursor: str = "", limit: int = 50) -> Any:
    """List what did not get out to you, with why, the newest first."""
    failed = Delivery.objects.visible_to(request.auth).failed().select_related("notice")
    return page_of(failed, cursor=cursor, limit=limit)


@router.post("/failed/{delivery_id}/retry", response={200: FailedDeliveryOut, **REFUSALS})
@needs()
@creates(200)
def retry_delivery(request: Any, delivery_id: int) -> FailedDeliveryOut:
    """Send once more what was given up."""
    tried = try_delivery_again(delivery_id=delivery_id, by=request.auth, at=timezone.now())
    return FailedDeliveryOut.from_orm(tried)

"""Keeping photos of a delivery: how it came, and what was wrong with it."""

from datetime import datetime

from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command
from materialcenter.errors import Missing
from materialcenter.models import Attachment, Role
from materialcenter.services.filing import PICTURES, check_upload, file_away
from orders.models import Receipt

PHOTOGRAPHERS = (Role.CLERK, Role.PURCHASER, Role.SUPERVISOR)


@command
def add_photo(
    *, receipt_id: int, name: str, content: bytes, by: Person, at: datetime
) -> Attachment:
    """Keep a photo with a receipt. Raises WrongRole, Missing, and what check_upload refuses."""
    by.must_be(*PHOTOGRAPHERS)
    media_type = check_upload(name=name, content=content, allowed=PICTURES)
    receipt = Receipt.objects.visible_to(by).filter(pk=receipt_id).first()
    if receipt is None:
        raise Missing
    kept = file_away(
        center_id=receipt.center_id,
        name=name,
        media_type=media_type,
        content=content,
        subject="Receipt",
        subject_id=receipt.pk,
        by=by,
        at=at,
    )
    audit.record(
        by=by,
        action="receipt.photographed",
        subject="Receipt",
        subject_id=receipt.pk,
        at=at,
        sha256=kept.content_id,
    )
    return kept

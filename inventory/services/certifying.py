"""Putting a mill certificate to a lot."""

from datetime import datetime

from inventory import stock
from inventory.models import Lot
from inventory.services.finding import lot_of
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.person import Person, Role
from materialcenter.services.filing import check_upload, file_away

MAY_CERTIFY = (Role.CLERK, Role.PURCHASER, Role.SUPERVISOR)
TAKEN_TYPES = ("application/pdf", "image/jpeg", "image/png")


@command
def certify_lot(*, lot_number: str, name: str, content: bytes, by: Person, at: datetime) -> Lot:
    """Keep a certificate, as PDF or photo, and name it at the lot.

    Raises Missing, and what check_upload refuses.
    """
    by.must_be(*MAY_CERTIFY)
    media_type = check_upload(name=name, content=content, allowed=TAKEN_TYPES)
    lot = lot_of(lot_number, by)
    attachment = file_away(
        center_id=by.center_id,
        name=name,
        media_type=media_type,
        content=content,
        subject="Lot",
        subject_id=lot.pk,
        by=by,
        at=at,
    )
    stock.certify(center_id=by.center_id, lot_ids=[lot.pk], certificate_id=attachment.pk)
    audit.record(
        by=by,
        action="lot.certified",
        subject="Lot",
        subject_id=lot.pk,
        at=at,
        attachment=attachment.pk,
    )
    return lot

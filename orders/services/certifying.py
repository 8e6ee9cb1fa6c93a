"""Putting a mill certificate to a heat of a delivery, with it or later."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from inventory import stock
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command
from materialcenter.errors import Missing
from materialcenter.models import Attachment, Role
from materialcenter.services.filing import check_upload, file_away
from orders.models import Receipt, ReceiptLine

TAKEN_TYPES = ("application/pdf", "image/jpeg", "image/png")
CERTIFIERS = (Role.CLERK, Role.PURCHASER, Role.SUPERVISOR)


class NoSuchHeat(Missing):
    """The receipt has no such heat, or nothing of it was accepted."""

    sentence = _("Nothing of heat %(heat)s was accepted with this receipt.")


@command
def attach_certificate(
    *, receipt_id: int, heat: str, name: str, content: bytes, by: Person, at: datetime
) -> Attachment:
    """Keep a certificate's PDF or photo and name it at every lot of this heat in the receipt.

    Raises WrongRole, Missing, NoSuchHeat, AlreadyCertified where an entered certificate
    proves one, and what check_upload refuses.
    """
    by.must_be(*CERTIFIERS)
    media_type = check_upload(name=name, content=content, allowed=TAKEN_TYPES)
    receipt = Receipt.objects.visible_to(by).filter(pk=receipt_id).first()
    if receipt is None:
        raise Missing
    lots = ReceiptLine.objects.filter(
        receipt=receipt, heat=heat.strip().upper(), lot__isnull=False
    ).values_list("lot_id", flat=True)
    lot_ids = [pk for pk in lots if pk is not None]
    if not lot_ids:
        raise NoSuchHeat(heat=heat, field="heat")
    attachment = file_away(
        center_id=receipt.center_id,
        name=name,
        media_type=media_type,
        content=content,
        subject="Receipt",
        subject_id=receipt.pk,
        by=by,
        at=at,
    )
    stock.certify(center_id=receipt.center_id, lot_ids=lot_ids, certificate_id=attachment.pk)
    audit.record(
        by=by,
        action="heat.certified",
        subject="Receipt",
        subject_id=receipt.pk,
        at=at,
        heat=heat,
        sha256=attachment.content_id,
    )
    return attachment

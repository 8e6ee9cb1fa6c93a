"""Putting a mill certificate to a lot: the file as it came, or an entered certificate's heat."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from inventory import stock
from inventory.models import Certificate, CertificateHeat, Lot
from inventory.services.entering_certificates import (
    MAY_ENTER,
    TAKEN_TYPES,
    prove_lots,
)
from inventory.services.finding import lot_of
from inventory.services.quarantining import ReasonMissing
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Missing
from materialcenter.person import Person, Role
from materialcenter.services.filing import check_upload, file_away

MAY_CERTIFY = MAY_ENTER
MAY_WITHDRAW = (Role.PURCHASER, Role.SUPERVISOR)


class NoSuchCertifiedHeat(Missing):
    """A heat that no certificate of this center speaks of."""

    code = "certified_heat_unknown"
    sentence = _("There is no such heat on a certificate here.")


@command
def certify_lot(*, lot_number: str, name: str, content: bytes, by: Person, at: datetime) -> Lot:
    """Keep a certificate that is not entered yet, as PDF or photo, and name it at the lot.

    Raises Missing, AlreadyCertified, and what check_upload refuses.
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


@command
def prove_lot(*, lot_number: str, heat_id: int, by: Person, at: datetime) -> Lot:
    """Let the heat of an entered certificate prove a lot of that heat and grade.

    A lot with a value outside the limits is quarantined until a supervisor releases it.
    Raises WrongRole, Missing, NoSuchCertifiedHeat, and what stock.certify_heat refuses.
    """
    by.must_be(*MAY_CERTIFY)
    lot = lot_of(lot_number, by)
    heat = CertificateHeat.objects.filter(pk=heat_id, certificate__center_id=by.center_id).first()
    if heat is None:
        raise NoSuchCertifiedHeat(field="certified_heat")
    prove_lots(heat=heat, lot_ids=[lot.pk], by=by, at=at)
    return lot


@command
def withdraw_certificate(
    *, certificate_id: int, reason: str, by: Person, at: datetime
) -> Certificate:
    """Withdraw a certificate that was entered wrongly; its number may be entered again.

    Lots that it proved keep its file and their quality, and wait for another.
    Raises WrongRole, Missing, ReasonMissing, CertificateWithdrawn.
    """
    by.must_be(*MAY_WITHDRAW)
    certificate = stock.lock_certificate(center_id=by.center_id, certificate_id=certificate_id)
    if certificate.withdrawn_at is not None:
        raise stock.CertificateWithdrawn(certificate=certificate.number)
    if not reason.strip():
        raise ReasonMissing(field="reason")
    certificate.withdrawn_at, certificate.withdrawn_reason = at, reason.strip()
    certificate.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    lots = stock.uncertify(certificate=certificate)
    audit.record(
        by=by,
        action="certificate.withdrawn",
        subject="Certificate",
        subject_id=certificate.pk,
        at=at,
        number=certificate.number,
        reason=reason.strip(),
        lots=[lot.number for lot in lots],
    )
    return certificate

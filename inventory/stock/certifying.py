"""Putting a mill certificate to lots: what they are does not change, what proves it does.

A lot names either the heat of an entered certificate, or the file of one that nobody has
entered yet; entering it replaces the file by the heat.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from inventory.models import Certificate, CertificateHeat, Lot, Material
from inventory.reports.conformity import conformities, reason_outside, tested_size_mm
from inventory.rules.conformity import Conformity
from inventory.stock.receiving import set_quality
from materialcenter.commands import step
from materialcenter.errors import Conflict, Missing


class CertificateOfAnotherHeat(Conflict):
    """A certificate that does not speak of the lot's heat."""

    code = "certificate_of_another_heat"
    sentence = _(
        "Certificate %(certificate)s is of heat %(certified)s. It says nothing of heat %(heat)s."
    )


class CertificateOfAnotherGrade(Conflict):
    """A certificate of the right heat number, but of another grade."""

    code = "certificate_of_another_grade"
    sentence = _(
        "Certificate %(certificate)s says that heat %(heat)s is %(certified)s. %(material)s is"
        " %(grade)s."
    )


class AlreadyCertified(Conflict):
    """A lot that an entered certificate proves already."""

    code = "lot_certified_already"
    sentence = _("Lot %(lot)s has certificate %(certificate)s already.")


class CertificateWithdrawn(Conflict):
    """A certificate that was withdrawn proves nothing."""

    code = "certificate_withdrawn"
    sentence = _("Certificate %(certificate)s was withdrawn.")


@dataclass(frozen=True)
class Proof:
    """What a certified heat says of a material: its values judged, and the words if outside."""

    heat: CertificateHeat
    conformity: Conformity
    reason: str


@step
def prove(*, heat: CertificateHeat, lot_heat: str, material: Material) -> Proof:
    """Judge a certified heat as a material of a heat number, without changing anything.

    heat: loaded with certificate and grade; material: with its grade.
    Raises CertificateWithdrawn, CertificateOfAnotherHeat, CertificateOfAnotherGrade.
    """
    number = heat.certificate.number
    if heat.certificate.withdrawn_at is not None:
        raise CertificateWithdrawn(field="certificate", certificate=number)
    if heat.heat.casefold() != lot_heat.strip().casefold():
        raise CertificateOfAnotherHeat(
            field="certificate", certificate=number, certified=heat.heat, heat=lot_heat or "–"
        )
    if heat.grade_id != material.grade_id:
        raise CertificateOfAnotherGrade(
            field="certificate",
            certificate=number,
            heat=heat.heat,
            certified=heat.grade.code,
            material=material.code,
            grade=material.grade.code,
        )
    (conformity,) = conformities([(heat, tested_size_mm(material))])
    reason = reason_outside(number, conformity) if conformity.is_outside else ""
    return Proof(heat, conformity, reason)


@step
def lock_certificate(*, center_id: int, certificate_id: int) -> Certificate:
    """Lock a certificate against being withdrawn or proving more meanwhile. Raises Missing."""
    rows = Certificate.objects.select_for_update(no_key=True)
    found = rows.filter(center_id=center_id, pk=certificate_id).first()
    if found is None:
        raise Missing(field="certificate")
    return found


@step
def certify(*, center_id: int, lot_ids: Sequence[int], certificate_id: int) -> list[Lot]:
    """Name a kept file as the certificate of lots; a later one replaces an earlier one.

    Raises Missing when a lot is not the center's, AlreadyCertified where an entered
    certificate proves one.
    """
    lots = _lock(center_id, lot_ids)
    for lot in lots:
        lot.certificate_id = certificate_id
        lot.save(update_fields=["certificate"])
    return lots


@step
def certify_heat(
    *, center_id: int, lot_ids: Sequence[int], heat_id: int, at: datetime
) -> list[tuple[Lot, Proof]]:
    """Let an entered certificate's heat prove lots of that heat and grade.

    A lot with a value outside its grade's limits is quarantined, the values being the
    reason; a rejected one stays rejected. A file that the lot had becomes the certificate's
    where it has none. Locks the certificate, then the lots, then balances.
    Raises Missing, CertificateWithdrawn, CertificateOfAnotherHeat,
    CertificateOfAnotherGrade, AlreadyCertified.
    """
    heat = _heat(center_id, heat_id)
    lots = _lock(center_id, lot_ids)
    proofs = [prove(heat=heat, lot_heat=lot.heat, material=lot.material) for lot in lots]
    for lot, proof in zip(lots, proofs, strict=True):
        _keep_file(heat.certificate, lot)
        lot.certificate, lot.certified_heat = None, heat
        lot.save(update_fields=["certificate", "certified_heat"])
        if proof.reason and lot.quality == Lot.Quality.OK:
            set_quality(
                center_id=center_id,
                lot_id=lot.pk,
                quality=Lot.Quality.QUARANTINED,
                reason=proof.reason,
                at=at,
            )
    return list(zip(lots, proofs, strict=True))


@step
def uncertify(*, certificate: Certificate) -> list[Lot]:
    """Let a withdrawn certificate prove no lot; each keeps its file, and its quality."""
    lots = list(
        Lot.objects.select_for_update(no_key=True)
        .filter(center_id=certificate.center_id, certified_heat__certificate=certificate)
        .order_by("pk")
    )
    for lot in lots:
        lot.certified_heat, lot.certificate_id = None, certificate.file_id
        lot.save(update_fields=["certified_heat", "certificate"])
    return lots


def _heat(center_id: int, heat_id: int) -> CertificateHeat:
    found = (
        CertificateHeat.objects.select_related("grade")
        .filter(pk=heat_id, certificate__center_id=center_id)
        .first()
    )
    if found is None:
        raise Missing(field="certificate")
    found.certificate = lock_certificate(center_id=center_id, certificate_id=found.certificate_id)
    return found


def _lock(center_id: int, lot_ids: Sequence[int]) -> list[Lot]:
    """Lock lots that no entered certificate proves yet."""
    lots = list(
        Lot.objects.select_for_update(no_key=True, of=("self",))
        .filter(center_id=center_id, pk__in=lot_ids)
        .select_related("material__grade")
        .order_by("pk")
    )
    if len(lots) != len(set(lot_ids)):
        raise Missing
    # What was joined to a row that had to be waited for would be as old as the wait.
    proven = next((lot for lot in lots if lot.certified_heat_id is not None), None)
    if proven is not None and proven.certified_heat_id is not None:
        heat = CertificateHeat.objects.select_related("certificate").get(
            pk=proven.certified_heat_id
        )
        raise AlreadyCertified(lot=proven.number, certificate=heat.certificate.number)
    return lots


def _keep_file(certificate: Certificate, lot: Lot) -> None:
    if certificate.file_id is None and lot.certificate_id is not None:
        certificate.file_id = lot.certificate_id
        certificate.save(update_fields=["file"])

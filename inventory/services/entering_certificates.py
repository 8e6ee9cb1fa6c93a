"""Entering what a mill certificate says: its head, its heats and what was measured of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import stock
from inventory.models import (
    Certificate,
    CertificateHeat,
    CertificateResult,
    Grade,
    Property,
)
from inventory.services.finding import lot_of, supplier_of
from inventory.services.limiting import LARGEST, LARGEST_MM, PERCENTAGES
from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Fault, Invalid
from materialcenter.models import Attachment
from materialcenter.person import Person, Role
from materialcenter.services.filing import check_upload, file_away
from materialcenter.services.holding_uploads import claim_uploads

MAY_ENTER = (Role.CLERK, Role.PURCHASER, Role.SUPERVISOR)
TAKEN_TYPES = ("application/pdf", "image/jpeg", "image/png")
MOST_HEATS = 60
LARGEST_KG = Decimal(10_000_000)


class BadCertificate(Invalid):
    """A certificate that cannot be kept as it was typed; `faults` names everything."""

    code = "certificate_invalid"
    sentence = _("This certificate cannot be kept like this.")


class CertificateKnown(Conflict):
    """A maker's number that was entered already."""

    code = "certificate_known"
    sentence = _("Certificate %(number)s of %(maker)s was entered already.")


@dataclass(frozen=True)
class TestedHeat:
    """One heat of a certificate. values: what was measured, by the property's symbol.

    thickness_mm: or diameter, of what was tested; pieces, mass_kg: as the paper says.
    """

    heat: str
    grade: str
    values: Mapping[str, Decimal] = field(default_factory=dict)
    coil: str = ""
    size: str = ""
    thickness_mm: Decimal | None = None
    pieces: int | None = None
    mass_kg: Decimal | None = None


@dataclass(frozen=True)
class Paper:
    """The head of a certificate; kind is its type by EN 10204."""

    number: str
    kind: str
    issued_on: date
    maker: str
    standard: str = ""
    inspector: str = ""
    supplier: str = ""


@dataclass(frozen=True)
class NamedFile:
    """A file as it was handed in."""

    name: str
    content: bytes


@command
def enter_certificate(
    *,
    paper: Paper,
    heats: Sequence[TestedHeat],
    by: Person,
    at: datetime,
    held_file_id: int | None = None,
    lot_number: str = "",
) -> Certificate:
    """Enter a certificate with its heats and values, and let it prove a lot.

    held_file_id: the PDF or photo, a file that the person holds. lot_number: the lot it came
    with, whose file else becomes the certificate's; the lot is quarantined where a value
    lies outside. Raises WrongRole, Missing (the lot), NoSuchSupplier, BadCertificate (naming
    each), UploadGone, CertificateKnown, also when two enter it at once, and
    CertificateOfAnotherHeat where no heat is the lot's.
    """
    by.must_be(*MAY_ENTER)
    supplier = supplier_of(paper.supplier, by) if paper.supplier else None
    lot = lot_of(lot_number, by) if lot_number else None
    grades = {row.code: row for row in Grade.objects.filter(center_id=by.center_id)}
    faults = _head_faults(paper, today=timezone.localdate(at)) + _heat_faults(heats, grades)
    if faults:
        raise BadCertificate(faults=faults)
    certificate = Certificate(center_id=by.center_id, supplier=supplier, issued_on=paper.issued_on)
    certificate.created_by_id, certificate.created_at = by.user_id, at
    _keep(certificate, paper)
    if held_file_id is not None:
        _claim_file(certificate, held_file_id, by)
    kept = _keep_heats(certificate, heats, grades)
    _record("certificate.entered", certificate, by, at, heats=[heat.heat for heat in kept])
    if lot is not None:
        wanted = lot.heat.casefold()
        same = next((heat for heat in kept if heat.heat.casefold() == wanted), kept[0])
        prove_lots(heat=same, lot_ids=[lot.pk], by=by, at=at)
    return certificate


@command
def add_file(*, certificate_id: int, file: NamedFile, by: Person, at: datetime) -> Certificate:
    """Keep the PDF or photo of a certificate that was entered; a later one replaces it.

    Raises WrongRole, Missing, CertificateWithdrawn, and what check_upload refuses.
    """
    by.must_be(*MAY_ENTER)
    media_type = check_upload(name=file.name, content=file.content, allowed=TAKEN_TYPES)
    certificate = stock.lock_certificate(center_id=by.center_id, certificate_id=certificate_id)
    if certificate.withdrawn_at is not None:
        raise stock.CertificateWithdrawn(certificate=certificate.number)
    kept = _keep_file(certificate, file, media_type, by=by, at=at)
    _record("certificate.file_kept", certificate, by, at, sha256=kept.content_id)
    return certificate


@step
def prove_lots(*, heat: CertificateHeat, lot_ids: Sequence[int], by: Person, at: datetime) -> None:
    """Let a heat prove lots, and write down each, with why it is quarantined.

    Raises what stock.certify_heat refuses.
    """
    proven = stock.certify_heat(center_id=by.center_id, lot_ids=lot_ids, heat_id=heat.pk, at=at)
    for lot, proof in proven:
        audit.record(
            by=by,
            action="lot.proven",
            subject="Lot",
            subject_id=lot.pk,
            at=at,
            certificate=heat.certificate_id,
            heat=heat.heat,
            outside=proof.reason,
        )


def _record(action: str, certificate: Certificate, by: Person, at: datetime, **data: Any) -> None:
    audit.record(
        by=by,
        action=action,
        subject="Certificate",
        subject_id=certificate.pk,
        at=at,
        number=certificate.number,
        **data,
    )


@step
def _claim_file(certificate: Certificate, held_file_id: int, by: Person) -> None:
    (certificate.file,) = claim_uploads(
        [held_file_id], subject="Certificate", subject_id=certificate.pk, by=by
    )
    certificate.save(update_fields=["file"])


@step
def _keep(certificate: Certificate, paper: Paper) -> None:
    """Keep the head under its number, which the database lets a maker use once."""
    certificate.number, certificate.kind = paper.number.strip(), paper.kind
    certificate.maker, certificate.standard = paper.maker.strip(), paper.standard.strip()
    certificate.inspector = paper.inspector.strip()
    try:
        with transaction.atomic():
            certificate.save(force_insert=True)
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if getattr(diagnosis, "constraint_name", "") != "certificate_number_once":
            raise
        raise CertificateKnown(
            field="number", number=certificate.number, maker=certificate.maker
        ) from error


def _keep_file(
    certificate: Certificate, file: NamedFile, media_type: str, *, by: Person, at: datetime
) -> Attachment:
    kept = file_away(
        center_id=by.center_id,
        name=file.name,
        media_type=media_type,
        content=file.content,
        subject="Certificate",
        subject_id=certificate.pk,
        by=by,
        at=at,
    )
    certificate.file = kept
    certificate.save(update_fields=["file"])
    return kept


@step
def _keep_heats(
    certificate: Certificate, heats: Sequence[TestedHeat], grades: Mapping[str, Grade]
) -> list[CertificateHeat]:
    kept = CertificateHeat.objects.bulk_create(
        CertificateHeat(
            certificate=certificate,
            heat=heat.heat.strip().upper(),
            grade=grades[heat.grade],
            coil=heat.coil.strip(),
            size=heat.size.strip(),
            thickness_mm=heat.thickness_mm,
            pieces=heat.pieces,
            mass_kg=heat.mass_kg,
        )
        for heat in heats
    )
    CertificateResult.objects.bulk_create(
        CertificateResult(heat=row, measured=measured, value=value)
        for row, heat in zip(kept, heats, strict=True)
        for measured, value in heat.values.items()
    )
    return kept


def _head_faults(paper: Paper, *, today: date) -> list[Fault]:
    faults = []
    if not paper.number.strip():
        sentence = __("Enter the certificate's number.")
        faults.append(Fault("certificate_number_missing", sentence, "number"))
    if not paper.maker.strip():
        sentence = __("Enter who made the material.")
        faults.append(Fault("certificate_maker_missing", sentence, "maker"))
    if paper.kind not in Certificate.Kind.values:
        sentence = __("Choose the type that the certificate names.")
        faults.append(Fault("certificate_kind_unknown", sentence, "kind"))
    if paper.issued_on > today:
        sentence = __("A certificate cannot be dated ahead.")
        faults.append(Fault("certificate_dated_ahead", sentence, "issued_on"))
    return faults


def _heat_faults(heats: Sequence[TestedHeat], grades: Mapping[str, Grade]) -> list[Fault]:
    if not heats:
        return [Fault("no_heats", __("Enter at least one heat."), "heats")]
    if len(heats) > MOST_HEATS:
        sentence = __("A certificate has at most %(most)s heats here.") % {"most": MOST_HEATS}
        return [Fault("too_many_heats", sentence, "heats")]
    faults: list[Fault] = []
    seen: set[tuple[str, str]] = set()
    for n, heat in enumerate(heats):
        name = (heat.heat.strip().upper(), heat.coil.strip())
        place = __("Heat %(heat)s") % {"heat": name[0] or n + 1}
        found = _one_heat_faults(heat, grades)
        if name in seen:
            sentence = __("This heat and coil stand here twice.")
            found.append(("heat_twice", "heat", sentence))
        seen.add(name)
        faults += [Fault(code, said, f"heats.{n}.{at}", place) for code, at, said in found]
    return faults


def _one_heat_faults(heat: TestedHeat, grades: Mapping[str, Grade]) -> list[tuple[str, str, str]]:
    """Return (code, field, sentence) for everything that is wrong with a heat."""
    found = []
    if not heat.heat.strip():
        found.append(("heat_missing", "heat", __("Enter the heat number.")))
    if heat.grade not in grades:
        sentence = __("The depot keeps no grade %(grade)s.") % {"grade": heat.grade or "–"}
        found.append(("unknown_grade", "grade", sentence))
    bounds = (
        ("thickness_mm", heat.thickness_mm, LARGEST_MM),
        ("pieces", heat.pieces, LARGEST_KG),
        ("mass_kg", heat.mass_kg, LARGEST_KG),
    )
    for name, number, most in bounds:
        if number is not None and not 0 < number <= most:
            found.append(("out_of_range", name, __("It must be more than zero, and likely.")))
    for measured, value in heat.values.items():
        if measured not in Property.values:
            sentence = __("There is no property %(name)s.") % {"name": measured}
            found.append(("property_unknown", "values", sentence))
            continue
        most = Decimal(100) if measured in PERCENTAGES else LARGEST
        if not 0 <= value <= most:
            sentence = __("It must be between 0 and %(most)s.") % {"most": most}
            found.append(("value_out_of_range", f"value_{measured}", sentence))
    return found

"""Mill certificates: entering one, what it says beside the limits, and the lots it proves."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from ninja import File, Router
from ninja.files import UploadedFile
from pydantic import Field

from inventory.models import Certificate
from inventory.reports.certificates import HeatSheet, heat_sheets
from inventory.services import certifying, entering_certificates
from inventory.services.entering_certificates import NamedFile, Paper, TestedHeat
from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, Count, CursorList, Input, Kg, Out, Words
from materialcenter.errors import Missing
from materialcenter.paging import page_of
from materialcenter.person import STAFF

router = Router(tags=["certificates"])

Value = Annotated[Decimal, Field(max_digits=9, decimal_places=4)]
Mm = Annotated[Decimal, Field(max_digits=9, decimal_places=2)]
Short = Annotated[str, Field(max_length=60)]
Name = Annotated[str, Field(max_length=100)]
Code = Annotated[str, Field(max_length=40)]


class ResultIn(Input):
    """A measured value: the property's symbol (C, Mn, YS, TS, EL, HV, Z) and its number."""

    property: Annotated[str, Field(max_length=2)]
    value: Value


class TestedHeatIn(Input):
    """One heat of a certificate; thickness_mm is the thickness or diameter that was tested."""

    heat: Code
    grade: Code
    results: list[ResultIn] = []
    coil: Code = ""
    size: Short = ""
    thickness_mm: Mm | None = None
    pieces: Count | None = None
    mass_kg: Kg | None = None


class CertificateIn(Input):
    """A certificate; type is by EN 10204 (2.1, 2.2, 3.1, 3.2).

    lot: the lot that it came with, which it proves at once.
    """

    number: Short
    type: Annotated[str, Field(max_length=3)]
    issued_on: date
    maker: Name
    supplier: Code = ""
    standard: Short = ""
    inspector: Name = ""
    heats: list[TestedHeatIn]
    lot: Code = ""


class ProveIn(Input):
    """The lot that a heat of the certificate is to prove."""

    heat_id: int
    lot: Code


class WithdrawIn(Input):
    """Why it is withdrawn."""

    reason: Words


class ValueOut(Out):
    """A value beside its limits.

    verdict: within, below, above, missing (limited, not measured), unlimited, or unsure
    (the limit depends on a thickness that nobody said).
    """

    property: str
    value: Decimal | None
    minimum: Decimal | None
    maximum: Decimal | None
    verdict: str


class CertifiedHeatOut(Out):
    """A heat, its values judged by its grade's limits, and the lots it proves."""

    id: int
    heat: str
    grade: str
    coil: str
    size: str
    thickness_mm: Decimal | None
    pieces: int | None
    mass_kg: Kg | None
    is_outside: bool
    is_proven: bool
    values: list[ValueOut]
    lots: list[str]

    @staticmethod
    def of(sheet: HeatSheet) -> "CertifiedHeatOut":
        """Shape a heat."""
        heat, conformity = sheet.heat, sheet.conformity
        return CertifiedHeatOut(
            id=heat.pk,
            heat=heat.heat,
            grade=heat.grade.code,
            coil=heat.coil,
            size=heat.size,
            thickness_mm=heat.thickness_mm,
            pieces=heat.pieces,
            mass_kg=heat.mass_kg,
            is_outside=conformity.is_outside,
            is_proven=conformity.is_proven,
            values=[
                ValueOut(
                    property=line.measured,
                    value=line.value,
                    minimum=line.minimum,
                    maximum=line.maximum,
                    verdict=line.verdict,
                )
                for line in conformity.lines
            ],
            lots=[lot.number for lot in sheet.lots],
        )


class CertificateRow(Out):
    """A certificate in a list."""

    id: int
    number: str
    type: str
    issued_on: date
    maker: str
    supplier: str
    standard: str
    inspector: str
    file: int | None
    sha256: str
    withdrawn_at: datetime | None

    @staticmethod
    def of(row: Certificate) -> "CertificateRow":
        """Shape a certificate whose file and supplier are loaded."""
        return CertificateRow(
            id=row.pk,
            number=row.number,
            type=row.kind,
            issued_on=row.issued_on,
            maker=row.maker,
            supplier=row.supplier.code if row.supplier else "",
            standard=row.standard,
            inspector=row.inspector,
            file=row.file_id,
            sha256=row.file.content_id if row.file else "",
            withdrawn_at=row.withdrawn_at,
        )


class CertificateOut(CertificateRow):
    """A certificate with its heats."""

    heats: list[CertifiedHeatOut]


def _shown(person: Any, certificate_id: int) -> CertificateOut:
    found = (
        Certificate.objects.visible_to(person)
        .select_related("file", "supplier")
        .filter(pk=certificate_id)
        .first()
    )
    if found is None:
        raise Missing
    heats = [CertifiedHeatOut.of(sheet) for sheet in heat_sheets(found)]
    return CertificateOut(**CertificateRow.of(found).model_dump(), heats=heats)


@router.get("", response={200: CursorList[CertificateRow], **REFUSALS})
@needs(*STAFF)
def list_certificates(
    request: Any, q: str = "", cursor: str = "", limit: int = 50
) -> CursorList[CertificateRow]:
    """List certificates, the newest first; q begins a certificate's or a heat's number."""
    rows = Certificate.objects.visible_to(request.auth).search(q)
    page = page_of(rows.select_related("file", "supplier"), cursor=cursor, limit=limit)
    return CursorList[CertificateRow](
        items=[CertificateRow.of(row) for row in page.items], next_cursor=page.next_cursor
    )


@router.post("", response={201: CertificateOut, **REFUSALS})
@needs(*entering_certificates.MAY_ENTER)
@creates()
def enter_certificate(request: Any, body: CertificateIn) -> CertificateOut:
    """Enter a certificate; its file is sent to /certificates/{id}/file."""
    made = entering_certificates.enter_certificate(
        paper=Paper(kind=body.type, **body.model_dump(exclude={"heats", "lot", "type"})),
        heats=[
            TestedHeat(
                **heat.model_dump(exclude={"results"}),
                values={result.property: result.value for result in heat.results},
            )
            for heat in body.heats
        ],
        lot_number=body.lot,
        by=request.auth,
        at=timezone.now(),
    )
    return _shown(request.auth, made.pk)


@router.get("/{certificate_id}", response={200: CertificateOut, **REFUSALS})
@needs(*STAFF)
def show_certificate(request: Any, certificate_id: int) -> CertificateOut:
    """Show a certificate with each value beside its limits."""
    return _shown(request.auth, certificate_id)


@router.post("/{certificate_id}/file", response={201: CertificateOut, **REFUSALS})
@needs(*entering_certificates.MAY_ENTER)
@creates()
def add_certificate_file(
    request: Any, certificate_id: int, file: File[UploadedFile]
) -> CertificateOut:
    """Keep the certificate's PDF or photo; the body is multipart."""
    entering_certificates.add_file(
        certificate_id=certificate_id,
        file=NamedFile(file.name or "", file.read()),
        by=request.auth,
        at=timezone.now(),
    )
    return _shown(request.auth, certificate_id)


@router.post("/{certificate_id}/lots", response={201: CertificateOut, **REFUSALS})
@needs(*certifying.MAY_CERTIFY)
@creates()
def prove_lot(request: Any, certificate_id: int, body: ProveIn) -> CertificateOut:
    """Let a heat of the certificate prove a lot; a value outside quarantines it."""
    shown = _shown(request.auth, certificate_id)
    if body.heat_id not in {heat.id for heat in shown.heats}:
        raise certifying.NoSuchCertifiedHeat(field="heat_id")
    certifying.prove_lot(
        lot_number=body.lot, heat_id=body.heat_id, by=request.auth, at=timezone.now()
    )
    return _shown(request.auth, certificate_id)


@router.post("/{certificate_id}/withdraw", response={200: CertificateOut, **REFUSALS})
@needs(*certifying.MAY_WITHDRAW)
@creates(200)
def withdraw_certificate(request: Any, certificate_id: int, body: WithdrawIn) -> CertificateOut:
    """Withdraw a certificate that was entered wrongly."""
    certifying.withdraw_certificate(
        certificate_id=certificate_id, reason=body.reason, by=request.auth, at=timezone.now()
    )
    return _shown(request.auth, certificate_id)

"""Goods receipts as they were taken in: heats, both weights and what differs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Sum

from inventory import catalogue
from materialcenter.models import Attachment
from materialcenter.person import system_person
from materialcenter.services.filing import photos_of
from orders.models import Receipt, ReceiptLine
from orders.reports.returned import NOTHING as NOT_RETURNED
from orders.reports.returned import Returned, returned_of

NOTHING = Decimal(0)
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class WeighedHeat:
    """What the scale says of some pieces, beside the table and the standard's tolerance.

    difference_kg: weighed less table weight, None without pieces. band: what the standard's
    thickness tolerance allows, None where no standard says.
    """

    weighed_kg: Decimal
    table_kg: Decimal
    difference_kg: Decimal | None
    difference_percent: Decimal | None
    band: catalogue.MassBand | None

    @property
    def is_in_standard(self) -> bool | None:
        """Say whether the weighed kg lie within the tolerance, None where no standard says."""
        return None if self.band is None else self.band.holds(self.weighed_kg)


def weighed_heat(material: catalogue.Material, *, pieces: int, mass_kg: Decimal) -> WeighedHeat:
    """Put the scale's kg beside the table's; what is kept by weight has but the scale's."""
    if not material.is_counted or pieces <= 0:
        return WeighedHeat(mass_kg, mass_kg, None, None, None)
    table_kg = catalogue.table_kg(material, pieces)
    difference = mass_kg - table_kg
    return WeighedHeat(
        weighed_kg=mass_kg,
        table_kg=table_kg,
        difference_kg=difference,
        difference_percent=(difference * 100 / table_kg).quantize(TENTH, ROUND_HALF_UP),
        band=catalogue.weight_band(material, pieces),
    )


@dataclass(frozen=True)
class ReceivedLine:
    """One heat as it was taken in, and what of it went back since.

    certificate: the entered one, file_id: its paper.
    """

    line: ReceiptLine
    material: catalogue.Material
    accepted_pieces: int
    accepted_kg: Decimal
    weighed: WeighedHeat
    returned: Returned
    certificate: str
    file_id: int | None

    @property
    def is_certified(self) -> bool:
        """Say whether a certificate is there, entered or as a file."""
        return bool(self.certificate) or self.file_id is not None


@dataclass(frozen=True)
class ReceivedPapers:
    """A receipt with its lines, sums in kg and photos."""

    receipt: Receipt
    lines: tuple[ReceivedLine, ...]
    photos: tuple[Attachment, ...]
    mass_kg: Decimal
    table_kg: Decimal
    rejected_kg: Decimal


def received_papers(receipt: Receipt) -> ReceivedPapers:
    """Gather a receipt's lines and photos. At most six statements."""
    rows = list(
        ReceiptLine.objects.filter(receipt=receipt)
        .select_related("lot__certified_heat__certificate", "order_line")
        .order_by("line_no")
    )
    materials = catalogue.materials_by_id(receipt.center_id, [row.material_id for row in rows])
    files = catalogue.certificate_files(row.lot_id for row in rows if row.lot_id)
    returned = returned_of(row.pk for row in rows)
    photos = photos_of("Receipt", receipt.pk, by=system_person(receipt.center_id))
    papers = set(files.values())
    return ReceivedPapers(
        receipt=receipt,
        lines=tuple(
            _received_line(
                row, materials[row.material_id], files, returned.get(row.pk, NOT_RETURNED)
            )
            for row in rows
        ),
        photos=tuple(photo for photo in photos if photo.pk not in papers),
        mass_kg=sum((row.mass_kg for row in rows), NOTHING),
        table_kg=sum((row.table_kg for row in rows), NOTHING),
        rejected_kg=sum((row.rejected_kg for row in rows), NOTHING),
    )


def _received_line(
    row: ReceiptLine,
    material: catalogue.Material,
    files: Mapping[int, int],
    returned: Returned,
) -> ReceivedLine:
    heat = row.lot.certified_heat if row.lot else None
    return ReceivedLine(
        line=row,
        material=material,
        accepted_pieces=row.pieces - row.rejected_pieces,
        accepted_kg=row.mass_kg - row.rejected_kg,
        weighed=weighed_heat(material, pieces=row.pieces, mass_kg=row.mass_kg),
        returned=returned,
        certificate=heat.certificate.number if heat else "",
        file_id=files.get(row.lot_id) if row.lot_id else None,
    )


@dataclass(frozen=True)
class ReceiptInList:
    """A receipt as a list shows it."""

    receipt: Receipt
    mass_kg: Decimal
    rejected_kg: Decimal


def receipts_in_list(receipts: Iterable[Receipt]) -> list[ReceiptInList]:
    """Add sums to receipts of one page of a list. One statement."""
    found = list(receipts)
    sums = {
        receipt_id: (mass_kg, rejected_kg)
        for receipt_id, mass_kg, rejected_kg in ReceiptLine.objects.filter(
            receipt_id__in=[receipt.pk for receipt in found]
        )
        .values_list("receipt_id")
        .annotate(Sum("mass_kg"), Sum("rejected_kg"))
        .order_by("receipt_id")
    }
    return [ReceiptInList(receipt, *sums.get(receipt.pk, (NOTHING, NOTHING))) for receipt in found]

"""Goods receipts as they were taken in: heats, both weights and what differs."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Sum

from inventory import catalogue
from orders.models import Receipt, ReceiptLine

NOTHING = Decimal(0)
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class ReceivedLine:
    """One heat. weight_difference_kg: weighed less table weight, None without pieces.

    is_in_standard: whether the weighed kg lie within the standard's thickness tolerance,
    None where no standard says.
    """

    line: ReceiptLine
    material: catalogue.Material
    accepted_pieces: int
    accepted_kg: Decimal
    weight_difference_kg: Decimal | None
    weight_difference_percent: Decimal | None
    is_in_standard: bool | None


@dataclass(frozen=True)
class ReceivedPapers:
    """A receipt with its lines and sums in kg."""

    receipt: Receipt
    lines: tuple[ReceivedLine, ...]
    mass_kg: Decimal
    table_kg: Decimal
    rejected_kg: Decimal


def received_papers(receipt: Receipt) -> ReceivedPapers:
    """Gather a receipt's lines. Two statements."""
    rows = list(
        ReceiptLine.objects.filter(receipt=receipt)
        .select_related("lot__certificate", "order_line")
        .order_by("line_no")
    )
    materials = catalogue.materials_by_id(receipt.center_id, [row.material_id for row in rows])
    lines = tuple(_received_line(row, materials[row.material_id]) for row in rows)
    return ReceivedPapers(
        receipt=receipt,
        lines=lines,
        mass_kg=sum((row.mass_kg for row in rows), NOTHING),
        table_kg=sum((row.table_kg for row in rows), NOTHING),
        rejected_kg=sum((row.rejected_kg for row in rows), NOTHING),
    )


def _received_line(row: ReceiptLine, material: catalogue.Material) -> ReceivedLine:
    difference = row.mass_kg - row.table_kg if material.is_counted else None
    band = catalogue.weight_band(material, row.pieces)
    return ReceivedLine(
        line=row,
        material=material,
        accepted_pieces=row.pieces - row.rejected_pieces,
        accepted_kg=row.mass_kg - row.rejected_kg,
        weight_difference_kg=difference,
        weight_difference_percent=None
        if difference is None
        else (difference * 100 / row.table_kg).quantize(TENTH, ROUND_HALF_UP),
        is_in_standard=None if band is None else band.holds(row.mass_kg),
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

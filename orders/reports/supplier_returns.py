"""Goods sent back as people read them: notes with lots and kg, and what could still go back."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from inventory import catalogue
from materialcenter.errors import Missing
from materialcenter.person import Person
from orders.models import Receipt, ReceiptLine, SupplierReturn, SupplierReturnLine
from orders.reports.finding import one_of
from orders.reports.returned import NOTHING, Returned, returned_of


@dataclass(frozen=True)
class ReturnInList:
    """A return as a list shows it."""

    note: SupplierReturn
    mass_kg: Decimal


@dataclass(frozen=True)
class ReturnedLine:
    """A line of a return with its material."""

    line: SupplierReturnLine
    material: catalogue.Material


@dataclass(frozen=True)
class ReturnView:
    """A return with its lines, and the kg of all. is_undone: its movement was reversed."""

    note: SupplierReturn
    lines: tuple[ReturnedLine, ...]
    mass_kg: Decimal
    is_undone: bool


@dataclass(frozen=True)
class Returnable:
    """What of a receipt's line lies free on one rack and came with that receipt."""

    line: ReceiptLine
    material: catalogue.Material
    rack: str
    pieces: int
    mass_kg: Decimal


def find_supplier_return(by: Person, number: str) -> SupplierReturn:
    """Find a return with supplier, center, order and who sent it. Raises Missing."""
    rows = (
        SupplierReturn.objects.visible_to(by)
        .select_related("supplier", "center", "purchase_order", "returned_by")
        .filter(number=number)
    )
    return one_of(rows, Missing())


def returns_in_list(notes: Iterable[SupplierReturn]) -> list[ReturnInList]:
    """Add kg to returns of one page of a list. One statement."""
    found = list(notes)
    sums = dict(
        SupplierReturnLine.objects.filter(supplier_return_id__in=[note.pk for note in found])
        .values_list("supplier_return_id")
        .annotate(Sum("mass_kg"))
        .order_by("supplier_return_id")
    )
    return [ReturnInList(note, sums.get(note.pk, Decimal(0))) for note in found]


def return_view(note: SupplierReturn) -> ReturnView:
    """Read a return with its lines. Three statements."""
    rows = list(
        SupplierReturnLine.objects.filter(supplier_return=note)
        .select_related("receipt_line__receipt", "lot")
        .order_by("line_no")
    )
    materials = catalogue.materials_by_id(
        note.center_id, [row.receipt_line.material_id for row in rows]
    )
    return ReturnView(
        note=note,
        lines=tuple(ReturnedLine(row, materials[row.receipt_line.material_id]) for row in rows),
        mass_kg=sum((row.mass_kg for row in rows), Decimal(0)),
        is_undone=note.number in catalogue.undone(note.center_id, [note.number]),
    )


def returnable(receipt: Receipt) -> list[Returnable]:
    """List what of a receipt may still go back, by line and rack. At most five statements."""
    rows = list(
        ReceiptLine.objects.filter(receipt=receipt, lot__isnull=False, lot__owner__isnull=True)
        .select_related("lot")
        .order_by("line_no")
    )
    materials = catalogue.materials_by_id(receipt.center_id, [row.material_id for row in rows])
    spots = catalogue.free_spots(receipt.center_id, [row.lot_id for row in rows if row.lot_id])
    gone = returned_of(row.pk for row in rows)
    found = []
    for row in rows:
        before = gone.get(row.pk, NOTHING)
        for spot in spots.get(row.lot_id or 0, ()):
            one = _returnable(row, materials[row.material_id], spot, before)
            if one.mass_kg > 0:
                found.append(one)
    return found


def _returnable(
    row: ReceiptLine, material: catalogue.Material, spot: catalogue.Spot, before: Returned
) -> Returnable:
    came = row.pieces - row.rejected_pieces - before.pieces
    came_kg = row.mass_kg - row.rejected_kg - before.mass_kg
    return Returnable(
        line=row,
        material=material,
        rack=spot.rack,
        pieces=min(spot.pieces - spot.reserved_pieces, came),
        mass_kg=min(spot.mass_kg - spot.reserved_kg, came_kg),
    )

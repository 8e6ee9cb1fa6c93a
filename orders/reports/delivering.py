"""Delivery notes with what left: materials, lots, heats, certificates."""

from dataclasses import dataclass
from decimal import Decimal

from inventory import catalogue
from orders.models import DeliveryNote, DeliveryNoteLine


@dataclass(frozen=True)
class DeliveredLine:
    """A line of a delivery note with its material, its lot's number, heat and certificate.

    certificate_id: the attachment, None where the lot came without one.
    """

    line: DeliveryNoteLine
    material: catalogue.Material
    lot_number: str
    heat: str
    certificate_id: int | None


@dataclass(frozen=True)
class NoteView:
    """A delivery note with its lines and their sums."""

    note: DeliveryNote
    lines: tuple[DeliveredLine, ...]
    pieces: int
    mass_kg: Decimal


def note_view(note: DeliveryNote) -> NoteView:
    """Gather a delivery note with its lines. Three statements."""
    lines = list(
        DeliveryNoteLine.objects.filter(note=note).select_related("lot").order_by("line_no")
    )
    materials = catalogue.materials_by_id(note.center_id, (x.material_id for x in lines))
    files = catalogue.certificate_files(line.lot_id for line in lines)
    return NoteView(
        note=note,
        lines=tuple(
            DeliveredLine(
                line=line,
                material=materials[line.material_id],
                lot_number=line.lot.number,
                heat=line.lot.heat,
                certificate_id=files.get(line.lot_id),
            )
            for line in lines
        ),
        pieces=sum(line.pieces for line in lines),
        mass_kg=sum((line.mass_kg for line in lines), Decimal(0)),
    )

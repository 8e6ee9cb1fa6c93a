"""The delivery note (surat jalan) as its PDF shows it: what left, and no prices."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import kg, moment, whole
from orders.documents.wording import filled, material_name, quantity_text
from orders.reports.delivering import DeliveredLine, NoteView

TEMPLATE = Path(__file__).with_suffix(".typ")


def delivery_note_data(view: NoteView, *, signature_png: bytes | None) -> dict[str, Any]:
    """Write a note in the language that is active; center, workshop, order, pool at hand."""
    note = view.note
    workshop = note.workshop
    total = kg(view.mass_kg)
    if view.pieces:
        total = _("%(pieces)s pieces, %(mass)s") % {"pieces": whole(view.pieces), "mass": total}
    return {
        "language": (get_language() or "id")[:2],
        "title": _("Delivery note"),
        "number": note.number,
        "letterhead": asdict(letterhead_of(note.center)),
        "left": filled(
            (_("To"), workshop.name),
            (_("Code"), workshop.code),
            (_("Address"), ", ".join(workshop.address.splitlines())),
            (_("District"), workshop.district),
        ),
        "right": filled(
            (_("Handed over"), moment(note.handed_at)),
            (_("Order number"), note.order.number if note.order else ""),
            (_("Pool"), note.pool.number if note.pool else ""),
            (_("Vehicle"), note.vehicle),
        ),
        "columns": [_("No."), _("Material"), _("Lot and heat"), _("Quantity"), _("Weighed")],
        "rows": [_row(line) for line in view.lines],
        "totals": [[_("Total"), total]],
        "signatures": [
            [_("Handed over by"), note.handed_by.shown_name if note.handed_by else ""],
            [_("Received by"), note.receiver_name],
        ],
        "signature": None if signature_png is None else list(signature_png),
        "signature_alt": _("Signature of %(name)s") % {"name": note.receiver_name},
    }


def _row(row: DeliveredLine) -> list[str]:
    line = row.line
    return [
        str(line.line_no),
        f"{material_name(row.material)}\n{row.material.code}",
        f"{row.lot_number}\n{row.heat or '–'}",
        quantity_text(row.material, pieces=line.pieces, mass_kg=line.mass_kg),
        kg(line.mass_kg),
    ]

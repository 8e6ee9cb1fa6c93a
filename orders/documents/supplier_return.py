"""The note that goes with goods back to their supplier (surat retur): what leaves and why."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import kg, moment
from orders.documents.wording import filled, material_name, quantity_text
from orders.reports.supplier_returns import ReturnedLine, ReturnView

TEMPLATE = Path(__file__).with_suffix(".typ")


def supplier_return_data(view: ReturnView) -> dict[str, Any]:
    """Write a return in the language that is active; supplier, center and order at hand."""
    note = view.note
    supplier, sender = note.supplier, note.returned_by
    return {
        "language": (get_language() or "id")[:2],
        "title": _("Return of goods"),
        "number": note.number,
        "letterhead": asdict(letterhead_of(note.center)),
        "left": filled(
            (_("To"), supplier.name), (_("City"), supplier.city), (_("NPWP"), supplier.npwp)
        ),
        "right": filled(
            (_("Sent back"), moment(note.returned_at)),
            (_("Purchase order"), note.purchase_order.number if note.purchase_order else ""),
            (_("Vehicle"), note.vehicle),
        ),
        "columns": [
            _("No."),
            _("Material"),
            _("Receipt"),
            _("Lot and heat"),
            _("Quantity"),
            _("Weighed"),
        ],
        "rows": [_row(row) for row in view.lines],
        "totals": [[_("Total"), kg(view.mass_kg)]],
        "reason_title": _("Why it goes back"),
        "reason": note.reason,
        "signatures": [
            [_("Handed over by"), sender.shown_name if sender else ""],
            [_("Driver"), ""],
            [_("Received by"), ""],
        ],
    }


def _row(row: ReturnedLine) -> list[str]:
    line = row.line
    return [
        str(line.line_no),
        f"{material_name(row.material)}\n{row.material.code}",
        f"{line.receipt_line.receipt.number}\n{line.receipt_line.receipt.supplier_note}",
        f"{line.lot.number}\n{line.lot.heat or '–'}",
        quantity_text(row.material, pieces=line.pieces, mass_kg=line.mass_kg),
        kg(line.mass_kg),
    ]

"""The goods receipt (penerimaan barang) as its PDF shows it."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from inventory import catalogue
from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import kg, moment, percent, whole
from orders.documents.wording import filled, material_name, quantity_text
from orders.models import Receipt, ReceiptLine

TEMPLATE = Path(__file__).with_suffix(".typ")


@dataclass(frozen=True)
class ReceiptPaper:
    """A receipt with its order, supplier, center and receiver at hand; sums in kg.

    lines: (line, material, weighed less table weight in percent) by number.
    """

    receipt: Receipt
    lines: tuple[tuple[ReceiptLine, catalogue.Material, Decimal | None], ...]
    mass_kg: Decimal
    table_kg: Decimal
    rejected_kg: Decimal


def receipt_data(paper: ReceiptPaper) -> dict[str, Any]:
    """Write a receipt in the language that is active: every value a text."""
    receipt = paper.receipt
    receiver = receipt.received_by
    return {
        "language": (get_language() or "id")[:2],
        "title": _("Goods receipt"),
        "number": receipt.number,
        "letterhead": asdict(letterhead_of(receipt.center)),
        "left": _sender(receipt),
        "right": _occasion(receipt),
        "columns": [
            _("No."),
            _("Material"),
            _("Heat / lot"),
            _("Pieces"),
            _("Weighed"),
            _("Table weight"),
            _("Rejected"),
        ],
        "rows": [_row(*line) for line in paper.lines],
        "totals": [
            [_("Table weight"), kg(paper.table_kg)],
            [_("Rejected"), kg(paper.rejected_kg)],
            [_("Weighed"), kg(paper.mass_kg)],
        ],
        "rejected_title": _("Rejected, went back with the vehicle"),
        "rejected": [
            f"{row.line_no}: {row.reject_reason}" for row, _m, _d in paper.lines if row.rejected_kg
        ],
        "signatures": [
            [_("Driver"), ""],
            [_("Received by"), receiver.shown_name if receiver else ""],
            [_("Checked by"), ""],
        ],
    }


def _sender(receipt: Receipt) -> list[list[str]]:
    return filled(
        (_("Supplier"), receipt.supplier.name),
        (_("Delivery note"), receipt.supplier_note),
        (_("Vehicle"), receipt.vehicle),
    )


def _occasion(receipt: Receipt) -> list[list[str]]:
    order = receipt.purchase_order
    return filled(
        (_("Received"), moment(receipt.received_at)),
        (_("Purchase order"), order.number if order else ""),
        (_("Pool"), order.pool.number if order and order.pool else ""),
    )


def _row(
    row: ReceiptLine, material: catalogue.Material, difference_percent: Decimal | None
) -> list[str]:
    difference = ""
    if difference_percent is not None:
        sign = "+" if difference_percent > 0 else ""
        difference = f"\n{sign}{percent(difference_percent)}"
    rejected = ""
    if row.rejected_kg:
        count = quantity_text(material, pieces=row.rejected_pieces, mass_kg=row.rejected_kg)
        pieces = f"\n{count}" if row.rejected_pieces else ""
        rejected = f"{kg(row.rejected_kg)}{pieces}"
    return [
        str(row.line_no),
        f"{material_name(material)}\n{material.code}",
        f"{row.heat or '–'}\n{row.lot.number if row.lot else ''}",
        whole(row.pieces) if material.is_counted else "–",
        f"{kg(row.mass_kg)}{difference}",
        kg(row.table_kg) if material.is_counted else "–",
        rejected,
    ]

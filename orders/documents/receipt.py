"""The goods receipt (penerimaan barang) as its PDF shows it."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from inventory import catalogue
from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import kg, moment, percent, whole
from orders.documents.wording import filled, material_name, quantity_text
from orders.models import Receipt, ReceiptLine

TEMPLATE = Path(__file__).with_suffix(".typ")


@dataclass(frozen=True)
class PaperLine:
    """A heat: weighed less table weight in percent, whether that lies in the standard."""

    line: ReceiptLine
    material: catalogue.Material
    difference_percent: Decimal | None
    is_in_standard: bool | None
    certificate: str
    has_file: bool


@dataclass(frozen=True)
class ReceiptPaper:
    """A receipt with its order, supplier, center and receiver at hand; sums in kg."""

    receipt: Receipt
    lines: tuple[PaperLine, ...]
    photos: int
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
            _("Accepted"),
            _("Rejected"),
        ],
        "rows": [_row(line) for line in paper.lines],
        "totals": [
            [_("Table weight"), kg(paper.table_kg)],
            [_("Accepted"), kg(paper.mass_kg - paper.rejected_kg)],
            [_("Rejected"), kg(paper.rejected_kg)],
            [_("Weighed"), kg(paper.mass_kg)],
        ],
        "rejected_title": _("Rejected, went back with the vehicle"),
        "rejected": _remarks(paper, "reject_reason"),
        "quarantined_title": _("In quarantine until a supervisor releases it"),
        "quarantined": _remarks(paper, "quarantine_reason"),
        "papers_title": _("Certificates and photos"),
        "papers": _papers(paper),
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


def _remarks(paper: ReceiptPaper, reason: str) -> list[str]:
    lines = [line.line for line in paper.lines if getattr(line.line, reason)]
    return [f"{line.line_no}: {getattr(line, reason)}" for line in lines]


def _papers(paper: ReceiptPaper) -> list[str]:
    said = [
        f"{line.line.line_no}: {line.certificate or _('mill certificate as a file')}"
        for line in paper.lines
        if line.certificate or line.has_file
    ]
    if paper.photos:
        photos = ngettext("%(count)s photo is kept", "%(count)s photos are kept", paper.photos)
        said.append(photos % {"count": paper.photos})
    return said


def _row(paper_line: PaperLine) -> list[str]:
    row, material = paper_line.line, paper_line.material
    difference = ""
    if paper_line.difference_percent is not None:
        sign = "+" if paper_line.difference_percent > 0 else ""
        difference = f"\n{sign}{percent(paper_line.difference_percent)}"
    if paper_line.is_in_standard is not None:
        judged = _("in tolerance") if paper_line.is_in_standard else _("outside tolerance")
        difference = f"{difference}\n{judged}"
    accepted_kg = row.mass_kg - row.rejected_kg
    return [
        str(row.line_no),
        f"{material_name(material)}\n{material.code}",
        f"{row.heat or '–'}\n{row.lot.number if row.lot else ''}",
        whole(row.pieces) if material.is_counted else "–",
        f"{kg(row.mass_kg)}{difference}",
        kg(row.table_kg) if material.is_counted else "–",
        _part(material, row.pieces - row.rejected_pieces, accepted_kg),
        _part(material, row.rejected_pieces, row.rejected_kg),
    ]


def _part(material: catalogue.Material, pieces: int, mass_kg: Decimal) -> str:
    """Write an accepted or rejected part, "" for none."""
    if not mass_kg:
        return ""
    count = quantity_text(material, pieces=pieces, mass_kg=mass_kg)
    return f"{kg(mass_kg)}\n{count}" if pieces else kg(mass_kg)

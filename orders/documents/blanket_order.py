"""The blanket order (kontrak payung) as its PDF shows it, on the paper of a purchase order."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import day, kg, price, rupiah
from materialcenter.rules.money import line_amount
from orders.documents.purchase_order import TEMPLATE
from orders.documents.wording import filled, material_name
from orders.models import BlanketOrder
from orders.reports.blanket_orders import BlanketLine, BlanketPapers

__all__ = ["TEMPLATE", "blanket_order_data"]


def blanket_order_data(papers: BlanketPapers) -> dict[str, Any]:
    """Write a blanket order in the language that is active: every value a text."""
    blanket = papers.blanket
    center, supplier = blanket.center, blanket.supplier
    return {
        "language": (get_language() or "id")[:2],
        "title": _("Blanket order"),
        "number": blanket.number,
        "letterhead": asdict(letterhead_of(center)),
        "left": filled(
            (_("To"), supplier.name),
            (_("City"), supplier.city),
            (_("NPWP"), supplier.npwp),
            (_("Your number"), blanket.reference),
        ),
        "right": filled(
            (_("Date"), day(blanket.approved_at or blanket.created_at)),
            (_("Valid from"), day(blanket.valid_from)),
            (_("Valid until"), day(blanket.valid_until)),
            (_("Deliver to"), f"{center.name}, {center.city}"),
        ),
        "columns": [
            _("No."),
            _("Material"),
            _("Agreed"),
            _("Price per kg"),
            _("Price per kg of"),
            _("Amount (Rp)"),
        ],
        "rows": [_row(row) for row in papers.lines],
        "totals": [[_("Total before VAT"), rupiah(sum(map(_amount, papers.lines)))]],
        "terms_title": _("Terms"),
        "terms": [
            _("Deliver only what a purchase order calls off that names this number."),
            _("The price holds for every part that is called off within these days."),
            _("Deliver with a mill certificate that names each heat number."),
        ],
        "signatures": _signatures(blanket),
    }


def _amount(row: BlanketLine) -> int:
    return line_amount(row.line.agreed_kg, row.line.price_per_kg)


def _row(row: BlanketLine) -> list[str]:
    return [
        str(row.line.line_no),
        f"{material_name(row.material)}\n{row.material.code}",
        kg(row.line.agreed_kg),
        price(row.line.price_per_kg),
        row.line.get_weight_basis_display(),
        rupiah(_amount(row)),
    ]


def _signatures(blanket: BlanketOrder) -> list[list[str]]:
    writer, approver = blanket.created_by, blanket.approved_by
    return [
        [_("Written by"), writer.shown_name if writer else blanket.center.name],
        [_("Approved by"), approver.shown_name if approver else ""],
        [_("Supplier"), ""],
    ]

"""The purchase order (pesanan pembelian) as its PDF shows it."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import day, kg, price, rupiah
from orders.documents.wording import material_name, quantity_text
from orders.reports.purchasing import OrderedLine, OrderedPapers

TEMPLATE = Path(__file__).with_suffix(".typ")


def purchase_order_paper(papers: OrderedPapers) -> dict[str, Any]:
    """Write an order in the language that is active: every value a text."""
    order = papers.order
    center, supplier = order.center, order.supplier
    totals = [[_("Goods"), rupiah(papers.net - order.freight)]]
    if order.freight:
        totals.append([_("Freight"), rupiah(order.freight)])
    if papers.tax:
        totals.append([_("VAT (PPN) on 11/12 of the price"), rupiah(papers.tax)])
    return {
        "language": (get_language() or "id")[:2],
        "title": _("Purchase order"),
        "number": order.number,
        "letterhead": asdict(letterhead_of(center)),
        "left": _filled(
            (_("To"), supplier.name),
            (_("City"), supplier.city),
            (_("NPWP"), supplier.npwp),
            (_("Mail"), supplier.email),
        ),
        "right": _filled(
            (_("Date"), day(order.approved_at or order.created_at)),
            (_("Delivery by"), day(order.expected_on) if order.expected_on else ""),
            (_("Deliver to"), f"{center.name}, {center.city}"),
            (_("Pool"), order.pool.number if order.pool else ""),
        ),
        "columns": [_("No."), _("Material"), _("Quantity"), _("Table weight"), _("Price per kg"), _("Amount")],
        "rows": [_row(line) for line in papers.lines],
        "totals": [*totals, [_("Total"), rupiah(papers.total)]],
        "terms_title": _("Terms"),
        "terms": _terms(papers),
        "signatures": [
            [_("Ordered by"), order.created_by.shown_name if order.created_by else center.name],
            [_("Approved by"), order.approved_by.shown_name if order.approved_by else ""],
            [_("Supplier"), ""],
        ],
    }


def _row(line: OrderedLine) -> list[str]:
    row, material = line.line, line.material
    return [
        str(row.line_no),
        f"{material_name(material)}\n{material.code}",
        quantity_text(material, pieces=row.pieces, mass_kg=row.mass_kg),
        kg(row.mass_kg),
        f"{price(row.price_per_kg)}\n{row.get_weight_basis_display()}",
        rupiah(line.amount),
    ]


def _terms(papers: OrderedPapers) -> list[str]:
    supplier = papers.order.supplier
    found = [
        _("Quote our order number on the delivery note and on the invoice."),
        _("Deliver with a mill certificate that names each heat number."),
        _("Payment within %(days)s days of the invoice.") % {"days": supplier.payment_terms_days},
    ]
    if any(not line.is_by_table for line in papers.lines):
        found.append(
            _("Where a price is per weighed weight, the weight on our scale is what is paid.")
        )
    if papers.order.note:
        found.append(papers.order.note)
    return found


def _filled(*pairs: tuple[str, str]) -> list[list[str]]:
    return [list(pair) for pair in pairs if pair[1]]

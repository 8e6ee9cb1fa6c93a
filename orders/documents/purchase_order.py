"""The purchase order (pesanan pembelian) as its PDF shows it."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from inventory import catalogue
from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import day, kg, price, rupiah
from orders.documents.wording import filled, material_name, quantity_text
from orders.models import PurchaseOrder, PurchaseOrderLine, WeightBasis

TEMPLATE = Path(__file__).with_suffix(".typ")


@dataclass(frozen=True)
class PurchaseOrderPaper:
    """An order with its supplier, center, pool and people at hand; sums in whole rupiah.

    lines: (line, material, amount before tax) by number. net includes freight.
    """

    order: PurchaseOrder
    lines: tuple[tuple[PurchaseOrderLine, catalogue.Material, int], ...]
    net: int
    tax: int
    total: int


def purchase_order_data(paper: PurchaseOrderPaper) -> dict[str, Any]:
    """Write an order in the language that is active: every value a text."""
    order = paper.order
    center = order.center
    return {
        "language": (get_language() or "id")[:2],
        "title": _("Purchase order"),
        "number": _number(order),
        "letterhead": asdict(letterhead_of(center)),
        "left": _addressee(order),
        "right": _delivery(order),
        "columns": [
            _("No."),
            _("Material"),
            _("Quantity"),
            _("Table weight"),
            _("Price per kg"),
            _("Amount (Rp)"),
        ],
        "rows": [_row(*line) for line in paper.lines],
        "totals": _totals(paper),
        "terms_title": _("Terms"),
        "terms": _terms(paper),
        "signatures": [
            [_("Ordered by"), order.created_by.shown_name if order.created_by else center.name],
            [_("Approved by"), order.approved_by.shown_name if order.approved_by else ""],
            [_("Supplier"), ""],
        ],
    }


def _number(order: PurchaseOrder) -> str:
    if not order.revision:
        return order.number
    return f"{order.number} · " + _("Revision %(number)s") % {"number": order.revision}


def _addressee(order: PurchaseOrder) -> list[list[str]]:
    supplier = order.supplier
    return filled(
        (_("To"), supplier.name),
        (_("City"), supplier.city),
        (_("NPWP"), supplier.npwp),
        (_("Mail"), supplier.email),
    )


def _delivery(order: PurchaseOrder) -> list[list[str]]:
    center = order.center
    return filled(
        (_("Date"), day(order.approved_at or order.created_at)),
        (_("Delivery by"), day(order.expected_on) if order.expected_on else ""),
        (_("Deliver to"), f"{center.name}, {center.city}"),
        (_("Pool"), order.pool.number if order.pool else ""),
        (_("Called off from"), order.blanket_order.number if order.blanket_order else ""),
    )


def _totals(paper: PurchaseOrderPaper) -> list[list[str]]:
    freight = paper.order.freight
    totals = [[_("Goods"), rupiah(paper.net - freight)]]
    if freight:
        totals.append([_("Freight"), rupiah(freight)])
    if paper.tax:
        totals.append([_("VAT (PPN) on 11/12 of the price"), rupiah(paper.tax)])
    return [*totals, [_("Total"), rupiah(paper.total)]]


def _row(row: PurchaseOrderLine, material: catalogue.Material, amount: int) -> list[str]:
    return [
        str(row.line_no),
        f"{material_name(material)}\n{material.code}",
        quantity_text(material, pieces=row.pieces, mass_kg=row.mass_kg),
        kg(row.mass_kg),
        f"{price(row.price_per_kg)}\n{row.get_weight_basis_display()}",
        rupiah(amount),
    ]


def _terms(paper: PurchaseOrderPaper) -> list[str]:
    supplier = paper.order.supplier
    found = [
        _("Quote our order number on the delivery note and on the invoice."),
        _("Deliver with a mill certificate that names each heat number."),
        _("Payment within %(days)s days of the invoice.") % {"days": supplier.payment_terms_days},
    ]
    if any(row.weight_basis == WeightBasis.WEIGHED for row, _material, _amount in paper.lines):
        found.append(
            _("Where a price is per weighed weight, the weight on our scale is what is paid.")
        )
    if paper.order.revision:
        found.append(_("This revision replaces what we sent before. Please confirm it."))
    if paper.order.note:
        found.append(paper.order.note)
    return found

"""A settlement (nota penyelesaian penerimaan) as its PDF shows it to the supplier."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import day, kg, price, rupiah
from orders.documents.wording import filled, material_name
from orders.models import SupplierInvoice
from orders.reports.settlements import SettledLine, SettlementView
from orders.rules.words import in_words

TEMPLATE = Path(__file__).with_suffix(".typ")


def settlement_data(view: SettlementView) -> dict[str, Any]:
    """Write a settlement in the active language; center and supplier at hand."""
    invoice = view.invoice
    language = (get_language() or "id")[:2]
    return {
        "language": language,
        "title": _("Settlement of goods received"),
        "number": invoice.number,
        "letterhead": asdict(letterhead_of(invoice.center)),
        **_heads(view),
        "columns": [
            _("No."),
            _("Received"),
            _("Heat"),
            _("kg"),
            _("Price per kg"),
            _("Amount (Rp)"),
        ],
        "rows": [_row(one) for one in view.lines],
        "totals": _totals(invoice),
        "words_title": _("In words"),
        "words": in_words(invoice.total, language).capitalize(),
        "why_title": _("What it is"),
        "why": [
            _("We pay this amount without an invoice, from what we received and accepted."),
            _("Please send no invoice for it; your tax invoice should name this number."),
        ],
        "signatures": [[_("Issued by"), invoice.center.legal_name]],
    }


def _heads(view: SettlementView) -> dict[str, Any]:
    invoice, supplier = view.invoice, view.invoice.supplier
    return {
        "left": filled(
            (_("To"), supplier.name), (_("City"), supplier.city), (_("NPWP"), supplier.npwp)
        ),
        "right": filled(
            (_("Date"), day(invoice.invoiced_on)),
            (_("Due date"), day(invoice.due_on)),
            (_("Goods receipt"), view.receipt_number),
            (_("Received"), day(timezone.localdate(view.received_at))),
            (_("Purchase order"), view.order_number),
            (_("Delivery note"), view.supplier_note),
        ),
    }


def _row(one: SettledLine) -> list[str]:
    line, row = one.line, one.row
    return [
        str(line.line_no),
        f"{material_name(row.material)}\n{row.material.code}",
        row.heat or "–",
        kg(line.mass_kg),
        price(line.price_per_kg),
        rupiah(line.amount),
    ]


def _totals(invoice: SupplierInvoice) -> list[list[str]]:
    found = []
    if invoice.freight:
        found.append([_("Freight as agreed"), rupiah(invoice.freight)])
    if invoice.tax:
        found.append([_("VAT (PPN) on 11/12 of the price"), rupiah(invoice.tax)])
    net = [[_("Net"), rupiah(invoice.net)]] if found else []
    return [*net, *found, [_("Total"), rupiah(invoice.total)]]

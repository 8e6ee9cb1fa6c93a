"""The invoice (faktur penjualan) as its PDF shows it."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import day, kg, price, rupiah
from orders.documents.qr import qr_picture
from orders.documents.wording import filled, material_name, quantity_text, with_sen
from orders.models import Invoice
from orders.reports.billing import BilledLine, InvoiceView, ways_to_pay
from orders.rules.words import in_words

TEMPLATE = Path(__file__).with_suffix(".typ")


def invoice_data(view: InvoiceView) -> dict[str, Any]:
    """Write an invoice in the language that is active; center, workshop and note at hand.

    It stands as it was issued: what was paid at the counter is named, what came later is
    on the receipts.
    """
    invoice = view.invoice
    language = (get_language() or "id")[:2]
    ways = ways_to_pay(invoice)
    return {
        "language": language,
        "title": _("Invoice"),
        "number": invoice.number,
        "letterhead": asdict(letterhead_of(invoice.center)),
        **_heads(invoice),
        "columns": [
            _("No."),
            _("Material"),
            _("Quantity"),
            _("Kg"),
            _("Price per kg"),
            _("Amount"),
        ],
        "rows": [_row(line) for line in view.lines],
        "totals": _totals(view),
        "words_title": _("In words"),
        "words": in_words(invoice.total, language).capitalize(),
        "pay_title": _("How to pay"),
        "pay": _pay(view, ways.bank_account),
        "qr": qr_picture(ways.qris_payload) if ways.qris_payload else None,
        "qr_alt": _("QRIS code for invoice %(number)s") % {"number": invoice.number},
        "signatures": [[_("Issued by"), invoice.center.legal_name]],
    }


def _heads(invoice: Invoice) -> dict[str, Any]:
    workshop = invoice.workshop
    return {
        "left": filled(
            (_("To"), workshop.name),
            (_("Code"), workshop.code),
            (_("Address"), ", ".join(workshop.address.splitlines())),
            (_("NPWP"), workshop.npwp),
        ),
        "right": filled(
            (_("Date"), day(invoice.issued_at)),
            (_("Due date"), day(invoice.due_on)),
            (_("Delivery note"), invoice.delivery_note.number if invoice.delivery_note else ""),
            (_("Order number"), _source(invoice)),
            (_("NITKU"), invoice.center.nitku if invoice.tax else ""),
        ),
    }


def _row(row: BilledLine) -> list[str]:
    line = row.line
    return [
        str(line.line_no),
        f"{material_name(row.material)}\n{row.material.code}",
        quantity_text(row.material, pieces=line.pieces, mass_kg=line.mass_kg),
        f"{kg(line.mass_kg)}\n{line.get_weight_basis_display()}",
        price(line.price_per_kg),
        rupiah(line.amount),
    ]


def _source(invoice: Invoice) -> str:
    note = invoice.delivery_note
    if note is None:
        return ""
    if note.order is not None:
        return note.order.number
    return note.pool.number if note.pool else ""


def _totals(view: InvoiceView) -> list[list[str]]:
    invoice = view.invoice
    found = []
    if invoice.tax:
        found = [
            [_("Net"), rupiah(invoice.net)],
            [_("Tax base (11/12 of net)"), with_sen(invoice.tax_base)],
            [_("VAT (PPN) 12 percent"), rupiah(invoice.tax)],
        ]
    found.append([_("Total"), rupiah(invoice.total)])
    if invoice.paid:
        found.append([_("Paid"), rupiah(invoice.paid)])
        found.append([_("To pay"), rupiah(view.open)])
    return found


def _pay(view: InvoiceView, bank_account: str) -> list[str]:
    invoice = view.invoice
    if not view.open:
        return [_("This invoice is paid. Thank you.")]
    lines = [
        _("Please pay %(amount)s by %(day)s and name %(number)s.")
        % {"amount": rupiah(view.open), "day": day(invoice.due_on), "number": invoice.number}
    ]
    if bank_account:
        lines.append(_("Bank transfer: %(account)s") % {"account": bank_account})
    return lines

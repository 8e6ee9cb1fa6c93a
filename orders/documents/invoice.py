"""The invoice (faktur penjualan) as its PDF shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import day, kg, price, rupiah
from orders.documents.qr import qr_picture
from orders.documents.wording import filled, material_name, quantity_text, with_sen
from orders.models import DeliveryNote, Payment
from orders.reports.billing import BilledLine, InvoiceView, ways_to_pay
from orders.rules.words import in_words

TEMPLATE = Path(__file__).with_suffix(".typ")
MOST_NAMED = 3


def invoice_data(view: InvoiceView) -> dict[str, Any]:
    """Write an invoice in the language that is active; center, workshop and note at hand.

    It stands as it was issued: what was paid at the counter is named, what came later is
    on the receipts.
    """
    invoice = view.invoice
    language = (get_language() or "id")[:2]
    ways = ways_to_pay(invoice)
    notes = {note.pk: note.number for note in view.notes} if len(view.notes) > 1 else {}
    return {
        "language": language,
        "title": _("Invoice"),
        "number": invoice.number,
        "letterhead": asdict(letterhead_of(invoice.center)),
        **_heads(view),
        "columns": [
            _("No."),
            _("Material"),
            _("Quantity"),
            _("Kg"),
            _("Price per kg"),
            _("Amount"),
        ],
        "rows": [_row(line, notes) for line in view.lines],
        "totals": _totals(view),
        "words_title": _("In words"),
        "words": in_words(invoice.total, language).capitalize(),
        "pay_title": _("How to pay"),
        "pay": _pay(view, ways.bank_account),
        "qr": qr_picture(ways.qris_payload) if ways.qris_payload else None,
        "qr_alt": _("QRIS code for invoice %(number)s") % {"number": invoice.number},
        "signatures": [[_("Issued by"), invoice.center.legal_name]],
    }


def _heads(view: InvoiceView) -> dict[str, Any]:
    invoice, workshop = view.invoice, view.invoice.workshop
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
            (_("Month"), formats.date_format(invoice.month, "F Y") if invoice.month else ""),
            (_("Delivery note"), _listed(note.number for note in view.notes)),
            (_("Order number"), _listed(_source(note) for note in view.notes)),
            (_("NITKU"), invoice.center.nitku if invoice.tax else ""),
            (_("Tax invoice (NSFP)"), invoice.tax_number),
        ),
    }


def _row(row: BilledLine, notes: Mapping[int, str]) -> list[str]:
    line = row.line
    of_note = notes.get(line.delivery_note_id or 0)
    return [
        str(line.line_no),
        "\n".join(filter(None, (material_name(row.material), row.material.code, of_note))),
        quantity_text(row.material, pieces=line.pieces, mass_kg=line.mass_kg),
        f"{kg(line.mass_kg)}\n{line.get_weight_basis_display()}",
        price(line.price_per_kg),
        rupiah(line.amount),
    ]


def _listed(numbers: Iterable[str]) -> str:
    """Join numbers, each once; of more than MOST_NAMED say how many, since lines name them."""
    found = list(dict.fromkeys(numbers))
    if len(found) > MOST_NAMED:
        return _("%(count)s, see the lines") % {"count": len(found)}
    return ", ".join(found)


def _source(note: DeliveryNote) -> str:
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
        found += [[title, rupiah(amount)] for title, amount in _paid(view.payments).items()]
        found.append([_("To pay"), rupiah(view.open)])
    return found


def _paid(payments: Iterable[Payment]) -> dict[str, int]:
    """Sum what is paid by where it came from: deposit, each credit note, write-off, money."""
    sums: dict[str, int] = {}
    for payment in payments:
        title = _("Paid")
        if payment.method == Payment.Method.DEPOSIT:
            title = _("Paid from the deposit")
        elif payment.credit_note is not None:
            title = _("Credit note %(number)s") % {"number": payment.credit_note.number}
        elif payment.method == Payment.Method.WRITE_OFF:
            title = _("Written off")
        sums[title] = sums.get(title, 0) + payment.amount
    return sums


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

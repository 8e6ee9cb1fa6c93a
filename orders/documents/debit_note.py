"""The debit note (nota debit) as its PDF shows it to the supplier."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import day, kg, price, rupiah
from orders.documents.wording import filled, material_name
from orders.models import SupplierCredit
from orders.reports.supplier_credits import CreditedLine, SupplierCreditView
from orders.rules.words import in_words

TEMPLATE = Path(__file__).with_suffix(".typ")


def debit_note_data(view: SupplierCreditView) -> dict[str, Any]:
    """Write a booked note in the active language; center, supplier and invoice at hand."""
    note = view.credit
    language = (get_language() or "id")[:2]
    return {
        "language": language,
        "title": _("Debit note"),
        "number": note.number,
        "letterhead": asdict(letterhead_of(note.center)),
        **_heads(note),
        "columns": [
            _("No."),
            _("Billed"),
            _("Why"),
            _("kg"),
            _("Price per kg"),
            _("Amount (Rp)"),
        ],
        "rows": [_row(row) for row in view.lines],
        "totals": _totals(note),
        "words_title": _("In words"),
        "words": in_words(note.amount, language).capitalize(),
        "why_title": _("What it does"),
        "why": [
            _("It lowers invoice %(number)s from %(total)s to %(left)s.")
            % {
                "number": note.invoice.number,
                "total": rupiah(note.invoice.total),
                "left": rupiah(note.invoice.total - note.invoice.credited),
            }
        ],
        "signatures": [[_("Issued by"), note.center.legal_name]],
    }


def _heads(note: SupplierCredit) -> dict[str, Any]:
    supplier = note.supplier
    return {
        "left": filled(
            (_("To"), supplier.name), (_("City"), supplier.city), (_("NPWP"), supplier.npwp)
        ),
        "right": filled(
            (_("Date"), day(note.dated_on)),
            (_("Invoice"), note.invoice.number),
            (_("Invoice date"), day(note.invoice.invoiced_on)),
        ),
    }


def _row(row: CreditedLine) -> list[str]:
    line = row.line
    if row.material is None:
        billed = line.description or _("Freight")
    else:
        billed = f"{material_name(row.material)}\n{row.material.code} · {row.order_number}"
    return [
        str(line.line_no),
        billed,
        row.cause,
        kg(line.mass_kg) if line.mass_kg else "–",
        price(line.price_per_kg) if line.mass_kg else "–",
        rupiah(line.amount),
    ]


def _totals(note: SupplierCredit) -> list[list[str]]:
    found = []
    if note.tax:
        found = [
            [_("Net"), rupiah(note.net)],
            [_("VAT (PPN) on 11/12 of the price"), rupiah(note.tax)],
        ]
    return [*found, [_("Total"), rupiah(note.amount)]]

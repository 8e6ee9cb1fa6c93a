"""The credit note (nota kredit) as its PDF shows it."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import day, kg, price, rupiah
from orders.documents.wording import filled, material_name, quantity_text, with_sen
from orders.models import CreditNote
from orders.reports.credited import CreditNoteView, GivenBack
from orders.rules.words import in_words

TEMPLATE = Path(__file__).with_suffix(".typ")


def credit_note_data(view: CreditNoteView) -> dict[str, Any]:
    """Write a credit note in the language that is active; everything it names at hand.

    It stands as it was issued: how much is left is on its page and on the statement.
    """
    note = view.note
    language = (get_language() or "id")[:2]
    return {
        "language": language,
        "title": _("Credit note"),
        "number": note.number,
        "letterhead": asdict(letterhead_of(note.center)),
        **_heads(note),
        "columns": [
            _("No."),
            _("Material"),
            _("Quantity"),
            _("Weight"),
            _("Price per kg"),
            _("Amount"),
        ],
        "rows": [_row(row) for row in view.lines],
        "totals": _totals(view),
        "words_title": _("In words"),
        "words": in_words(note.amount, language).capitalize(),
        "why_title": _("Why"),
        "why": _why(note),
        "signatures": [[_("Issued by"), note.center.legal_name]],
    }


def _heads(note: CreditNote) -> dict[str, Any]:
    workshop = note.workshop
    return {
        "left": filled(
            (_("To"), workshop.name),
            (_("Code"), workshop.code),
            (_("Address"), ", ".join(workshop.address.splitlines())),
            (_("NPWP"), workshop.npwp),
        ),
        "right": filled(
            (_("Date"), day(note.issued_at)),
            (_("Invoice"), note.invoice.number if note.invoice else ""),
            (_("Pool"), note.pool.number if note.pool else ""),
        ),
    }


def _row(row: GivenBack) -> list[str]:
    line = row.line
    return [
        str(line.line_no),
        f"{material_name(row.material)}\n{row.material.code}",
        quantity_text(row.material, pieces=line.pieces, mass_kg=line.mass_kg),
        kg(line.mass_kg),
        price(line.price_per_kg),
        rupiah(line.amount),
    ]


def _totals(view: CreditNoteView) -> list[list[str]]:
    note = view.note
    found = []
    if view.unexplained:
        found.append([_("Paid ahead and not billed"), rupiah(view.unexplained)])
    if note.tax:
        found += [
            [_("Net"), rupiah(note.net)],
            [_("Tax base (11/12 of net)"), with_sen(note.tax_base)],
            [_("VAT (PPN) 12 percent"), rupiah(note.tax)],
        ]
    return [*found, [_("Total"), rupiah(note.amount)]]


def _why(note: CreditNote) -> list[str]:
    lines = [str(note.get_reason_display()), note.note]
    if note.invoice is None:
        lines.append(_("The amounts have VAT in them, as the deposit had."))
    lines.append(_("It pays open invoices, or is paid back. Please ask at the depot."))
    return [line for line in lines if line]

"""Invoices as the tax office's file says them, and credit notes as a list apart.

A credit note is no tax invoice: in the tax office's system it is entered against the invoice
it corrects, so it never stands in the file.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from materialcenter.documents.spreadsheet import Column, Kind, Table, Value
from materialcenter.models import Workshop
from orders.documents.e_faktur import TaxBuyer, TaxGoods, TaxInvoiceOut
from orders.documents.wording import material_name
from orders.models import CreditNote, InvoiceLine, WeightBasis
from orders.reports.billing import BilledLine
from orders.reports.tax_exports import TaxedInvoice
from orders.rules.tax_lines import Quantity, TaxPart, quantity_of, split_tax

_SHEETS = frozenset({"sheet", "plate"})


def tax_invoice(taxed: TaxedInvoice) -> TaxInvoiceOut:
    """Write an invoice as the tax office reads it, in the language that is active."""
    invoice = taxed.invoice
    parts = split_tax(
        [row.line.amount for row in taxed.lines], base=invoice.tax_base, tax=invoice.tax
    )
    return TaxInvoiceOut(
        issued_on=localdate(invoice.issued_at),
        reference=invoice.number,
        buyer=_buyer(invoice.workshop),
        goods=[_goods(row, part) for row, part in zip(taxed.lines, parts, strict=True)],
    )


def _buyer(workshop: Workshop) -> TaxBuyer:
    return TaxBuyer(
        tin=workshop.npwp,
        document_number=workshop.nib,
        name=workshop.name,
        address=", ".join(workshop.address.splitlines()),
        email=workshop.email,
    )


def _goods(row: BilledLine, part: TaxPart) -> TaxGoods:
    name = f"{material_name(row.material)} ({row.material.code})"
    return TaxGoods(name, _billed(row.line, form=row.material.form), row.line.amount, part)


def _billed(line: InvoiceLine, *, form: str) -> Quantity:
    return quantity_of(
        pieces=line.pieces,
        mass_kg=line.mass_kg,
        price_per_kg=line.price_per_kg,
        by_table=line.weight_basis == WeightBasis.TABLE,
        is_sheet=form in _SHEETS,
    )


_COLUMNS = (
    Column(gettext_lazy("Credit note")),
    Column(gettext_lazy("Date"), Kind.DATE),
    Column(gettext_lazy("Invoice")),
    Column(gettext_lazy("Tax invoice (NSFP)"), width=20),
    Column(gettext_lazy("Workshop"), width=34),
    Column(gettext_lazy("NPWP"), width=18),
    Column(gettext_lazy("Net"), Kind.RUPIAH),
    Column(gettext_lazy("Tax base (11/12 of net)"), Kind.PRICE),
    Column(gettext_lazy("VAT"), Kind.RUPIAH),
)


def credit_notes_table(notes: Iterable[CreditNote], *, made_at: datetime, made_by: str) -> Table:
    """Write credit notes that give tax back as a table, in the order they come."""
    return Table(
        title=_("Credit notes with VAT"),
        columns=_COLUMNS,
        rows=_rows(notes),
        made_at=made_at,
        made_by=made_by,
        narrow_by=gettext_lazy("a shorter period"),
    )


def _rows(notes: Iterable[CreditNote]) -> Iterator[tuple[Value, ...]]:
    for note in notes:
        yield (
            note.number,
            localdate(note.issued_at),
            note.invoice.number if note.invoice else "",
            note.invoice.tax_number if note.invoice else "",
            note.workshop.name,
            note.workshop.npwp,
            note.net,
            note.tax_base,
            note.tax,
        )

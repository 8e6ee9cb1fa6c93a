"""What goes to the tax office: invoices with tax, which file holds them, and credit notes apart."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from inventory import catalogue
from materialcenter.person import Person
from orders.models import CreditNote, ExportedInvoice, Invoice, InvoiceLine, TaxExport
from orders.reports.billing import BilledLine


@dataclass(frozen=True)
class TaxedInvoice:
    """An invoice with its workshop and its lines with their materials."""

    invoice: Invoice
    lines: tuple[BilledLine, ...]


@dataclass(frozen=True)
class NotExported:
    """How many invoices with tax are in no file yet, and their tax in whole rupiah."""

    count: int
    tax: int


def invoices_with_tax(person: Person) -> QuerySet[Invoice]:
    """Return the invoices that a person sees and that are the tax office's matter."""
    return Invoice.objects.visible_to(person).filter(tax__gt=0)


def is_exported() -> Exists:
    """Say of an invoice whether a file holds it already, for a query."""
    return Exists(ExportedInvoice.objects.filter(invoice=OuterRef("pk")))


def not_exported(person: Person) -> NotExported:
    """Count what is in no file yet. One statement."""
    found = (
        invoices_with_tax(person)
        .filter(~is_exported())
        .aggregate(count=Count("pk"), tax=Sum("tax"))
    )
    return NotExported(int(found["count"] or 0), int(found["tax"] or 0))


def invoices_of(export: TaxExport) -> list[TaxedInvoice]:
    """Gather the invoices of a file in the order of their numbers. Three statements."""
    invoices = list(
        Invoice.objects.filter(exports__export=export).select_related("workshop").order_by("pk")
    )
    lines: defaultdict[int, list[InvoiceLine]] = defaultdict(list)
    rows = InvoiceLine.objects.filter(invoice__exports__export=export)
    for line in rows.order_by("invoice_id", "line_no"):
        lines[line.invoice_id].append(line)
    ids = {line.material_id for of_one in lines.values() for line in of_one}
    materials = catalogue.materials_by_id(export.center_id, ids)
    return [
        TaxedInvoice(
            invoice,
            tuple(BilledLine(line, materials[line.material_id]) for line in lines[invoice.pk]),
        )
        for invoice in invoices
    ]


def exports_of(invoice: Invoice) -> list[TaxExport]:
    """List the files that hold an invoice, the first first."""
    return list(TaxExport.objects.filter(rows__invoice=invoice).order_by("pk"))


def credit_notes_with_tax(
    person: Person, *, begins_at: datetime, ends_at: datetime, most: int
) -> Iterable[CreditNote]:
    """List the credit notes of a time that give tax back, no more than `most`, by number."""
    within = Q(issued_at__gte=begins_at, issued_at__lt=ends_at)
    rows = CreditNote.objects.visible_to(person).filter(within, tax__gt=0)
    return list(rows.select_related("workshop", "invoice").order_by("pk")[:most])

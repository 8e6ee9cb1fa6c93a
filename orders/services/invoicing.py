"""Invoices to workshops: drawn with each delivery note or for several, never edited.

When which workshop is billed is billing.py's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone, translation

from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.jobs import later
from materialcenter.models import Center
from materialcenter.numbering import next_number
from materialcenter.person import system_person
from materialcenter.rules.filetypes import PDF
from materialcenter.services.filing import file_away
from orders.models import DeliveryNote, Invoice, InvoiceLine, Pool, WeightBasis
from orders.reports.bank_days import next_bank_day
from orders.rules.bill import Bill, joined_bill
from orders.services.printing_sales import DOCUMENT_LANGUAGE, invoice_pdf
from orders.services.telling_buyers import tell_buyers


@dataclass(frozen=True)
class BillingFor:
    """What an invoice is for. pool, month (its first day): of which it is the one bill."""

    kind: Invoice.Kind
    pool: Pool | None = None
    month: date | None = None


AT_HANDOVER = BillingFor(Invoice.Kind.HANDOVER)


@step
def draw_invoice(
    center: Center,
    billed: Sequence[tuple[DeliveryNote, Bill]],
    *,
    at: datetime,
    what: BillingFor = AT_HANDOVER,
) -> Invoice:
    """Write the invoice of delivery notes of one workshop, and have a worker send it as PDF.

    billed: each note with its bill, drawn up by rules.bill from its lines; no note is billed
    yet, and whoever let the goods go has checked the credit. Tax is on the total. Takes the
    number last but the payment's.
    """
    bill = joined_bill([one for _note, one in billed], is_vat_registered=center.is_vat_registered)
    invoice = Invoice.objects.create(
        center=center,
        number=next_number(
            center_id=center.pk,
            center_code=center.code,
            kind="INV",
            year=timezone.localtime(at).year,
        ),
        workshop_id=billed[0][0].workshop_id,
        kind=what.kind,
        pool=what.pool,
        month=what.month,
        issued_at=at,
        due_on=due_date(center, at=at),
        net=bill.net,
        tax_base=bill.tax_base,
        tax=bill.tax,
        total=bill.total,
    )
    InvoiceLine.objects.bulk_create(_lines(invoice, billed))
    for note, _bill in billed:
        note.invoice = invoice
    DeliveryNote.objects.filter(pk__in=[note.pk for note, _bill in billed]).update(invoice=invoice)
    later("orders.tasks.send_invoice", center_id=center.pk, invoice_id=invoice.pk)
    return invoice


def due_date(center: Center, *, at: datetime) -> date:
    """Return the day by which an invoice of now is to be paid, a day on which banks work."""
    terms = timedelta(days=center.payment_terms_days)
    return next_bank_day(center.pk, timezone.localdate(at) + terms)


def _lines(invoice: Invoice, billed: Sequence[tuple[DeliveryNote, Bill]]) -> list[InvoiceLine]:
    lines = ((note, line) for note, bill in billed for line in bill.lines)
    return [
        InvoiceLine(
            invoice=invoice,
            line_no=n,
            delivery_note=note,
            material_id=line.material_id,
            pieces=line.pieces,
            mass_kg=line.mass_kg,
            price_per_kg=line.price_per_kg,
            amount=line.amount,
            weight_basis=WeightBasis.TABLE if line.by_table else WeightBasis.WEIGHED,
        )
        for n, (note, line) in enumerate(lines, start=1)
    ]


def send_invoice(*, invoice_id: int, at: datetime) -> None:
    """Write an invoice's PDF, keep it, and have it mailed to the workshop's buyers; repeatable.

    The PDF that is kept first stays, and only with it are the mails written down, so a
    second run sends nothing.
    """
    invoice = Invoice.objects.select_related("center", "workshop").get(pk=invoice_id)
    if invoice.document_id is not None:
        return
    with translation.override(DOCUMENT_LANGUAGE):
        content = invoice_pdf(invoice)
    keep_invoice_document(invoice_id=invoice.pk, content=content, at=at)


@command
def keep_invoice_document(*, invoice_id: int, content: bytes, at: datetime) -> Invoice:
    """Keep the PDF that goes to the workshop and tell its buyers; the first one stays."""
    invoice = Invoice.objects.select_for_update(no_key=True).get(pk=invoice_id)
    if invoice.document_id is not None:
        return invoice
    _keep(invoice, content, action="invoice.sent", at=at)
    tell_buyers(workshop_id=invoice.workshop_id, about="invoice", about_id=invoice.pk)
    return invoice


def print_anew(*, invoice_id: int, at: datetime) -> None:
    """Write an invoice's PDF anew, with its tax number, in the place of the one that was sent.

    What was sent stays among the files. Nobody is mailed; one that was never sent waits for
    that. Repeatable.
    """
    invoice = Invoice.objects.select_related("center", "workshop").get(pk=invoice_id)
    if invoice.document_id is None:
        return
    with translation.override(DOCUMENT_LANGUAGE):
        content = invoice_pdf(invoice)
    _replace(invoice_id=invoice.pk, content=content, at=at)


@command
def _replace(*, invoice_id: int, content: bytes, at: datetime) -> None:
    invoice = Invoice.objects.select_for_update(no_key=True).get(pk=invoice_id)
    _keep(invoice, content, action="invoice.printed_anew", at=at)


@step
def _keep(invoice: Invoice, content: bytes, *, action: str, at: datetime) -> None:
    by = system_person(invoice.center_id)
    invoice.document = file_away(
        center_id=invoice.center_id,
        name=f"{invoice.number}.pdf",
        media_type=PDF,
        content=content,
        subject="Invoice",
        subject_id=invoice.pk,
        workshop_id=invoice.workshop_id,
        by=by,
        at=at,
    )
    invoice.save(update_fields=["document"])
    audit.record(by=by, action=action, subject="Invoice", subject_id=invoice.pk, at=at)

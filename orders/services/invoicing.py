"""Invoices to workshops: drawn with each delivery note, never edited."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from materialcenter.commands import step
from materialcenter.jobs import later
from materialcenter.models import Center
from materialcenter.numbering import next_number
from orders.models import DeliveryNote, Invoice, InvoiceLine
from orders.rules.bill import Bill
from orders.rules.working_days import next_working_day


@step
def draw_invoice(center: Center, note: DeliveryNote, bill: Bill, *, at: datetime) -> Invoice:
    """Write the invoice of a delivery note, and have a worker send it as PDF.

    bill: drawn up by rules.bill from the note's lines; whoever lets the goods go has
    checked the credit. Takes the number last but the payment's.
    """
    invoice = Invoice.objects.create(
        center=center,
        number=next_number(
            center_id=center.pk,
            center_code=center.code,
            kind="INV",
            year=timezone.localtime(at).year,
        ),
        workshop_id=note.workshop_id,
        delivery_note=note,
        issued_at=at,
        due_on=due_date(center, at=at),
        net=bill.net,
        tax_base=bill.tax_base,
        tax=bill.tax,
        total=bill.total,
    )
    InvoiceLine.objects.bulk_create(_lines(invoice, bill))
    later("orders.tasks.send_invoice", center_id=center.pk, invoice_id=invoice.pk)
    return invoice


def due_date(center: Center, *, at: datetime) -> date:
    """Return the day by which an invoice of now is to be paid, a day on which banks work."""
    terms = timedelta(days=center.payment_terms_days)
    return next_working_day(timezone.localdate(at) + terms)


def _lines(invoice: Invoice, bill: Bill) -> Sequence[InvoiceLine]:
    return [
        InvoiceLine(
            invoice=invoice,
            line_no=n,
            material_id=line.material_id,
            pieces=line.pieces,
            mass_kg=line.mass_kg,
            price_per_kg=line.price_per_kg,
            amount=line.amount,
        )
        for n, line in enumerate(bill.lines, start=1)
    ]

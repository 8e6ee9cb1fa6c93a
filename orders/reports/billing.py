"""Invoices and payments as they stand: what is open, how old, and for whom."""

import logging
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, Sum

from inventory import catalogue
from materialcenter.models import Center
from materialcenter.person import Person
from orders.models import CreditNote, DeliveryNote, Invoice, InvoiceLine, Payment, Reminder
from orders.reports.by_due_day import due_within
from orders.rules.ageing import AGES
from orders.rules.qris import MOST_RUPIAH, QrisRefused, dynamic_payload

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Unpaid:
    """What is open on the invoices a person sees, whole rupiah; late: past its due date."""

    count: int
    amount: int
    late_count: int
    late_amount: int


@dataclass(frozen=True)
class AgeClass:
    """Open invoices of one age. days_from: days past due, None for what is not due yet;
    days_until: None for the oldest."""

    days_from: int | None
    days_until: int | None
    count: int
    amount: int


@dataclass(frozen=True)
class BilledLine:
    """A line of an invoice with its material."""

    line: InvoiceLine
    material: catalogue.Material


@dataclass(frozen=True)
class InvoiceView:
    """An invoice with lines, payments, what was credited of it and what was reminded of it.

    notes: the delivery notes that it bills, with order and pool. open: still to be paid.
    """

    invoice: Invoice
    notes: tuple[DeliveryNote, ...]
    lines: tuple[BilledLine, ...]
    payments: tuple[Payment, ...]
    credit_notes: tuple[CreditNote, ...]
    reminders: tuple[Reminder, ...]
    open: int


def unpaid(person: Person, *, on: date) -> Unpaid:
    """Sum what is open on the invoices that a person may see. One statement."""
    late = Q(due_on__lt=on)
    sums = (
        Invoice.objects.visible_to(person)
        .unpaid()
        .aggregate(
            count=Count("pk"),
            amount=Sum(F("total") - F("paid")),
            late_count=Count("pk", filter=late),
            late_amount=Sum(F("total") - F("paid"), filter=late),
        )
    )
    return Unpaid(**{name: int(value or 0) for name, value in sums.items()})


def ageing(person: Person, *, on: date) -> list[AgeClass]:
    """Sum what is open by how long it is past due, the youngest first. One statement.

    Every open invoice is in exactly one class: not due yet, 1 to 30 days late, 31 to 60,
    61 to 90, and older.
    """
    sums: dict[str, Count | Sum] = {}
    for n, age in enumerate(AGES):
        within = due_within(age, on=on)
        sums[f"count{n}"] = Count("pk", filter=within)
        sums[f"amount{n}"] = Sum(F("total") - F("paid"), filter=within)
    found = Invoice.objects.visible_to(person).unpaid().aggregate(**sums)
    return [
        AgeClass(
            age.days_from,
            age.days_until,
            int(found[f"count{n}"] or 0),
            int(found[f"amount{n}"] or 0),
        )
        for n, age in enumerate(AGES)
    ]


def invoice_view(invoice: Invoice) -> InvoiceView:
    """Gather an invoice with its lines, payments and credit notes."""
    lines = list(InvoiceLine.objects.filter(invoice=invoice).order_by("line_no"))
    materials = catalogue.materials_by_id(invoice.center_id, (x.material_id for x in lines))
    return InvoiceView(
        invoice=invoice,
        notes=tuple(
            DeliveryNote.objects.filter(invoice=invoice)
            .select_related("order", "pool")
            .order_by("pk")
        ),
        lines=tuple(BilledLine(line, materials[line.material_id]) for line in lines),
        payments=tuple(
            Payment.objects.filter(invoice=invoice)
            .select_related("workshop", "invoice", "pool", "credit_note")
            .order_by("pk")
        ),
        credit_notes=tuple(CreditNote.objects.filter(invoice=invoice).order_by("pk")),
        reminders=tuple(Reminder.objects.filter(invoice=invoice).order_by("level")),
        open=invoice.total - invoice.paid,
    )


@dataclass(frozen=True)
class WaysToPay:
    """How an amount may be paid; "" for a way that is not there.

    qris_payload: the text of the QR code, with the amount and what it is for in it.
    """

    qris_payload: str
    bank_account: str


def ways_to_pay(invoice: Invoice) -> WaysToPay:
    """Say how the open rest of an invoice may be paid. Center at hand."""
    open_amount = invoice.total - invoice.paid
    return ways_for(invoice.center, amount=open_amount, bill_number=invoice.number)


def ways_for(center: Center, *, amount: int, bill_number: str) -> WaysToPay:
    """Say how an amount may be paid: by QRIS up to its cap, and by bank transfer.

    Nothing when it is nothing. A payload of the center that cannot carry a bill is logged
    and left out: the bill must go out all the same.
    """
    if not amount:
        return WaysToPay("", "")
    if not center.qris_payload or amount > MOST_RUPIAH:
        return WaysToPay("", center.bank_account)
    try:
        payload = dynamic_payload(center.qris_payload, amount=amount, bill_number=bill_number)
    except QrisRefused as refusal:
        log.warning("QRIS payload of center %s: %s", center.code, refusal)
        payload = ""
    return WaysToPay(payload, center.bank_account)

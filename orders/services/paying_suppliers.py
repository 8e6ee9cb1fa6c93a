"""Paying suppliers: money on a payable, under its lock, never more than is open."""

from collections.abc import Collection
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Fault, Forbidden, Invalid, Missing
from materialcenter.formats import day, rupiah
from materialcenter.models import Role
from materialcenter.numbering import next_number
from materialcenter.person import Person
from orders.models import PaymentBatch, SupplierInvoice, SupplierPayment
from orders.rules.early_discount import EarlyTerms, Settled, settle

PAYERS = (Role.FINANCE, Role.SUPERVISOR)
LONGEST_REFERENCE = 60


class CannotPay(Conflict):
    """What is to be paid is not open like that; `faults` names each invoice."""

    code = "payment_refused"
    sentence = _("This cannot be paid like that.")


class PaidOnWrongDay(Invalid):
    """The day of the payment cannot be."""

    code = "paid_date_invalid"
    sentence = _("The day of payment lies in the future.")


class PaidByAnother(Forbidden):
    """Who entered an invoice does not pay it by a single payment."""

    code = "paid_by_another"
    sentence = _("Somebody other than who entered the invoice pays it.")


class PaymentUnderWay(Conflict):
    """An approved batch pays more of an invoice than would be left open."""

    code = "payment_under_way"
    sentence = _(
        "Batch %(batch)s, which is approved, pays %(amount)s of invoice %(invoice)s, and only"
        " %(left)s of it would be open. Take that payment out of the batch first."
    )


class ReferenceMissing(Invalid):
    """A payment that nobody could find at the bank."""

    code = "reference_missing"
    sentence = _("Enter the bank's reference, up to 60 characters.")


@command
def pay_supplier_invoice(
    *,
    supplier_invoice_id: int,
    closes: int,
    paid_on: date,
    reference: str,
    by: Person,
    at: datetime,
) -> SupplierPayment:
    """Book money that the bank paid on one invoice, in whole or in part.

    closes: whole rupiah that it closes of what is open; the supplier's discount is taken off
    when it was paid in time. The invoice's lock decides between two at once. Raises WrongRole,
    Missing, PaidByAnother, PaidOnWrongDay, ReferenceMissing, CannotPay.
    """
    by.must_be(*PAYERS)
    check_paid(paid_on, reference, today=timezone.localdate(at))
    invoice = lock_payables([supplier_invoice_id], by=by).get(supplier_invoice_id)
    if invoice is None:
        raise Missing
    if by.user_id is None or by.user_id == invoice.entered_by_id:
        raise PaidByAnother
    faults = faults_of_paying(invoice, closes, paid_on=paid_on) + _planned_faults(invoice)
    if faults:
        raise CannotPay(faults=faults)
    payment = SupplierPayment(invoice=invoice, center_id=by.center_id, reference=reference.strip())
    payment.paid_at, payment.paid_by_id = moment_of(paid_on, at=at), by.user_id
    _book_single(payment, settle_invoice(invoice, closes, paid_on=paid_on), at=at)
    audit.record(
        by=by,
        action="supplier_payment.paid",
        subject="SupplierPayment",
        subject_id=payment.pk,
        at=at,
        number=payment.number,
        invoice=invoice.number,
        amount=payment.amount,
        discount=payment.discount,
    )
    return payment


def _planned_faults(invoice: SupplierInvoice) -> list[Fault]:
    planned = SupplierPayment.Status.PLANNED
    is_planned = SupplierPayment.objects.filter(invoice=invoice, status=planned).exists()
    return [planned_fault(invoice)] if is_planned else []


@step
def _book_single(payment: SupplierPayment, settled: Settled, *, at: datetime) -> None:
    """Write a payment that stands in no batch, on its locked invoice too."""
    raise_paid(payment.invoice, settled)
    payment.amount, payment.discount = settled.amount, settled.discount
    payment.status = SupplierPayment.Status.PAID
    keep_account(payment)
    payment.number = next_number(
        center_id=payment.center_id,
        center_code=payment.invoice.center.code,
        kind="SP",
        year=timezone.localdate(at).year,
    )
    payment.save(force_insert=True)


@step
def lock_payables(invoice_ids: Collection[int], *, by: Person) -> dict[int, SupplierInvoice]:
    """Lock invoices the person may see, by id, each with supplier and center."""
    rows = (
        SupplierInvoice.objects.visible_to(by)
        .select_for_update(no_key=True, of=("self",))
        .select_related("supplier", "center")
        .filter(pk__in=set(invoice_ids))
        .order_by("pk")
    )
    return {row.pk: row for row in rows}


def check_paid(paid_on: date, reference: str, *, today: date) -> None:
    """Refuse a day in the future and a payment without a reference."""
    if paid_on > today:
        raise PaidOnWrongDay(field="paid_on")
    if not 1 <= len(reference.strip()) <= LONGEST_REFERENCE:
        raise ReferenceMissing(field="reference")


def faults_of_paying(
    invoice: SupplierInvoice, closes: int, *, paid_on: date, field: str = "closes"
) -> list[Fault]:
    """Name what stands against closing so much of a locked invoice on a day."""
    place = invoice.number
    if invoice.status not in SupplierInvoice.PAYABLE:
        sentence = __("Invoice %(number)s is “%(status)s” and may not be paid.")
        told = {"number": invoice.number, "status": invoice.get_status_display()}
        return [Fault("not_payable", sentence % told, field, place)]
    faults = []
    if closes <= 0:
        sentence = __("The amount must be more than zero rupiah.")
        faults.append(Fault("amount_not_positive", sentence, field, place))
    left = open_of(invoice)
    if closes > left:
        sentence = __("Only %(open)s is open on invoice %(number)s.")
        told = {"open": rupiah(left), "number": invoice.number}
        faults.append(Fault("payment_over_open", sentence % told, field, place))
    if paid_on < invoice.invoiced_on:
        sentence = __("Invoice %(number)s is of %(day)s; it cannot be paid before that.")
        told = {"number": invoice.number, "day": day(invoice.invoiced_on)}
        faults.append(Fault("paid_before_invoice", sentence % told, "paid_on", place))
    return faults


def planned_fault(invoice: SupplierInvoice, *, field: str = "closes") -> Fault:
    """Name an invoice of which a payment stands in a batch already."""
    sentence = __("A payment of invoice %(number)s is planned already.")
    return Fault("planned_already", sentence % {"number": invoice.number}, field, invoice.number)


def open_of(invoice: SupplierInvoice) -> int:
    """Return what is open on an invoice."""
    return invoice.total - invoice.paid - invoice.credited


def refuse_under_way(invoice: SupplierInvoice, *, lowered_by: int) -> None:
    """Refuse to lower a locked invoice under what an approved batch pays of it.

    lowered_by: whole rupiah. A batch that is only drafted is looked at again when somebody
    approves it. Raises PaymentUnderWay.
    """
    payment = (
        SupplierPayment.objects.filter(
            invoice=invoice,
            status=SupplierPayment.Status.PLANNED,
            batch__status=PaymentBatch.Status.APPROVED,
        )
        .select_related("batch")
        .first()
    )
    left = open_of(invoice) - lowered_by
    if payment is None or payment.batch is None or payment.amount + payment.discount <= left:
        return
    raise PaymentUnderWay(
        batch=payment.batch.number,
        amount=rupiah(payment.amount + payment.discount),
        invoice=invoice.number,
        left=rupiah(left),
    )


def settle_invoice(invoice: SupplierInvoice, closes: int, *, paid_on: date) -> Settled:
    """Split what is closed into money and the supplier's discount. Supplier at hand."""
    supplier = invoice.supplier
    terms = EarlyTerms(supplier.early_discount_percent, supplier.early_discount_days)
    return settle(closes, terms, invoiced_on=invoice.invoiced_on, paid_on=paid_on)


@step
def raise_paid(invoice: SupplierInvoice, settled: Settled) -> None:
    """Write down on a locked invoice what was paid, the discount as credited."""
    invoice.paid += settled.amount
    invoice.credited += settled.discount
    invoice.save(update_fields=["paid", "credited"])


def keep_account(payment: SupplierPayment) -> None:
    """Write the account that its supplier has now on a payment, not yet saved."""
    supplier = payment.invoice.supplier
    payment.bank_name, payment.bank_account = supplier.bank_name, supplier.bank_account
    payment.bank_holder = supplier.bank_holder


def moment_of(paid_on: date, *, at: datetime) -> datetime:
    """Return a moment of the day on which the bank paid, no later than now."""
    noon = timezone.make_aware(datetime.combine(paid_on, time(12)))
    return min(noon, at)

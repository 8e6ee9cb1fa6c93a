"""Batches of payments to suppliers: drafted, approved by another, given to the bank, paid."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Fault, Forbidden, Invalid, Missing
from materialcenter.formats import day
from materialcenter.models import Center
from materialcenter.numbering import next_number, next_numbers
from materialcenter.person import Person
from materialcenter.services.telling.news import tell_later
from orders.documents.bank_file import bank_csv
from orders.models import PaymentBatch, SupplierInvoice, SupplierPayment
from orders.reports.bank_days import next_bank_day
from orders.rules.early_discount import Settled
from orders.services.paying_suppliers import (
    PAYERS,
    CannotPay,
    check_paid,
    faults_of_paying,
    keep_account,
    lock_payables,
    moment_of,
    planned_fault,
    raise_paid,
    settle_invoice,
)
from orders.services.states import move_to, refuse_state

FURTHEST = timedelta(days=366)
MOST_PAYMENTS = 200
# Paket pembayaran; PB is a pool's.
SERIES = "PP"


@dataclass(frozen=True)
class Chosen:
    """An invoice that goes into a batch, and the whole rupiah that its payment closes."""

    supplier_invoice_id: int
    closes: int


class BadBatch(Invalid):
    """The batch does not hold together."""

    code = "payment_batch_invalid"
    sentence = _("Choose 1 to 200 invoices, each once.")


class BadPayDay(Invalid):
    """The day on which the bank is to pay cannot be."""

    code = "pay_day_invalid"
    sentence = _("The bank pays today or within a year.")


class PaidBeforeApproved(Invalid):
    """The bank cannot have paid what nobody had approved yet."""

    code = "paid_before_approved"
    sentence = _("The batch was approved on %(day)s; the bank cannot have paid it before that.")


class OwnBatch(Forbidden):
    """Who drafted a batch does not approve it."""

    code = "approved_by_another"
    sentence = _("Somebody other than who drafted the batch approves it.")


class EmptyBatch(Conflict):
    """No payment is left in the batch."""

    code = "payment_batch_empty"
    sentence = _("No payment is left in batch %(number)s.")


@command
def draft_payment_batch(
    *, pay_on: date, chosen: Sequence[Chosen], by: Person, at: datetime
) -> PaymentBatch:
    """Plan payments that go to the bank together.

    pay_on: the day the bank is to pay, moved to the next on which the center's banks work,
    which says whether a discount is earned. Locks the invoices. Raises WrongRole, BadBatch,
    BadPayDay, Missing, CannotPay, which names every invoice that is not open like that, is
    planned already or whose supplier has no account.
    """
    by.must_be(*PAYERS)
    today = timezone.localdate(at)
    if not today <= pay_on <= today + FURTHEST:
        raise BadPayDay(field="pay_on")
    pay_on = next_bank_day(by.center_id, pay_on)
    counted = Counter(one.supplier_invoice_id for one in chosen)
    if not 1 <= len(chosen) <= MOST_PAYMENTS or max(counted.values()) > 1:
        raise BadBatch
    invoices = lock_payables(counted, by=by)
    if len(invoices) < len(counted):
        raise Missing(field="chosen")
    faults = _faults(chosen, invoices, pay_on=pay_on)
    if faults:
        raise CannotPay(faults=faults)
    batch = PaymentBatch(center_id=by.center_id, pay_on=pay_on, created_by_id=by.user_id)
    batch.created_at = at
    _write(batch, chosen, invoices)
    _record("drafted", batch, by=by, at=at, payments=len(chosen))
    tell_later("batch_waits", batch.pk, center_id=batch.center_id)
    return batch


def _faults(
    chosen: Sequence[Chosen], invoices: dict[int, SupplierInvoice], *, pay_on: date
) -> list[Fault]:
    planned = set(
        SupplierPayment.objects.filter(
            invoice_id__in=list(invoices), status=SupplierPayment.Status.PLANNED
        ).values_list("invoice_id", flat=True)
    )
    faults = []
    for one in chosen:
        invoice, field = invoices[one.supplier_invoice_id], f"amount_{one.supplier_invoice_id}"
        faults += faults_of_paying(invoice, one.closes, paid_on=pay_on, field=field)
        if invoice.pk in planned:
            faults.append(planned_fault(invoice, field=field))
        faults += account_faults(invoice, field=field)
    return faults


def account_faults(invoice: SupplierInvoice, *, field: str = "") -> list[Fault]:
    """Name a supplier to whom the bank could not pay. Supplier at hand."""
    supplier = invoice.supplier
    if supplier.bank_name and supplier.bank_account and supplier.bank_holder:
        return []
    sentence = __("Enter bank, account number and holder of %(supplier)s first.")
    return [Fault("no_bank_account", sentence % {"supplier": supplier}, field, invoice.number)]


@step
def _write(
    batch: PaymentBatch, chosen: Sequence[Chosen], invoices: dict[int, SupplierInvoice]
) -> None:
    center = Center.objects.get(pk=batch.center_id)
    year = timezone.localdate(batch.created_at).year
    batch.number = next_number(center_id=center.pk, center_code=center.code, kind=SERIES, year=year)
    batch.save(force_insert=True)
    numbers = next_numbers(
        center_id=center.pk, center_code=center.code, kind="SP", year=year, count=len(chosen)
    )
    payments = []
    for number, one in zip(numbers, chosen, strict=True):
        invoice = invoices[one.supplier_invoice_id]
        settled = settle_invoice(invoice, one.closes, paid_on=batch.pay_on)
        payment = SupplierPayment(center=center, number=number, invoice=invoice, batch=batch)
        payment.amount, payment.discount = settled.amount, settled.discount
        payments.append(payment)
    SupplierPayment.objects.bulk_create(payments)


@command
def approve_payment_batch(*, payment_batch_id: int, by: Person, at: datetime) -> PaymentBatch:
    """Approve a draft, never one's own, and keep the account that each payment goes to.

    Whatever a supplier's account becomes later, the bank is told the one that was approved.
    Locks the invoices. Raises WrongRole, Missing, NotInThisState, OwnBatch, EmptyBatch,
    CannotPay, which names every invoice that is not open like that any longer and every
    supplier that has no account any longer.
    """
    by.must_be(*PAYERS)
    batch = _lock(payment_batch_id, by=by)
    if PaymentBatch.Status.APPROVED not in PaymentBatch.NEXT[batch.status]:
        raise refuse_state(batch)
    if by.user_id is None or by.user_id == batch.created_by_id:
        raise OwnBatch
    payments = planned_payments(batch)
    if not payments:
        raise EmptyBatch(number=batch.number)
    faults = _stale_faults(batch, payments, by=by)
    if faults:
        raise CannotPay(faults=faults)
    for payment in payments:
        keep_account(payment)
    SupplierPayment.objects.bulk_update(payments, ["bank_name", "bank_account", "bank_holder"])
    batch.approved_by_id, batch.approved_at = by.user_id, at
    move_to(batch, PaymentBatch.Status.APPROVED, also=["approved_by", "approved_at"])
    _record("approved", batch, by=by, at=at, payments=len(payments))
    return batch


@step
def _stale_faults(
    batch: PaymentBatch, payments: Sequence[SupplierPayment], *, by: Person
) -> list[Fault]:
    """Lock the invoices; name what has changed since the draft and stands against paying."""
    invoices = lock_payables([payment.invoice_id for payment in payments], by=by)
    faults: list[Fault] = []
    for payment in payments:
        invoice, closes = invoices[payment.invoice_id], payment.amount + payment.discount
        faults += faults_of_paying(invoice, closes, paid_on=batch.pay_on)
        faults += account_faults(invoice)
    return faults


@command
def pay_payment_batch(
    *, payment_batch_id: int, paid_on: date, reference: str, by: Person, at: datetime
) -> PaymentBatch:
    """Book what the bank paid of an approved batch: every payment that still stands in it.

    A discount that was planned and not paid in time lapses, and its rupiah stay open. Locks
    batch and invoices. Raises WrongRole, Missing, NotInThisState, PaidOnWrongDay,
    PaidBeforeApproved, ReferenceMissing, EmptyBatch, CannotPay, which names every invoice; none is paid then.
    """
    by.must_be(*PAYERS)
    check_paid(paid_on, reference, today=timezone.localdate(at))
    batch = _lock(payment_batch_id, by=by)
    if PaymentBatch.Status.PAID not in PaymentBatch.NEXT[batch.status]:
        raise refuse_state(batch)
    _check_day(batch, paid_on)
    payments = planned_payments(batch)
    if not payments:
        raise EmptyBatch(number=batch.number)
    invoices = lock_payables([payment.invoice_id for payment in payments], by=by)
    faults: list[Fault] = []
    for payment in payments:
        invoice = invoices[payment.invoice_id]
        payment.discount = _earned(payment, invoice, paid_on=paid_on)
        closes = payment.amount + payment.discount
        faults += faults_of_paying(invoice, closes, paid_on=paid_on)
    if faults:
        raise CannotPay(faults=faults)
    _book(payments, invoices, paid_on=paid_on, reference=reference.strip(), by=by, at=at)
    batch.paid_at = moment_of(paid_on, at=at)
    move_to(batch, PaymentBatch.Status.PAID, also=["paid_at"])
    _record("paid", batch, by=by, at=at, payments=len(payments), reference=reference.strip())
    return batch


def _check_day(batch: PaymentBatch, paid_on: date) -> None:
    approved_on = timezone.localdate(batch.approved_at)
    if paid_on < approved_on:
        raise PaidBeforeApproved(field="paid_on", day=day(approved_on))


def _earned(payment: SupplierPayment, invoice: SupplierInvoice, *, paid_on: date) -> int:
    """Return the planned discount, nothing of it when the money left too late."""
    settled = settle_invoice(invoice, payment.amount + payment.discount, paid_on=paid_on)
    return min(payment.discount, settled.discount)


@step
def _book(
    payments: Sequence[SupplierPayment],
    invoices: dict[int, SupplierInvoice],
    *,
    paid_on: date,
    reference: str,
    by: Person,
    at: datetime,
) -> None:
    """Write payments and invoices as paid; an invoice has no more than one planned payment."""
    for payment in payments:
        payment.status, payment.reference = SupplierPayment.Status.PAID, reference
        payment.paid_at, payment.paid_by_id = moment_of(paid_on, at=at), by.user_id
        payment.save(update_fields=["status", "discount", "reference", "paid_at", "paid_by"])
        raise_paid(invoices[payment.invoice_id], Settled(payment.amount, payment.discount))


@command
def drop_supplier_payment(*, number: str, by: Person, at: datetime) -> SupplierPayment:
    """Take a single planned payment out of its batch; the others stay.

    Raises WrongRole, Missing, NotInThisState.
    """
    by.must_be(*PAYERS)
    found = SupplierPayment.objects.filter(center_id=by.center_id, number=number).first()
    if found is None:
        raise Missing
    if found.batch_id is None:
        raise refuse_state(found)
    _lock(found.batch_id, by=by)
    payment = SupplierPayment.objects.select_for_update(no_key=True).get(pk=found.pk)
    if payment.status != SupplierPayment.Status.PLANNED:
        raise refuse_state(payment)
    payment.status = SupplierPayment.Status.DROPPED
    payment.save(update_fields=["status"])
    audit.record(
        by=by,
        action="supplier_payment.dropped",
        subject="SupplierPayment",
        subject_id=payment.pk,
        at=at,
        number=payment.number,
        amount=payment.amount,
    )
    return payment


@command
def cancel_payment_batch(*, payment_batch_id: int, by: Person, at: datetime) -> PaymentBatch:
    """Cancel a batch that is not paid; its payments are dropped.

    Raises WrongRole, Missing, NotInThisState.
    """
    by.must_be(*PAYERS)
    batch = _lock(payment_batch_id, by=by)
    move_to(batch, PaymentBatch.Status.CANCELLED)
    batch.payments.filter(status=SupplierPayment.Status.PLANNED).update(
        status=SupplierPayment.Status.DROPPED
    )
    _record("cancelled", batch, by=by, at=at)
    return batch


@command
def export_bank_file(*, payment_batch_id: int, by: Person, at: datetime) -> bytes:
    """Write an approved batch as the CSV that the bank takes, and keep its hash in the audit.

    See documents/bank_file.py. Raises WrongRole, Missing, NotInThisState, EmptyBatch.
    """
    by.must_be(*PAYERS)
    batch = _lock(payment_batch_id, by=by)
    if batch.status != PaymentBatch.Status.APPROVED:
        raise refuse_state(batch)
    payments = planned_payments(batch)
    if not payments:
        raise EmptyBatch(number=batch.number)
    content = bank_csv(batch, payments, at=at)
    amount, digest = sum(row.amount for row in payments), hashlib.sha256(content).hexdigest()
    _record("exported", batch, by=by, at=at, payments=len(payments), amount=amount, sha256=digest)
    return content


@step
def _lock(payment_batch_id: int, *, by: Person) -> PaymentBatch:
    rows = PaymentBatch.objects.visible_to(by).select_for_update(no_key=True)
    batch = rows.filter(pk=payment_batch_id).first()
    if batch is None:
        raise Missing
    return batch


def planned_payments(batch: PaymentBatch) -> list[SupplierPayment]:
    """Return the payments that still stand in a batch, each with invoice and supplier."""
    rows = batch.payments.filter(status=SupplierPayment.Status.PLANNED)
    return list(rows.select_related("invoice__supplier").order_by("pk"))


def _record(action: str, batch: PaymentBatch, *, by: Person, at: datetime, **data: object) -> None:
    audit.record(
        by=by,
        action=f"payment_batch.{action}",
        subject="PaymentBatch",
        subject_id=batch.pk,
        at=at,
        number=batch.number,
        **data,
    )

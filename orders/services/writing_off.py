"""Giving up what a workshop will not pay: asked by one, approved or rejected by another."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Forbidden, Invalid, Missing
from materialcenter.formats import rupiah
from materialcenter.models import Role
from materialcenter.numbering import next_number
from materialcenter.person import Person
from materialcenter.services.telling.news import tell_later
from orders.models import Invoice, Payment, WriteOff
from orders.services.paying import (
    AmountNotPositive,
    PaidTooMuch,
    TakenPayment,
    lock_invoice,
    pay_invoice,
)

ASKERS = (Role.FINANCE, Role.SUPERVISOR)
DECIDERS = (Role.SUPERVISOR,)
LONGEST_REASON = 300


class WriteOffWaits(Conflict):
    """A write-off of the invoice waits already."""

    code = "write_off_waits"
    sentence = _("Write-off %(number)s of this invoice waits for approval already.")


class WriteOffDecided(Conflict):
    """The write-off was approved or rejected before."""

    code = "write_off_decided"
    sentence = _("Write-off %(number)s is “%(status)s” already.")


class OwnWriteOff(Forbidden):
    """Who asks for a write-off does not decide on it."""

    code = "decided_by_another"
    sentence = _("Somebody other than who asked for the write-off decides on it.")


class ReasonMissing(Invalid):
    """A write-off without a reason."""

    code = "reason_missing"
    sentence = _("Give a reason of up to 300 characters.")


@command
def ask_write_off(
    *, invoice_id: int, amount: int, reason: str, by: Person, at: datetime
) -> WriteOff:
    """Ask that part of an invoice be given up, never more than is open; nothing is booked yet.

    amount: whole rupiah. Locks the invoice. Raises WrongRole, AmountNotPositive,
    ReasonMissing, NoSuchInvoice, WriteOffWaits, PaidTooMuch.
    """
    by.must_be(*ASKERS)
    reason = reason.strip()
    if amount <= 0:
        raise AmountNotPositive(field="amount")
    if not reason or len(reason) > LONGEST_REASON:
        raise ReasonMissing(field="reason")
    invoice = lock_invoice(invoice_id, by=by)
    waiting = WriteOff.objects.filter(invoice=invoice, status=WriteOff.Status.ASKED).first()
    if waiting is not None:
        raise WriteOffWaits(number=waiting.number)
    open_amount = invoice.total - invoice.paid
    if amount > open_amount:
        raise PaidTooMuch(field="amount", invoice=invoice.number, open=rupiah(open_amount))
    asked = _write(invoice, amount, reason, by=by, at=at)
    _record("asked", asked, by=by, at=at, reason=reason)
    tell_later("approve_write_off", asked.pk, center_id=asked.center_id)
    return asked


@step
def _write(invoice: Invoice, amount: int, reason: str, *, by: Person, at: datetime) -> WriteOff:
    return WriteOff.objects.create(
        center=invoice.center,
        number=next_number(
            center_id=invoice.center_id,
            center_code=invoice.center.code,
            kind="HP",
            year=timezone.localtime(at).year,
        ),
        invoice=invoice,
        amount=amount,
        reason=reason,
        asked_by_id=by.user_id,
        asked_at=at,
    )


@command
def approve_write_off(*, write_off_id: int, by: Person, at: datetime) -> WriteOff:
    """Give up what was asked for, by a payment of its own method, never over what is open now.

    Locks the invoice and the write-off. Raises WrongRole, Missing, OwnWriteOff,
    WriteOffDecided, PaidTooMuch.
    """
    write_off = _lock_to_decide(write_off_id, by=by)
    taken = TakenPayment(write_off.amount, Payment.Method.WRITE_OFF)
    write_off.payment = pay_invoice(write_off.invoice, taken, by=by, at=at)
    _decide(write_off, WriteOff.Status.APPROVED, by=by, at=at)
    return write_off


@command
def reject_write_off(*, write_off_id: int, by: Person, at: datetime) -> WriteOff:
    """Refuse to give up what was asked for: it stays owed.

    Locks the invoice and the write-off. Raises WrongRole, Missing, OwnWriteOff,
    WriteOffDecided.
    """
    write_off = _lock_to_decide(write_off_id, by=by)
    _decide(write_off, WriteOff.Status.REJECTED, by=by, at=at)
    return write_off


@step
def _lock_to_decide(write_off_id: int, *, by: Person) -> WriteOff:
    by.must_be(*DECIDERS)
    rows = WriteOff.objects.visible_to(by).filter(pk=write_off_id)
    invoice_id = rows.values_list("invoice_id", flat=True).first()
    if invoice_id is None:
        raise Missing
    invoice = lock_invoice(invoice_id, by=by)
    write_off = rows.select_for_update(no_key=True).get()
    if by.user_id is None or by.user_id == write_off.asked_by_id:
        raise OwnWriteOff
    if write_off.status != WriteOff.Status.ASKED:
        raise WriteOffDecided(number=write_off.number, status=write_off.get_status_display())
    write_off.invoice = invoice
    return write_off


@step
def _decide(write_off: WriteOff, status: str, *, by: Person, at: datetime) -> None:
    write_off.status = status
    write_off.decided_by_id, write_off.decided_at = by.user_id, at
    write_off.save(update_fields=["status", "payment", "decided_by", "decided_at"])
    _record(status, write_off, by=by, at=at)


def _record(action: str, write_off: WriteOff, *, by: Person, at: datetime, **data: object) -> None:
    audit.record(
        by=by,
        action=f"write_off.{action}",
        subject="WriteOff",
        subject_id=write_off.pk,
        at=at,
        invoice=write_off.invoice.number,
        amount=write_off.amount,
        **data,
    )

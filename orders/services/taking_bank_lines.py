"""What becomes of a line of the bank's statement: a payment of an invoice, or nothing of ours."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Invalid, Missing
from materialcenter.models import Role
from materialcenter.person import Person
from orders.models import BankLine, BankMatch, Payment
from orders.services.paying import TakenPayment, lock_invoice, pay_invoice

MATCHERS = (Role.FINANCE, Role.SUPERVISOR)
LONGEST_REASON = 200


class BankLineDecided(Conflict):
    """The line was matched or set aside before."""

    code = "bank_line_decided"
    sentence = _("This line of the statement is “%(status)s” already.")


class ReasonNeeded(Invalid):
    """A line set aside without a reason."""

    code = "reason_missing"
    sentence = _("Give a reason of up to 200 characters.")


@command
def take_bank_line(*, bank_line_id: int, invoice_id: int, by: Person, at: datetime) -> Payment:
    """Book a line of the statement as a bank transfer on an invoice, and send its receipt.

    The whole line, never more than is open. Locks the invoice, then the line. Raises
    WrongRole, NoSuchInvoice, Missing, BankLineDecided, PaidTooMuch.
    """
    by.must_be(*MATCHERS)
    invoice = lock_invoice(invoice_id, by=by)
    line = _lock_line(bank_line_id, by=by)
    taken = TakenPayment(line.amount, Payment.Method.TRANSFER)
    payment = pay_invoice(invoice, taken, by=by, at=at)
    BankMatch.objects.create(bank_line=line, payment=payment)
    _decide(line, BankLine.Status.MATCHED, "", by=by, at=at)
    audit.record(
        by=by,
        action="bank_line.taken",
        subject="BankLine",
        subject_id=line.pk,
        at=at,
        invoice=invoice.number,
        amount=line.amount,
    )
    return payment


@command
def ignore_bank_line(*, bank_line_id: int, reason: str, by: Person, at: datetime) -> BankLine:
    """Set a line aside that is no workshop's payment, with a reason.

    Raises WrongRole, ReasonNeeded, Missing, BankLineDecided.
    """
    by.must_be(*MATCHERS)
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise ReasonNeeded(field="reason")
    line = _lock_line(bank_line_id, by=by)
    _decide(line, BankLine.Status.IGNORED, reason, by=by, at=at)
    audit.record(
        by=by,
        action="bank_line.ignored",
        subject="BankLine",
        subject_id=line.pk,
        at=at,
        reason=reason,
    )
    return line


@step
def _lock_line(bank_line_id: int, *, by: Person) -> BankLine:
    rows = BankLine.objects.visible_to(by).select_for_update(no_key=True)
    line = rows.filter(pk=bank_line_id).first()
    if line is None:
        raise Missing
    if line.status != BankLine.Status.OPEN:
        raise BankLineDecided(status=line.get_status_display())
    return line


@step
def _decide(line: BankLine, status: str, reason: str, *, by: Person, at: datetime) -> None:
    line.status, line.reason = status, reason
    line.decided_by_id, line.decided_at = by.user_id, at
    line.save(update_fields=["status", "reason", "decided_by", "decided_at"])

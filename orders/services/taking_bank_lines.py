"""What becomes of a line of the bank's statement: a payment of an invoice, or nothing of ours."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Fault, Invalid, Missing
from materialcenter.formats import rupiah
from materialcenter.models import Role
from materialcenter.person import Person
from orders.models import BankLine, BankMatch, Invoice, Payment
from orders.services.paying import NoSuchInvoice, TakenPayment, lock_invoice, pay_invoice

MATCHERS = (Role.FINANCE, Role.SUPERVISOR)
LONGEST_REASON = 200
MOST_PARTS = 30


@dataclass(frozen=True)
class LinePart:
    """An invoice by number, and the whole rupiah of a line that go to it."""

    invoice: str
    amount: int


class BankLineDecided(Conflict):
    """The line was matched or set aside before."""

    code = "bank_line_decided"
    sentence = _("This line of the statement is “%(status)s” already.")


class ReasonNeeded(Invalid):
    """A line set aside without a reason."""

    code = "reason_missing"
    sentence = _("Give a reason of up to 200 characters.")


class BadParts(Invalid):
    """Parts that do not hold together."""

    code = "bank_line_parts_invalid"
    sentence = _("Choose 1 to 30 invoices, each once, each with more than zero rupiah.")


class PartsRefused(Conflict):
    """The line does not pay these invoices like that; `faults` says why."""

    code = "bank_line_refused"
    sentence = _("The line cannot be taken like that.")


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
def share_bank_line(
    *, bank_line_id: int, parts: Sequence[LinePart], by: Person, at: datetime
) -> list[Payment]:
    """Book a line as bank transfers on several invoices of one workshop, in one act.

    The parts come to the whole line, to the rupiah. Locks the invoices by id, then the line.
    Returns the payments in the order of `parts`. Raises WrongRole, BadParts, NoSuchInvoice,
    Missing, BankLineDecided, PartsRefused, which names everything in the way.
    """
    by.must_be(*MATCHERS)
    numbers = {part.invoice for part in parts}
    if not 1 <= len(parts) <= MOST_PARTS or len(numbers) < len(parts):
        raise BadParts
    if any(part.amount <= 0 for part in parts):
        raise BadParts
    invoices = _lock_invoices(numbers, by=by)
    if len(invoices) < len(numbers):
        raise NoSuchInvoice
    line = _lock_line(bank_line_id, by=by)
    faults = _faults(line, parts, invoices)
    if faults:
        raise PartsRefused(faults=faults)
    payments = []
    for part in parts:
        taken = TakenPayment(part.amount, Payment.Method.TRANSFER)
        payments.append(pay_invoice(invoices[part.invoice], taken, by=by, at=at))
    BankMatch.objects.bulk_create(BankMatch(bank_line=line, payment=paid) for paid in payments)
    _decide(line, BankLine.Status.MATCHED, "", by=by, at=at)
    audit.record(
        by=by,
        action="bank_line.shared",
        subject="BankLine",
        subject_id=line.pk,
        at=at,
        parts={part.invoice: part.amount for part in parts},
        amount=line.amount,
    )
    return payments


@step
def _lock_invoices(numbers: Collection[str], *, by: Person) -> dict[str, Invoice]:
    rows = (
        Invoice.objects.visible_to(by)
        .select_for_update(no_key=True, of=("self",))
        .select_related("center")
        .filter(number__in=numbers)
        .order_by("pk")
    )
    return {row.number: row for row in rows}


def _faults(line: BankLine, parts: Sequence[LinePart], invoices: dict[str, Invoice]) -> list[Fault]:
    """Name what stands against paying locked invoices from a locked line."""
    faults = []
    for part in parts:
        left = invoices[part.invoice].total - invoices[part.invoice].paid
        if part.amount > left:
            sentence = __("Only %(open)s is open on invoice %(invoice)s.")
            told = {"open": rupiah(left), "invoice": part.invoice}
            field = f"amount-{part.invoice}"
            faults.append(Fault("payment_over_open", sentence % told, field, part.invoice))
    if len({invoice.workshop_id for invoice in invoices.values()}) > 1:
        sentence = __("A line pays invoices of one workshop.")
        faults.append(Fault("bank_line_several_workshops", sentence, "parts"))
    return faults + _sum_faults(line, sum(part.amount for part in parts))


def _sum_faults(line: BankLine, shared: int) -> list[Fault]:
    told = {"shared": rupiah(shared), "line": rupiah(line.amount)}
    if shared > line.amount:
        sentence = __("The parts come to %(shared)s, more than the line's %(line)s.") % told
        return [Fault("bank_line_exceeded", sentence, "parts")]
    if shared < line.amount:
        sentence = __("The parts come to %(shared)s, and the line is %(line)s.") % told
        return [Fault("bank_line_left_over", sentence, "parts")]
    return []


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

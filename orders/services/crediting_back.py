"""Credit notes for a bill that was too high; using one on an invoice, or paying it back."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Fault, Invalid, Missing
from materialcenter.formats import rupiah
from materialcenter.models import Role
from materialcenter.numbering import next_number
from materialcenter.person import Person
from orders.models import (
    CreditNote,
    CreditNoteLine,
    DeliveryNote,
    Invoice,
    InvoiceLine,
    Payment,
    Refund,
)
from orders.reports.credited import BillStanding, bill_standing
from orders.rules.credit import Back, Credit, credit_for, fault_of
from orders.services.paying import AmountNotPositive, TakenPayment, lock_invoice, pay_invoice
from orders.services.writing_credit_notes import next_credit_numbers, send_later

CREDITORS = (Role.FINANCE, Role.SUPERVISOR)
LONGEST_NOTE = 300
REASONS = (CreditNote.Reason.RETURNED, CreditNote.Reason.CORRECTION)

_FAULTS = {
    "line_unknown": ("line", _("The invoice has no such line.")),
    "wrong_unit": ("pieces", _("This material is billed by kg; give back kg.")),
    "nothing_given_back": ("pieces", _("Give back more than zero, or leave the line out.")),
    "too_many_decimals": ("mass_kg", _("A weight has at most three decimals of a kg.")),
    "more_than_billed": ("pieces", _("This is more than was billed, less what was credited.")),
    "named_twice": ("line", _("The same line is named twice.")),
}


class CreditRefused(Invalid):
    """What is given back does not fit the invoice; `faults` names everything."""

    code = "credit_note_invalid"
    sentence = _("This credit note is not possible.")


class NothingToCredit(Invalid):
    """What is given back comes to nothing."""

    code = "nothing_to_credit"
    sentence = _("Say at least of one line what is given back.")


class NoSuchCreditNote(Missing):
    """The credit note is not there for this person."""

    sentence = _("There is no such credit note.")


class CreditUsedUp(Conflict):
    """More than is left of a credit note."""

    code = "credit_used_up"
    sentence = _("Only %(left)s is left of credit note %(number)s.")


class CreditOfAnother(Conflict):
    """The credit note and the invoice are of different workshops."""

    code = "credit_of_another_workshop"
    sentence = _("Credit note %(number)s belongs to another workshop than invoice %(invoice)s.")


class UnknownWayBack(Invalid):
    """A way of paying back that is not taken."""

    code = "refund_method_unknown"
    sentence = _("Choose cash or bank transfer.")


@command
def credit_invoice(
    *,
    invoice_id: int,
    backs: Sequence[Back],
    reason: str,
    note: str,
    by: Person,
    at: datetime,
) -> CreditNote:
    """Give back what an invoice billed and was returned or never there, by a credit note.

    backs: what of which line, never over what was billed less what was credited before.
    reason: returned or correction. note: why, for the workshop to read. It lowers what is
    open on the invoice first; the rest is the workshop's to use or to be paid back. Locks
    the invoice. Raises WrongRole, NoSuchInvoice, CreditRefused (every fault), NothingToCredit.
    """
    by.must_be(*CREDITORS)
    invoice = lock_invoice(invoice_id, by=by)
    standing = bill_standing(invoice)
    faults = [*_head_faults(reason, note), *_line_faults(standing, backs)]
    if faults:
        raise CreditRefused(faults=faults)
    credit = credit_for(standing.lines, backs, tax=standing.tax)
    if not credit.total:
        raise NothingToCredit
    written = _write(invoice, credit, reason=reason, note=note, by=by, at=at)
    audit.record(
        by=by,
        action="credit_note.issued",
        subject="CreditNote",
        subject_id=written.pk,
        at=at,
        invoice=invoice.number,
        amount=written.amount,
    )
    if lowers := min(written.amount, invoice.total - invoice.paid):
        _pay(invoice, written, lowers, by=by, at=at)
    send_later(written)
    return written


@step
def _pay(invoice: Invoice, note: CreditNote, amount: int, *, by: Person, at: datetime) -> Payment:
    """Pay a locked invoice from a credit note that is locked or new.

    Raises CreditUsedUp, PaidTooMuch.
    """
    _spend(note, amount)
    taken = TakenPayment(amount, Payment.Method.CREDIT)
    return pay_invoice(invoice, taken, by=by, at=at, credit_note=note)


def _head_faults(reason: str, note: str) -> list[Fault]:
    faults = []
    if reason not in REASONS:
        faults.append(
            Fault(
                "reason_unknown", __("Say whether goods came back or a bill was wrong."), "reason"
            )
        )
    if not note.strip() or len(note.strip()) > LONGEST_NOTE:
        faults.append(Fault("note_missing", __("Say why, in up to 300 characters."), "note"))
    return faults


def _line_faults(standing: BillStanding, backs: Sequence[Back]) -> list[Fault]:
    """Name everything that is wrong with what is given back, each at its line's number."""
    faults = []
    seen: set[int] = set()
    for n, back in enumerate(backs):
        codes = [fault_of(standing.lines.get(back.line_no), back)]
        codes += ["named_twice"] if back.line_no in seen else []
        seen.add(back.line_no)
        for code in filter(None, codes):
            field, sentence = _FAULTS[code]
            faults.append(Fault(code, str(sentence), f"{field}-{back.line_no}", f"lines.{n}"))
    return faults


@step
def _write(
    invoice: Invoice, credit: Credit, *, reason: str, note: str, by: Person, at: datetime
) -> CreditNote:
    materials = dict(
        InvoiceLine.objects.filter(invoice=invoice).values_list("line_no", "material_id")
    )
    written = CreditNote.objects.create(
        center=invoice.center,
        number=next_credit_numbers(invoice.center, count=1, at=at)[0],
        workshop_id=invoice.workshop_id,
        pool_id=_only_pool(invoice),
        invoice=invoice,
        reason=reason,
        note=note.strip(),
        net=credit.net,
        tax_base=credit.tax_base,
        tax=credit.tax,
        amount=credit.total,
        issued_at=at,
        issued_by_id=by.user_id,
    )
    CreditNoteLine.objects.bulk_create(
        CreditNoteLine(
            credit_note=written,
            line_no=n,
            billed_line_no=line.line_no,
            material_id=materials[line.line_no],
            pieces=line.pieces,
            mass_kg=line.mass_kg,
            price_per_kg=line.price_per_kg,
            amount=line.amount,
        )
        for n, line in enumerate(credit.lines, start=1)
    )
    return written


def _only_pool(invoice: Invoice) -> int | None:
    """Return the pool that all of a bill is of, None for any other bill."""
    pools = set(DeliveryNote.objects.filter(invoice=invoice).values_list("pool_id", flat=True))
    return pools.pop() if len(pools) == 1 else None


@command
def use_credit_note(
    *, credit_note_id: int, invoice_id: int, amount: int, by: Person, at: datetime
) -> Payment:
    """Pay an open invoice from what is left of a credit note of the same workshop.

    amount: whole rupiah. Locks the invoice and the credit note, so no two use the same
    rupiah. Raises WrongRole, NoSuchInvoice, NoSuchCreditNote, AmountNotPositive,
    CreditOfAnother, CreditUsedUp, PaidTooMuch.
    """
    by.must_be(*CREDITORS)
    if amount <= 0:
        raise AmountNotPositive(field="amount")
    invoice = lock_invoice(invoice_id, by=by)
    note = _lock_credit_note(credit_note_id, by=by)
    if note.workshop_id != invoice.workshop_id:
        raise CreditOfAnother(number=note.number, invoice=invoice.number)
    taken = _pay(invoice, note, amount, by=by, at=at)
    audit.record(
        by=by,
        action="credit_note.used",
        subject="CreditNote",
        subject_id=note.pk,
        at=at,
        invoice=invoice.number,
        amount=amount,
    )
    return taken


@command
def refund_credit_note(
    *, credit_note_id: int, amount: int, method: str, by: Person, at: datetime
) -> Refund:
    """Pay back to the workshop what is left of a credit note, or part of it.

    amount: whole rupiah. method: cash or transfer. Locks the credit note. Raises WrongRole,
    NoSuchCreditNote, AmountNotPositive, UnknownWayBack, CreditUsedUp.
    """
    by.must_be(*CREDITORS)
    if amount <= 0:
        raise AmountNotPositive(field="amount")
    if method not in Refund.Method.values:
        raise UnknownWayBack(field="method")
    note = _lock_credit_note(credit_note_id, by=by)
    _spend(note, amount)
    refund = Refund.objects.create(
        center=note.center,
        number=next_number(
            center_id=note.center_id,
            center_code=note.center.code,
            kind="RF",
            year=timezone.localtime(at).year,
        ),
        workshop_id=note.workshop_id,
        credit_note=note,
        amount=amount,
        method=method,
        paid_at=at,
        paid_by_id=by.user_id,
    )
    audit.record(
        by=by,
        action="credit_note.refunded",
        subject="CreditNote",
        subject_id=note.pk,
        at=at,
        refund=refund.number,
        amount=amount,
    )
    return refund


@step
def _lock_credit_note(credit_note_id: int, *, by: Person) -> CreditNote:
    note = (
        CreditNote.objects.visible_to(by)
        .select_for_update(no_key=True, of=("self",))
        .select_related("center")
        .filter(pk=credit_note_id)
        .first()
    )
    if note is None:
        raise NoSuchCreditNote
    return note


@step
def _spend(note: CreditNote, amount: int) -> None:
    """Take an amount from a locked or new credit note. Raises CreditUsedUp."""
    if amount > note.left:
        raise CreditUsedUp(field="amount", number=note.number, left=rupiah(note.left))
    note.used += amount
    note.save(update_fields=["used"])

"""Debit notes: settling a supplier's invoice by what it bills too much.

Here belongs drafting one from the differences, of an invoice that is held, or that was let
pass and then goods went back; and booking it. The mail that brings it to the supplier is in
sending_debit_notes.py.
"""

from datetime import datetime

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Invalid, Missing
from materialcenter.formats import rupiah
from materialcenter.jobs import later
from materialcenter.models import Center
from materialcenter.numbering import next_number
from materialcenter.person import Person, system_person
from materialcenter.rules.reading import normalised_number
from orders.models import SupplierCredit, SupplierCreditLine, SupplierInvoice
from orders.rules.debiting import Debit, debit
from orders.services.deciding_supplier_invoices import OwnInvoice
from orders.services.matching import (
    Waiting,
    judge,
    keep_verdict,
    lock_invoice,
    match_others_later,
)
from orders.services.paying_suppliers import refuse_under_way
from orders.services.states import NotInThisState, move_to, refuse_state
from orders.services.supplier_invoicing import KEEPERS

DEBIT_NOTE = SupplierCredit.Kind.DEBIT_NOTE
SERIES = "ND"
DEBITABLE = frozenset({SupplierInvoice.Status.HELD, SupplierInvoice.Status.APPROVED})


class NothingToDebit(Invalid):
    """The invoice bills nothing over what is due."""

    code = "nothing_to_debit"
    sentence = _("The invoice bills nothing more than what is due; there is nothing to debit.")


class VatTooLow(Invalid):
    """The invoice bills too little VAT, which a debit note cannot raise."""

    code = "vat_too_low"
    sentence = _(
        "The invoice bills %(short)s too little VAT, which no debit note can mend. Refuse it and"
        " ask for a right one."
    )


class DebitOverOpen(Conflict):
    """More is to be debited than is open of the invoice."""

    code = "debit_over_open"
    sentence = _(
        "%(amount)s is billed too much and only %(open)s is open. Ask the supplier for a credit"
        " note on its next invoice, or for the money."
    )


class NoDraft(Missing):
    """Nobody drafted a debit note of this invoice."""

    sentence = _("There is no draft of a debit note for this invoice.")


class DebitNoteOutOfDate(Conflict):
    """The draft is not what the receipts say now, or not what the person saw."""

    code = "debit_note_out_of_date"
    sentence = _("What is due has changed since this note was drafted. Draft it anew.")


@command
def draft_debit_note(*, supplier_invoice_id: int, by: Person, at: datetime) -> SupplierCredit:
    """Draft the debit note that brings an invoice down to what the receipts are due.

    Of an invoice that is held, or that the match let pass and does not any more. Judges it
    anew, under the locks of matching. A draft that nobody booked is replaced and keeps its
    number. Raises WrongRole, Missing, NotInThisState, NothingToDebit, VatTooLow,
    DebitOverOpen.
    """
    by.must_be(*KEEPERS)
    waiting = _lock_debitable(supplier_invoice_id, by=by)
    return _draft(waiting, _debit(waiting), by=by, at=at)


@command
def debit_passed(*, supplier_invoice_id: int, at: datetime) -> SupplierCredit | None:
    """Draft what an invoice that the match let pass bills too much since goods went back.

    The verdict that its page shows is then that of what is here now.
    Repeatable: a draft that waits already stays, and is called off where nothing is over any
    more. Returns the draft that waits, None where there is none; what is over may also not
    be debited, since less than that is open.
    """
    waiting = lock_invoice(supplier_invoice_id)
    invoice = waiting.invoice
    if invoice.status != SupplierInvoice.Status.APPROVED:
        return None
    keep_verdict(waiting, at=at)
    try:
        debited = _debit(waiting)
    except (NotInThisState, NothingToDebit, VatTooLow, DebitOverOpen):
        SupplierCredit.objects.filter(invoice=invoice).drop_drafts()
        return None
    found = _draft_of(invoice)
    if found is not None and not _is_other(found, debited):
        return found
    return _draft(waiting, debited, by=system_person(invoice.center_id), at=at)


def passed_invoices(*, purchase_order_id: int) -> list[int]:
    """Return the ids of invoices that were let pass and bill what went back of an order, the
    newest first; those that are paid are left out.
    """
    return list(
        SupplierInvoice.objects.filter(
            status=SupplierInvoice.Status.APPROVED,
            total__gt=F("paid") + F("credited"),
            lines__order_line__purchase_order_id=purchase_order_id,
            lines__order_line__return_lines__isnull=False,
        )
        .order_by("-pk")
        .values_list("pk", flat=True)
        .distinct()
    )


@step
def _draft(waiting: Waiting, debited: Debit, *, by: Person, at: datetime) -> SupplierCredit:
    note = _draft_of(waiting.invoice) or SupplierCredit(
        center_id=waiting.invoice.center_id,
        kind=DEBIT_NOTE,
        supplier=waiting.invoice.supplier,
        invoice=waiting.invoice,
    )
    note.net, note.tax, note.amount = debited.net, debited.tax, debited.amount
    note.written_by_id, note.written_at = by.user_id, at
    note.dated_on = timezone.localdate(at)
    if note.pk:
        note.save(update_fields=["net", "tax", "amount", "written_by", "written_at", "dated_on"])
    else:
        _keep_numbered(note, at=at)
    _write_lines(note, waiting, debited)
    _record("drafted", note, by=by, at=at)
    return note


@command
def book_debit_note(
    *, supplier_invoice_id: int, amount: int, by: Person, at: datetime
) -> SupplierCredit:
    """Book the drafted debit note of an invoice, which lowers it and lets it be paid.

    amount: what the person saw; a draft that says something else now is not booked, nor
    one that is not what the receipts say any more. A worker mails it to the supplier.
    Raises WrongRole, Missing, NotInThisState, OwnInvoice, NoDraft, DebitNoteOutOfDate,
    PaymentUnderWay.
    """
    by.must_be(*KEEPERS)
    waiting = _lock_debitable(supplier_invoice_id, by=by)
    invoice = waiting.invoice
    if by.user_id is None or by.user_id == invoice.entered_by_id:
        raise OwnInvoice
    note = _draft_of(invoice)
    if note is None:
        raise NoDraft if invoice.status == SupplierInvoice.Status.HELD else refuse_state(invoice)
    if note.amount != amount or _is_other(note, _debit(waiting)):
        raise DebitNoteOutOfDate
    refuse_under_way(invoice, lowered_by=note.amount)
    note.booked_by_id, note.booked_at, note.dated_on = by.user_id, at, timezone.localdate(at)
    move_to(note, SupplierCredit.Status.BOOKED, also=["booked_by", "booked_at", "dated_on"])
    _let_pass(invoice, note, by=by, at=at)
    _record("booked", note, by=by, at=at)
    later("orders.tasks.mail_debit_note", center_id=note.center_id, supplier_credit_id=note.pk)
    match_others_later(waiting)
    return note


@step
def _lock_debitable(supplier_invoice_id: int, *, by: Person) -> Waiting:
    if not SupplierInvoice.objects.visible_to(by).filter(pk=supplier_invoice_id).exists():
        raise Missing
    waiting = lock_invoice(supplier_invoice_id)
    if waiting.invoice.status not in DEBITABLE:
        raise refuse_state(waiting.invoice)
    return waiting


@step
def _let_pass(invoice: SupplierInvoice, note: SupplierCredit, *, by: Person, at: datetime) -> None:
    """Lower a locked invoice by its note and move it on to be paid."""
    invoice.credited += note.amount
    invoice.decided_by_id, invoice.decided_at = by.user_id, at
    invoice.decision_reason = note.number
    also = ["credited", "decided_by", "decided_at", "decision_reason"]
    if invoice.status == SupplierInvoice.Status.APPROVED:
        invoice.save(update_fields=also)
    else:
        move_to(invoice, SupplierInvoice.Status.APPROVED, also=also)


@step
def _debit(waiting: Waiting) -> Debit:
    """Work out the note of a locked invoice.

    Raises NotInThisState (let pass, and rightly), NothingToDebit, VatTooLow, DebitOverOpen.
    """
    invoice, judgement = waiting.invoice, judge(waiting)
    if invoice.status == SupplierInvoice.Status.APPROVED and judgement.verdict.is_payable:
        raise refuse_state(invoice)
    debited = debit(judgement.paper, judgement.verdict)
    if debited.vat_short > judgement.limits.vat_rupiah:
        raise VatTooLow(short=rupiah(debited.vat_short))
    if not debited.amount:
        raise NothingToDebit
    still_open = invoice.total - invoice.paid - invoice.credited
    if debited.amount > still_open:
        raise DebitOverOpen(open=rupiah(still_open), amount=rupiah(debited.amount))
    return debited


@step
def _draft_of(invoice: SupplierInvoice) -> SupplierCredit | None:
    """Lock the draft of a locked invoice; there is at most one."""
    return (
        SupplierCredit.objects.select_for_update(no_key=True)
        .filter(invoice=invoice, kind=DEBIT_NOTE, status=SupplierCredit.Status.DRAFT)
        .first()
    )


@step
def _keep_numbered(note: SupplierCredit, *, at: datetime) -> None:
    """Keep a new note under the next number of the series of debit notes (nota debit)."""
    center = Center.objects.get(pk=note.center_id)
    note.number = next_number(
        center_id=center.pk,
        center_code=center.code,
        kind=SERIES,
        year=timezone.localtime(at).year,
    )
    note.normalised_number = normalised_number(note.number)
    note.save(force_insert=True)


@step
def _write_lines(note: SupplierCredit, waiting: Waiting, debited: Debit) -> None:
    SupplierCreditLine.objects.filter(credit=note).delete()
    billed = {line.line_no: line for line in waiting.lines}
    SupplierCreditLine.objects.bulk_create(
        SupplierCreditLine(
            credit=note,
            line_no=n,
            billed_line_no=part.line,
            order_line_id=billed[part.line].order_line_id if part.line else None,
            description=billed[part.line].description if part.line else "",
            mass_kg=part.mass_kg,
            price_per_kg=part.price_per_kg,
            amount=part.amount,
        )
        for n, part in enumerate(debited.lines, start=1)
    )


def _is_other(note: SupplierCredit, debited: Debit) -> bool:
    """Say whether a draft takes off anything else than what should be taken off now."""
    written = SupplierCreditLine.objects.filter(credit=note).values_list(
        "billed_line_no", "mass_kg", "amount"
    )
    due = [(part.line, part.mass_kg, part.amount) for part in debited.lines]
    return (note.net, note.tax) != (debited.net, debited.tax) or list(written) != due


def _record(act: str, note: SupplierCredit, *, by: Person, at: datetime) -> None:
    audit.record(
        by=by,
        action=f"debit_note.{act}",
        subject="SupplierCredit",
        subject_id=note.pk,
        at=at,
        number=note.number,
        invoice=note.invoice.number,
        amount=note.amount,
    )

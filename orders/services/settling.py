"""Settling suppliers from what was received, without an invoice of theirs.

A settlement stands for one receipt: the supplier finds its own delivery note on it, and it is
dated and falls due like an invoice of that day. It is a supplier's invoice like any other and
is let pass by the match alone. Lots that wait to be judged get a settlement of their own once
they are sound; freight as agreed for an order comes with the first one of it.

Here belongs settling one receipt and calling a settlement off. Who starts a supplier is in
starting_settlements.py, the mail in sending_settlements.py.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Invalid, Missing
from materialcenter.jobs import later
from materialcenter.models import Role
from materialcenter.numbering import next_number
from materialcenter.person import Person, system_person
from materialcenter.rules.reading import normalised_number
from orders.models import (
    PurchaseOrder,
    PurchaseOrderLine,
    Receipt,
    SettledReceiptLine,
    SupplierCredit,
    SupplierInvoice,
    SupplierInvoiceLine,
    SupplierPayment,
)
from orders.reports.settling import SETTLEMENT, ReceiptToSettle, dates_of, receipt_to_settle
from orders.services.matching import Waiting, lock_invoice, match_locked, match_others_later
from orders.services.states import move_to, refuse_state

SERIES = "ERS"


class NotASettlement(Conflict):
    """The invoice came from the supplier."""

    code = "not_a_settlement"
    sentence = _("Invoice %(number)s is the supplier's own; only a settlement is called off.")


class SettlementPaid(Conflict):
    """Money or a credit stands on the settlement, or is on its way."""

    code = "settlement_paid"
    sentence = _(
        "Settlement %(number)s is paid or credited in part, or its payment is planned; it stays."
    )


@command
def settle_receipt(*, receipt_id: int, at: datetime) -> SupplierInvoice | None:
    """Draw up the settlement of what is due of a receipt; None where nothing is.

    The order's lock lets two workers do it one after the other, so the second finds nothing,
    and the database keeps every received line in one live settlement. A worker mails it.
    """
    receipt = Receipt.objects.select_related("supplier", "center").get(pk=receipt_id)
    if not _is_settled_by_itself(receipt):
        return None
    orders = _lock_order(receipt)
    due = receipt_to_settle(receipt)
    if due is None:
        return None
    invoice = _write(due, at=at)
    lines = _write_lines(invoice, due)
    audit.record(
        by=system_person(receipt.center_id),
        action="settlement.drafted",
        subject="SupplierInvoice",
        subject_id=invoice.pk,
        at=at,
        number=invoice.number,
        receipt=receipt.number,
        total=invoice.total,
    )
    match_locked(Waiting(invoice, lines, orders), at=at)
    later(
        "orders.tasks.mail_settlement", center_id=invoice.center_id, supplier_invoice_id=invoice.pk
    )
    return invoice


@command
def cancel_settlement(
    *, supplier_invoice_id: int, reason: str, by: Person, at: datetime
) -> SupplierInvoice:
    """Call off a settlement before anything of it is paid; its receipt is held back.

    The supplier is mailed that it is void, where it was mailed to it at all.

    Raises WrongRole, Missing, NotASettlement, NotInThisState, SettlementPaid, Invalid (no
    reason).
    """
    by.must_be(Role.SUPERVISOR)
    if not SupplierInvoice.objects.visible_to(by).filter(pk=supplier_invoice_id).exists():
        raise Missing
    waiting = lock_invoice(supplier_invoice_id)
    invoice = waiting.invoice
    _must_be_open(invoice)
    if not reason.strip() or len(reason.strip()) > 300:
        raise Invalid(
            code="reason_missing",
            field="reason",
            sentence=_("Give a reason of up to 300 characters."),
        )
    invoice.decided_by_id, invoice.decided_at = by.user_id, at
    invoice.decision_reason = reason.strip()
    also = ["decided_by", "decided_at", "decision_reason"]
    move_to(invoice, SupplierInvoice.Status.REFUSED, also=also)
    hold_receipts(invoice)
    SupplierCredit.objects.filter(invoice=invoice).drop_drafts()
    audit.record(
        by=by,
        action="settlement.cancelled",
        subject="SupplierInvoice",
        subject_id=invoice.pk,
        at=at,
        number=invoice.number,
        reason=invoice.decision_reason,
    )
    match_others_later(waiting)
    return invoice


@step
def hold_receipts(invoice: SupplierInvoice) -> None:
    """Hold the receipts of a locked settlement that is no more back, and tell its supplier.

    Nothing settles them until somebody says so (settling_again.py).
    """
    settled = SettledReceiptLine.objects.filter(invoice=invoice)
    receipts = list(settled.values_list("receipt_line__receipt_id", flat=True))
    Receipt.objects.filter(pk__in=receipts).update(called_off=invoice)
    settled.update(is_live=False)
    later(
        "orders.tasks.mail_void_settlement",
        center_id=invoice.center_id,
        supplier_invoice_id=invoice.pk,
    )


def _is_settled_by_itself(receipt: Receipt) -> bool:
    supplier = receipt.supplier
    return (
        supplier.settles_on_receipt
        and receipt.purchase_order_id is not None
        and supplier.settled_since is not None
        and supplier.settled_since <= timezone.localdate(receipt.received_at)
    )


@step
def _lock_order(receipt: Receipt) -> dict[int, PurchaseOrder]:
    """Lock the receipt's order, then its lines; returns the order of each."""
    order = PurchaseOrder.objects.select_for_update(no_key=True).get(
        pk=receipt.purchase_order_id or 0
    )
    lines = (
        PurchaseOrderLine.objects.select_for_update(no_key=True)
        .filter(purchase_order=order)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return dict.fromkeys(lines, order)


@step
def _write(due: ReceiptToSettle, *, at: datetime) -> SupplierInvoice:
    receipt = due.receipt
    invoiced_on, due_on = dates_of(receipt)
    number = next_number(
        center_id=receipt.center_id,
        center_code=receipt.center.code,
        kind=SERIES,
        year=timezone.localdate(at).year,
    )
    return SupplierInvoice.objects.create(
        center_id=receipt.center_id,
        supplier=receipt.supplier,
        origin=SETTLEMENT,
        number=number,
        normalised_number=normalised_number(number),
        invoiced_on=invoiced_on,
        due_on=due_on,
        net=due.net,
        freight=due.freight,
        tax=due.tax.tax,
        total=due.tax.total,
        entered_at=at,
    )


@step
def _write_lines(invoice: SupplierInvoice, due: ReceiptToSettle) -> Sequence[SupplierInvoiceLine]:
    SettledReceiptLine.objects.bulk_create(
        SettledReceiptLine(receipt_line=line.row, invoice=invoice) for line in due.lines
    )
    return SupplierInvoiceLine.objects.bulk_create(
        SupplierInvoiceLine(
            invoice=invoice,
            line_no=n,
            order_line=line.row.order_line,
            description=_description(due, line.row.heat),
            pieces=line.row.pieces - line.row.rejected_pieces,
            mass_kg=line.mass_kg,
            price_per_kg=line.row.order_line.price_per_kg if line.row.order_line else 0,
            amount=line.amount,
        )
        for n, line in enumerate(due.lines, start=1)
    )


def _description(due: ReceiptToSettle, heat: str) -> str:
    """Name what a line is of in numbers alone, which need no language."""
    note = due.receipt.supplier_note
    return " · ".join(part for part in (due.receipt.number, note, heat) if part)[:160]


def _must_be_open(invoice: SupplierInvoice) -> None:
    if invoice.origin != SETTLEMENT:
        raise NotASettlement(number=invoice.number)
    if invoice.status not in {SupplierInvoice.Status.APPROVED, SupplierInvoice.Status.HELD}:
        raise refuse_state(invoice)
    is_planned = SupplierPayment.objects.filter(
        invoice=invoice, status=SupplierPayment.Status.PLANNED
    ).exists()
    if invoice.paid or invoice.credited or is_planned:
        raise SettlementPaid(number=invoice.number)

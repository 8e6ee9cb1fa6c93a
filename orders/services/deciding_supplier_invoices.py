"""Deciding on a held supplier's invoice: paying it all the same, or refusing it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command, step
from materialcenter.errors import Forbidden, Invalid, Missing
from materialcenter.jobs import later
from orders.models import PurchaseOrderLine, SupplierCredit, SupplierInvoice
from orders.services.settling import hold_receipts
from orders.services.states import move_to, refuse_state
from orders.services.supplier_invoicing import KEEPERS


class OwnInvoice(Forbidden):
    """Who entered an invoice does not decide on it."""

    code = "decided_by_another"
    sentence = _("Somebody other than who entered the invoice decides on it.")


@command
def release_supplier_invoice(
    *, supplier_invoice_id: int, reason: str, by: Person, at: datetime
) -> SupplierInvoice:
    """Pay a held invoice all the same, with a reason; never by who entered it.

    Raises WrongRole, Missing, NotInThisState, OwnInvoice, Invalid (no reason).
    """
    return _decide(supplier_invoice_id, SupplierInvoice.Status.RELEASED, reason, by=by, at=at)


@command
def refuse_supplier_invoice(
    *, supplier_invoice_id: int, reason: str, by: Person, at: datetime
) -> SupplierInvoice:
    """Refuse a held invoice, with a reason; its number may then be entered anew.

    What it billed is free again, so other held invoices of its orders are matched again.
    The receipts of a settlement are held back until somebody has them settled again.
    Raises WrongRole, Missing, NotInThisState, OwnInvoice, Invalid (no reason).
    """
    invoice = _decide(supplier_invoice_id, SupplierInvoice.Status.REFUSED, reason, by=by, at=at)
    if invoice.origin == SupplierInvoice.Origin.SETTLEMENT:
        hold_receipts(invoice)
    orders = (
        PurchaseOrderLine.objects.filter(invoice_lines__invoice=invoice)
        .order_by("purchase_order_id")
        .values_list("purchase_order_id", flat=True)
        .distinct()
    )
    for order_id in orders:
        later("orders.tasks.match_again", center_id=invoice.center_id, purchase_order_id=order_id)
    return invoice


@step
def _decide(
    supplier_invoice_id: int, status: str, reason: str, *, by: Person, at: datetime
) -> SupplierInvoice:
    by.must_be(*KEEPERS)
    invoice = (
        SupplierInvoice.objects.visible_to(by)
        .select_for_update(no_key=True)
        .filter(pk=supplier_invoice_id)
        .first()
    )
    if invoice is None:
        raise Missing
    if by.user_id is None or by.user_id == invoice.entered_by_id:
        raise OwnInvoice
    if invoice.status != SupplierInvoice.Status.HELD:
        raise refuse_state(invoice)
    if not reason.strip() or len(reason.strip()) > 300:
        raise Invalid(
            code="reason_missing",
            field="reason",
            sentence=_("Give a reason of up to 300 characters."),
        )
    invoice.decided_by_id, invoice.decided_at = by.user_id, at
    invoice.decision_reason = reason.strip()
    move_to(invoice, status, also=["decided_by", "decided_at", "decision_reason"])
    SupplierCredit.objects.filter(invoice=invoice).drop_drafts()
    audit.record(
        by=by,
        action=f"supplier_invoice.{status}",
        subject="SupplierInvoice",
        subject_id=invoice.pk,
        at=at,
        number=invoice.number,
        reason=invoice.decision_reason,
    )
    return invoice

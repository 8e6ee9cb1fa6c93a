"""What the people of a center have to see to: picking, suppliers, money, approvals, recalls."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from materialcenter.formats import day, kg, moment, rupiah, whole
from materialcenter.models import Role
from materialcenter.services.notice_kinds import APPROVAL
from materialcenter.services.telling.news import News, Writer
from materialcenter.services.telling.people import people_with
from materialcenter.services.telling.writing import Said
from orders.models import (
    Order,
    OrderLine,
    PaymentBatch,
    ProposedRevision,
    PurchaseOrder,
    PurchaseOrderLine,
    QuoteRequest,
    Recall,
    RecallLot,
    RecallNotice,
    SupplierInvoice,
    SupplierPayment,
    WriteOff,
)
from orders.services import notice_kinds as kinds
from orders.services.purchasing import worth


def _order_to_pick(order_id: int, _mark: str) -> News | None:
    order = Order.objects.select_related("workshop").get(pk=order_id)
    if order.status != Order.Status.PLACED:
        return None
    total = OrderLine.objects.filter(order=order).aggregate(kg=Sum("mass_kg"))

    def said() -> Said:
        line = _("Order %(number)s is to be picked") % {"number": order.number}
        return line, _("%(workshop)s: %(mass)s, held until %(until)s.") % {
            "workshop": order.workshop.name,
            "mass": kg(total["kg"]),
            "until": moment(order.expires_at),
        }

    people = people_with(order.center_id, Role.CLERK, but=[order.placed_by_id])
    path = f"/orders/{order.number}/"
    return News(order.center_id, people, kinds.ORDER_TO_PICK, said, path)


def _purchase(order_id: int) -> PurchaseOrder:
    return PurchaseOrder.objects.select_related("supplier").get(pk=order_id)


def _purchase_path(order: PurchaseOrder) -> str:
    return f"/purchase-orders/{order.number}/"


def _arrives_today(order_id: int, _mark: str) -> News | None:
    order = _purchase(order_id)
    if order.status not in PurchaseOrder.AWAITED:
        return None
    total = PurchaseOrderLine.objects.filter(purchase_order=order).aggregate(kg=Sum("mass_kg"))

    def said() -> Said:
        line = _("Today a delivery of %(supplier)s is expected") % {"supplier": order.supplier.name}
        return line, _("Order %(number)s, %(mass)s.") % {
            "number": order.number,
            "mass": kg(total["kg"]),
        }

    people = people_with(order.center_id, Role.CLERK)
    return News(order.center_id, people, kinds.ARRIVES_TODAY, said, _purchase_path(order))


def _promised_late(order_id: int, mark: str) -> News | None:
    """Tell of a promise later than what was asked for. mark: the day that is promised."""
    order = _purchase(order_id)
    if order.asked_on is None:
        return None
    asked, promised = order.asked_on, date.fromisoformat(mark)
    days = (promised - asked).days

    def said() -> Said:
        facts = {
            "supplier": order.supplier.name,
            "number": order.number,
            "promised": day(promised),
            "asked": day(asked),
            "days": whole(days),
        }
        line = (
            ngettext(
                "%(supplier)s promises order %(number)s %(days)s day late",
                "%(supplier)s promises order %(number)s %(days)s days late",
                days,
            )
            % facts
        )
        return line, _("It comes on %(promised)s; we asked for %(asked)s.") % facts

    people = people_with(order.center_id, Role.PURCHASER)
    return News(order.center_id, people, kinds.PROMISED_LATE, said, _purchase_path(order))


def _late(order_id: int, mark: str) -> News | None:
    """Tell that nothing came on the day that was promised. mark: that day."""
    order = _purchase(order_id)
    if order.status not in PurchaseOrder.AWAITED:
        return None

    def said() -> Said:
        facts = {"supplier": order.supplier.name, "number": order.number}
        line = _("%(supplier)s is late with order %(number)s") % facts
        return line, _("It was expected on %(day)s.") % {"day": day(date.fromisoformat(mark))}

    people = people_with(order.center_id, Role.PURCHASER)
    return News(order.center_id, people, kinds.LATE, said, _purchase_path(order))


def _quote_answered(request_id: int, _mark: str) -> News | None:
    request = QuoteRequest.objects.select_related("pool", "supplier").get(pk=request_id)
    pool = request.pool

    def said() -> Said:
        facts = {
            "supplier": request.supplier.name,
            "pool": pool.number,
            "number": request.number,
            "status": request.get_status_display(),
        }
        line = _("%(supplier)s answered for pool %(pool)s: %(status)s") % facts
        return line, request.reason or _("Request %(number)s.") % facts

    people = people_with(pool.center_id, Role.PURCHASER, but=[request.answered_by_id])
    path = f"/quote-requests/{request.number}/"
    return News(pool.center_id, people, kinds.QUOTE, said, path)


def _bill_held(invoice_id: int, _mark: str) -> News | None:
    invoice = SupplierInvoice.objects.select_related("supplier").get(pk=invoice_id)
    if invoice.status != SupplierInvoice.Status.HELD:
        return None
    differences = [one for one in (invoice.match or {}).get("differences", ()) if one["holds"]]

    def said() -> Said:
        facts = {
            "number": invoice.number,
            "supplier": invoice.supplier.name,
            "total": rupiah(invoice.total),
            "differences": whole(len(differences)),
        }
        line = _("Invoice %(number)s of %(supplier)s is held") % facts
        words = _("%(total)s. Differences that hold it: %(differences)s. Release or refuse it.")
        return line, words % facts

    people = people_with(invoice.center_id, Role.FINANCE)
    path = f"/supplier-invoices/{invoice.pk}/"
    return News(invoice.center_id, people, kinds.BILL_HELD, said, path)


def _batch_waits(batch_id: int, _mark: str) -> News | None:
    batch = PaymentBatch.objects.get(pk=batch_id)
    if batch.status != PaymentBatch.Status.DRAFT:
        return None
    planned = SupplierPayment.objects.filter(batch=batch, status=SupplierPayment.Status.PLANNED)
    total = planned.aggregate(amount=Sum("amount"))

    def said() -> Said:
        line = _("Payment batch %(number)s waits for approval") % {"number": batch.number}
        return line, _("%(amount)s in all, to be paid on %(day)s.") % {
            "amount": rupiah(total["amount"] or 0),
            "day": day(batch.pay_on),
        }

    people = people_with(batch.center_id, Role.FINANCE, but=[batch.created_by_id])
    path = f"/payment-batches/{batch.number}/"
    return News(batch.center_id, people, kinds.BATCH_WAITS, said, path)


def _approve_purchase(order_id: int, _mark: str) -> News | None:
    order = _purchase(order_id)
    if order.status != PurchaseOrder.Status.DRAFT or not order.needs_another:
        return None
    lines = PurchaseOrderLine.objects.filter(purchase_order=order).order_by("line_no")
    amount = worth(order, list(lines))

    def said() -> Said:
        facts = {"number": order.number, "amount": rupiah(amount)}
        line = _("Order %(number)s of %(amount)s waits for your approval") % facts
        return line, _("It goes to %(supplier)s.") % {"supplier": order.supplier.name}

    people = people_with(order.center_id, Role.SUPERVISOR, but=[order.created_by_id])
    return News(order.center_id, people, APPROVAL, said, _purchase_path(order))


def _approve_revision(order_id: int, _mark: str) -> News | None:
    proposed = (
        ProposedRevision.objects.filter(purchase_order_id=order_id)
        .select_related("purchase_order__supplier")
        .first()
    )
    if proposed is None:
        return None
    order = proposed.purchase_order

    def said() -> Said:
        line = _("A change of order %(number)s waits for your approval") % {"number": order.number}
        return line, f"{order.supplier.name}: {proposed.reason}"

    people = people_with(order.center_id, Role.SUPERVISOR, but=[proposed.proposed_by_id])
    return News(order.center_id, people, APPROVAL, said, _purchase_path(order))


def _approve_write_off(write_off_id: int, _mark: str) -> News | None:
    asked = WriteOff.objects.select_related("invoice__workshop").get(pk=write_off_id)
    if asked.status != WriteOff.Status.ASKED:
        return None

    def said() -> Said:
        facts = {"number": asked.number, "amount": rupiah(asked.amount)}
        line = _("Write-off %(number)s of %(amount)s waits for your approval") % facts
        workshop = asked.invoice.workshop.name
        return line, f"{workshop}, {asked.invoice.number}: {asked.reason}"

    people = people_with(asked.center_id, Role.SUPERVISOR, but=[asked.asked_by_id])
    return News(asked.center_id, people, APPROVAL, said, "/write-offs/")


def _recall_opened(recall_id: int, _mark: str) -> News | None:
    recall = Recall.objects.get(pk=recall_id)
    lots = RecallLot.objects.filter(recall=recall).count()
    workshops = RecallNotice.objects.filter(recall=recall).count()

    def said() -> Said:
        line = _("Recall %(number)s is opened") % {"number": recall.number}
        reach = _("Lots: %(lots)s. Workshops: %(workshops)s.") % {
            "lots": whole(lots),
            "workshops": whole(workshops),
        }
        return line, f"{recall.reason}\n{reach}"

    people = people_with(recall.center_id, Role.SUPERVISOR, but=[recall.opened_by_id])
    path = f"/recalls/{recall.number}/"
    return News(recall.center_id, people, kinds.RECALL_OPENED, said, path)


WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        "order_to_pick": _order_to_pick,
        "arrives_today": _arrives_today,
        "promised_late": _promised_late,
        "purchase_late": _late,
        "quote_answered": _quote_answered,
        "bill_held": _bill_held,
        "batch_waits": _batch_waits,
        "approve_purchase": _approve_purchase,
        "approve_revision": _approve_revision,
        "approve_write_off": _approve_write_off,
        "recall_opened": _recall_opened,
    }
)

"""Ending purchase orders: called off before anything came, or closed short."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from inventory import stock
from materialcenter.access import Person
from materialcenter.commands import command
from materialcenter.errors import Invalid
from orders.models import ProposedRevision, PurchaseOrder
from orders.services.announcing import announce
from orders.services.purchasing import BUYERS, lock_purchase_order, record_purchase_order
from orders.services.states import move_to
from orders.services.taking_from_blankets import give_back_rest, lock_blanket_of


class StillExpected(Invalid):
    """An order is closed short only after something came."""

    code = "nothing_received_yet"
    sentence = _("Nothing has come of %(number)s yet. Cancel it instead of closing it.")


@command
def cancel_purchase_order(
    *, purchase_order_id: int, reason: str, by: Person, at: datetime
) -> PurchaseOrder:
    """Call an order off before anything came; its blanket order may be called off again.

    What it was to bring because it runs low is looked at anew. Raises WrongRole, Missing,
    NotInThisState, Invalid (no reason).
    """
    order = _end(
        purchase_order_id, PurchaseOrder.Status.CANCELLED, "cancelled", reason, by=by, at=at
    )
    stock.answer_fell_through(center_id=by.center_id, reference=order.number, at=at)
    return order


@command
def close_purchase_order(
    *, purchase_order_id: int, reason: str, by: Person, at: datetime
) -> PurchaseOrder:
    """Close an order: what is still missing does not come any more.

    reason: needed where something is missing. Raises WrongRole, Missing, NotInThisState,
    StillExpected, Invalid (no reason).
    """
    return _end(purchase_order_id, PurchaseOrder.Status.CLOSED, "closed", reason, by=by, at=at)


def _end(
    purchase_order_id: int, status: str, action: str, reason: str, *, by: Person, at: datetime
) -> PurchaseOrder:
    by.must_be(*BUYERS)
    taken = lock_blanket_of(purchase_order_id=purchase_order_id, by=by)
    order, lines = lock_purchase_order(purchase_order_id=purchase_order_id, by=by)
    if status == PurchaseOrder.Status.CLOSED and order.status in {
        PurchaseOrder.Status.SENT,
        PurchaseOrder.Status.CONFIRMED,
    }:
        raise StillExpected(number=order.number)
    if order.status != PurchaseOrder.Status.RECEIVED or reason.strip():
        order.note = _reason(reason)
    move_to(order, status, also=["note"])
    ProposedRevision.objects.filter(purchase_order=order).delete()
    give_back_rest(taken, lines)
    announce(order, lines)
    record_purchase_order(action, order, by=by, at=at)
    return order


def _reason(text: str) -> str:
    if not text.strip() or len(text.strip()) > 200:
        raise Invalid(
            code="reason_missing",
            field="reason",
            sentence=_("Give a reason of up to 200 characters."),
        )
    return text.strip()

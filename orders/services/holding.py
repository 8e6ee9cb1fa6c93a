"""An order while it holds stock: finding and locking it, moving it on, letting go.

Here belongs what placing, cancelling, picking and handing over share.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from inventory import stock
from materialcenter.commands import step
from materialcenter.errors import Conflict, Missing
from materialcenter.models import Role
from materialcenter.person import Person
from orders.models import DeliveryNote, Order, OrderLine

HOLDER = "order_line"
# How long an order holds its stock when nobody comes for it: one week, so that a workshop
# can wait for its payday and the depot does not keep steel for the forgetful.
HOLD_FOR = timedelta(days=7)

ORDERERS = (Role.BUYER, Role.CLERK, Role.PURCHASER, Role.SUPERVISOR)
COUNTER = (Role.CLERK, Role.SUPERVISOR)


class NoSuchOrder(Missing):
    """The order is not there for this person."""

    sentence = _("There is no such order.")


class WrongOrderState(Conflict):
    """The order is not in a state for this."""

    code = "order_state"
    sentence = _("Order %(order)s is “%(status)s”; that cannot be done with it now.")


@step
def lock_order(*, order_id: int, by: Person) -> Order:
    """Find an order the person may see and take its lock. Raises NoSuchOrder."""
    order = (
        Order.objects.visible_to(by)
        .select_for_update(no_key=True, of=("self",))
        .select_related("center", "workshop")
        .filter(pk=order_id)
        .first()
    )
    if order is None:
        raise NoSuchOrder
    return order


def refuse_state(order: Order) -> WrongOrderState:
    """Return the refusal that names the state the order is in."""
    return WrongOrderState(order=order.number, status=order.get_status_display())


def check_may_become(order: Order, status: str) -> None:
    """Refuse a step that the order's state does not lead to. Raises WrongOrderState."""
    if status not in Order.NEXT[order.status]:
        raise refuse_state(order)


@step
def move_order(order: Order, status: str, *, at: datetime) -> None:
    """Move a locked order on; a state without a next closes it. Raises WrongOrderState."""
    check_may_become(order, status)
    order.status = status
    if not Order.NEXT[status]:
        order.closed_at = at
    order.save(update_fields=["status", "closed_at"])


def ends_as(order: Order, status: str) -> str:
    """Return how an order ends: handed over where part of it was, else `status`."""
    was_delivered = DeliveryNote.objects.filter(order=order).exists()
    return Order.Status.HANDED_OVER if was_delivered else status


@step
def let_go(order: Order, *, at: datetime) -> None:
    """Release everything that a locked order still holds."""
    line_ids = list(
        OrderLine.objects.filter(order=order).order_by("pk").values_list("pk", flat=True)
    )
    stock.release(center_id=order.center_id, holder=HOLDER, holder_ids=line_ids, at=at)

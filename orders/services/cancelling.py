"""Orders that come to nothing: cancelled by somebody, or not picked up in time."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Conflict
from materialcenter.jobs import later
from materialcenter.person import Person
from orders.models import Order
from orders.services.holding import ORDERERS, ends_as, let_go, lock_order, move_order


class BeingPicked(Conflict):
    """A buyer cannot cancel what the depot is picking."""

    code = "order_being_picked"
    sentence = _("Order %(order)s is being picked already. Please call the depot to cancel it.")


class NotExpired(Conflict):
    """The order is still held."""

    code = "order_not_expired"
    sentence = _("Order %(order)s is still held.")


@command
def cancel_order(*, order_id: int, by: Person, at: datetime) -> Order:
    """Cancel an order, or what is left of one handed over in part, and let go of its stock.

    A buyer cancels an own order until it is being picked, the depot's staff any.
    Raises WrongRole, NoSuchOrder, WrongOrderState, BeingPicked.
    """
    by.must_be(*ORDERERS)
    order = lock_order(order_id=order_id, by=by)
    if order.status == Order.Status.PICKING and not by.is_staff:
        raise BeingPicked(order=order.number)
    move_order(order, ends_as(order, Order.Status.CANCELLED), at=at)
    let_go(order, at=at)
    audit.record(by=by, action="order.cancelled", subject="Order", subject_id=order.pk, at=at)
    return order


def expired_orders(*, at: datetime) -> list[tuple[int, int]]:
    """Return (center id, order id) of the orders that nobody picked up in time, oldest first."""
    return list(
        Order.objects.filter(status=Order.Status.PLACED, expires_at__lte=at)
        .order_by("expires_at", "pk")
        .values_list("center_id", "pk")
    )


@command
def expire_order(*, order_id: int, by: Person, at: datetime) -> Order:
    """End an order that nobody picked up in time, or its rest, and let go of its stock.

    One that is ended or being picked stays as it is, so the job may come twice.
    Raises NoSuchOrder, NotExpired.
    """
    order = lock_order(order_id=order_id, by=by)
    if order.status != Order.Status.PLACED:
        return order
    if order.expires_at > at:
        raise NotExpired(order=order.number)
    move_order(order, ends_as(order, Order.Status.EXPIRED), at=at)
    let_go(order, at=at)
    audit.record(by=by, action="order.expired", subject="Order", subject_id=order.pk, at=at)
    later("orders.tasks.tell_order_expired", center_id=order.center_id, order_id=order.pk)
    return order

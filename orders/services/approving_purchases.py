"""Approving purchase orders, and the limit above which somebody else does it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command
from materialcenter.errors import Forbidden, Invalid
from materialcenter.formats import rupiah
from materialcenter.models import Center, Role
from orders.models import PurchaseOrder
from orders.services.announcing import announce
from orders.services.purchasing import (
    BUYERS,
    approval_limit,
    lock_purchase_order,
    record_purchase_order,
    worth,
)
from orders.services.states import move_to

LARGEST_LIMIT = 10**15


class ApprovalNeeded(Forbidden):
    """The order is over the limit and needs somebody else's approval."""

    code = "approval_by_another_needed"
    sentence = _(
        "An order of more than %(limit)s is approved by a supervisor who did not write it."
    )


class BadLimit(Invalid):
    """No order can be compared with such a limit."""

    code = "approval_limit_invalid"
    sentence = _("The limit is zero or more rupiah, and at most %(most)s.")


@command
def approve_purchase_order(*, purchase_order_id: int, by: Person, at: datetime) -> PurchaseOrder:
    """Approve a draft.

    Up to the center's limit whoever may order may approve, also an own draft; over it
    only a supervisor other than the writer, and a person, never a machine. What was over
    the limit when it was written stays so: raising the limit frees no order.
    Raises WrongRole, Missing, NotInThisState, ApprovalNeeded.
    """
    by.must_be(*BUYERS)
    order, lines = lock_purchase_order(purchase_order_id=purchase_order_id, by=by)
    limit = approval_limit(order.center_id)
    move_to(order, PurchaseOrder.Status.APPROVED)
    order.needs_another = order.needs_another or worth(order, lines) > limit
    if order.needs_another and not approves_for_another(by, writer_id=order.created_by_id):
        raise ApprovalNeeded(limit=rupiah(limit))
    order.approved_by_id = by.user_id
    order.approved_at = at
    order.save(update_fields=["approved_by", "approved_at", "needs_another"])
    announce(order, lines)
    record_purchase_order("approved", order, by=by, at=at)
    return order


def approves_for_another(by: Person, *, writer_id: int | None) -> bool:
    """Say whether a person may approve, over the limit, what somebody wrote."""
    return by.has(Role.SUPERVISOR) and by.user_id is not None and by.user_id != writer_id


@command
def set_approval_limit(*, limit: int, by: Person, at: datetime) -> int:
    """Set the rupiah above which another approves. Raises WrongRole, BadLimit."""
    by.must_be(Role.SUPERVISOR)
    if not 0 <= limit <= LARGEST_LIMIT:
        raise BadLimit(field="limit", most=rupiah(LARGEST_LIMIT))
    center = Center.objects.select_for_update(no_key=True).get(pk=by.center_id)
    before, center.order_approval_limit = center.order_approval_limit, limit
    center.save(update_fields=["order_approval_limit"])
    audit.record(
        by=by,
        action="center.approval_limit_set",
        subject="Center",
        subject_id=center.pk,
        at=at,
        before=before,
        after=limit,
    )
    return limit

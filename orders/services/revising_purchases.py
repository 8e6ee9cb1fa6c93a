"""Changing orders that were sent: numbered revisions, approved again over the limit, mailed again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter.access import Person
from materialcenter.commands import command, step
from materialcenter.errors import Conflict
from materialcenter.formats import rupiah
from materialcenter.jobs import later
from materialcenter.services.telling.news import tell_later
from orders.models import (
    BlanketOrder,
    BlanketOrderLine,
    ProposedRevision,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderRevision,
)
from orders.services.announcing import announce, rest_of
from orders.services.approving_purchases import ApprovalNeeded, approves_for_another
from orders.services.checking_revisions import (
    Figures,
    Revision,
    checked_reason,
    figures_now,
    revised_figures,
)
from orders.services.purchasing import (
    BUYERS,
    approval_limit,
    lock_purchase_order,
    record_purchase_order,
    write_lines,
)
from orders.services.sending import NoMailAddress
from orders.services.states import move_to, refuse_state
from orders.services.taking_from_blankets import lock_blanket_of, take


class NothingProposed(Conflict):
    """No change of the order waits for approval."""

    code = "no_revision_proposed"
    sentence = _("No change of %(number)s waits for approval.")


@dataclass(frozen=True)
class _Locked:
    """An order, its lines, and the lines of its blanket order, all locked."""

    order: PurchaseOrder
    lines: list[PurchaseOrderLine]
    blanket_lines: list[BlanketOrderLine]


@command
def revise_purchase_order(
    *, purchase_order_id: int, revision: Revision, reason: str, by: Person, at: datetime
) -> PurchaseOrder:
    """Change the lines, the day or the freight of an order that its supplier has.

    A change that leaves the order worth more than the center's limit, other than of its day,
    waits for a supervisor who did not ask for it; nothing changes until then. Any other
    change counts at once: the order gets its next revision, goes out to the supplier again,
    who confirms it anew, and the yard expects what it says.
    Raises WrongRole, Missing, NotInThisState, NoMailAddress, BadRevision (naming everything),
    MoreThanAgreed (a call-off over what is left).
    """
    by.must_be(*BUYERS)
    locked = _lock(purchase_order_id, by)
    order = locked.order
    why = checked_reason(reason)
    before = figures_now(order, locked.lines)
    after = revised_figures(order, locked.lines, revision, by=by, at=at)
    needs_another = after.worth > approval_limit(order.center_id)
    ProposedRevision.objects.filter(purchase_order=order).delete()
    if needs_another and after.is_other_money(before):
        _propose(order, revision, why, by=by, at=at)
        return order
    _apply(locked, after, why, writer_id=by.user_id, by=by, at=at)
    return order


@command
def approve_revision(*, purchase_order_id: int, by: Person, at: datetime) -> PurchaseOrder:
    """Let a change over the limit count; what came since is looked at again.

    Raises WrongRole, Missing, NotInThisState, NothingProposed, ApprovalNeeded, NoMailAddress,
    BadRevision, MoreThanAgreed.
    """
    by.must_be(*BUYERS)
    locked = _lock(purchase_order_id, by)
    order = locked.order
    proposed = _proposed(order)
    if not approves_for_another(by, writer_id=proposed.proposed_by_id):
        raise ApprovalNeeded(limit=rupiah(approval_limit(order.center_id)))
    revision = Revision.from_kept(proposed.after)
    after = revised_figures(order, locked.lines, revision, by=by, at=at)
    proposed.delete()
    _apply(locked, after, proposed.reason, writer_id=proposed.proposed_by_id, by=by, at=at)
    return order


@command
def drop_revision(*, purchase_order_id: int, by: Person, at: datetime) -> PurchaseOrder:
    """Take a change that waits for approval away. Raises WrongRole, Missing, NothingProposed."""
    by.must_be(*BUYERS)
    order, _lines = lock_purchase_order(purchase_order_id=purchase_order_id, by=by)
    proposed = _proposed(order)
    record_purchase_order("revision_dropped", order, by=by, at=at, after=proposed.after)
    proposed.delete()
    return order


@step
def _lock(purchase_order_id: int, by: Person) -> _Locked:
    """Lock an order that its supplier has, and what it was called off from."""
    blanket_lines = lock_blanket_of(purchase_order_id=purchase_order_id, by=by)
    order, lines = lock_purchase_order(purchase_order_id=purchase_order_id, by=by)
    if order.status not in PurchaseOrder.AWAITED:
        raise refuse_state(order)
    if not order.supplier.email:
        raise NoMailAddress(supplier=order.supplier.name)
    return _Locked(order, lines, blanket_lines)


def _proposed(order: PurchaseOrder) -> ProposedRevision:
    found = ProposedRevision.objects.filter(purchase_order=order).first()
    if found is None:
        raise NothingProposed(number=order.number)
    return found


@step
def _propose(
    order: PurchaseOrder, revision: Revision, reason: str, *, by: Person, at: datetime
) -> None:
    kept = ProposedRevision.objects.create(
        purchase_order=order,
        reason=reason,
        after=revision.to_keep(),
        proposed_at=at,
        proposed_by_id=by.user_id,
    )
    record_purchase_order("revision_proposed", order, by=by, at=at, reason=reason, after=kept.after)
    mark = at.isoformat(timespec="seconds")
    tell_later("approve_revision", order.pk, center_id=order.center_id, mark=mark)


@step
def _apply(
    locked: _Locked,
    after: Figures,
    reason: str,
    *,
    writer_id: int | None,
    by: Person,
    at: datetime,
) -> None:
    """Make a checked change count. writer_id: who asked for it; by: who lets it count."""
    order, lines = locked.order, locked.lines
    if locked.blanket_lines:
        _take_the_difference(locked, after)
    _keep_before(order, lines, reason, by=by, at=at)
    if after.is_other_money(figures_now(order, lines)):
        order.created_by_id, order.approved_by_id, order.approved_at = writer_id, by.user_id, at
        order.needs_another = after.worth > approval_limit(order.center_id)
    lines = [*lines, *_add(order, lines, after, by=by)]
    _write(order, lines, after)
    _go_on(order, lines)
    announce(order, lines)
    _drop(lines)
    record_purchase_order("revised", order, by=by, at=at, reason=reason, revision=order.revision)
    later(
        "orders.tasks.mail_purchase_order",
        center_id=order.center_id,
        purchase_order_id=order.pk,
    )


def _take_the_difference(locked: _Locked, after: Figures) -> None:
    blanket = BlanketOrder.objects.get(pk=locked.order.blanket_order_id or 0)
    change = {
        line.material_id: new.mass_kg - line.mass_kg
        for line, new in zip(locked.lines, after.lines, strict=True)
    }
    take(blanket, locked.blanket_lines, change)


@step
def _add(
    order: PurchaseOrder, lines: Sequence[PurchaseOrderLine], after: Figures, *, by: Person
) -> list[PurchaseOrderLine]:
    """Write the lines that are added; no number that the order ever had is given again."""
    asked = [line for line, _figures in after.added]
    if not asked:
        return []
    kept = PurchaseOrderRevision.objects.filter(purchase_order=order).values_list("before")
    numbers = [line["line_no"] for (before,) in kept for line in before["lines"]]
    last = max([*numbers, *(line.line_no for line in lines)])
    materials = catalogue.materials_by_code(by, [line.material for line in asked])
    return write_lines(order, asked, materials, first_no=last + 1)


def _drop(lines: Sequence[PurchaseOrderLine]) -> None:
    """Take off the lines of which nothing is ordered any more and that the yard expects not."""
    gone = [line.pk for line in lines if not line.mass_kg]
    PurchaseOrderLine.objects.filter(pk__in=gone).delete()


def _write(order: PurchaseOrder, lines: Sequence[PurchaseOrderLine], after: Figures) -> None:
    """Write the figures, and take back the supplier's promise and the mail of before.

    lines: those of before in the order of `after`, then those added, which are written.
    """
    for line, new in zip(lines, after.lines, strict=False):
        line.pieces, line.mass_kg, line.price_per_kg = new.pieces, new.mass_kg, new.price_per_kg
        if line.received_table_kg < line.mass_kg:
            line.promised_on = None
        if line.mass_kg:
            line.save(update_fields=["pieces", "mass_kg", "price_per_kg", "promised_on"])
    order.revision += 1
    order.freight = after.freight
    order.asked_on = order.expected_on = after.expected_on
    order.document = order.sent_at = None
    order.save(update_fields=_REVISED)


_REVISED = [
    *("revision", "freight", "asked_on", "expected_on", "created_by", "approved_by"),
    *("approved_at", "needs_another", "document", "sent_at"),
]


def _go_on(order: PurchaseOrder, lines: Sequence[PurchaseOrderLine]) -> None:
    """Have the supplier confirm anew, or note that all has come of what is left."""
    if order.status == PurchaseOrder.Status.CONFIRMED:
        move_to(order, PurchaseOrder.Status.SENT)
    elif order.status == PurchaseOrder.Status.PARTLY_RECEIVED:
        materials = catalogue.materials_by_id(order.center_id, [li.material_id for li in lines])
        if not any(rest_of(line, materials[line.material_id]).mass_kg for line in lines):
            move_to(order, PurchaseOrder.Status.RECEIVED)


def _keep_before(
    order: PurchaseOrder,
    lines: Sequence[PurchaseOrderLine],
    reason: str,
    *,
    by: Person,
    at: datetime,
) -> None:
    PurchaseOrderRevision.objects.create(
        purchase_order=order,
        revision=order.revision + 1,
        reason=reason,
        before=_as_it_stands(order, lines),
        changed_at=at,
        changed_by_id=by.user_id,
        document_id=order.document_id,
    )


def _as_it_stands(order: PurchaseOrder, lines: Sequence[PurchaseOrderLine]) -> dict[str, Any]:
    """Write down what a revision replaces: figures, days, and who wrote and approved it."""
    return {
        "lines": [
            {
                "line_no": line.line_no,
                "material_id": line.material_id,
                "pieces": line.pieces,
                "mass_kg": line.mass_kg,
                "price_per_kg": line.price_per_kg,
                "promised_on": line.promised_on,
            }
            for line in sorted(lines, key=lambda line: line.line_no)
        ],
        "expected_on": order.expected_on,
        "freight": order.freight,
        "created_by": order.created_by_id,
        "approved_by": order.approved_by_id,
    }

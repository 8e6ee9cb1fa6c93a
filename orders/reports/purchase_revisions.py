"""Revisions of an order side by side: how it stood before each change, and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from materialcenter.errors import Missing
from materialcenter.models import Attachment, User
from orders.models import ProposedRevision, PurchaseOrder, PurchaseOrderRevision
from orders.reports.purchasing import OrderedLine


@dataclass(frozen=True)
class LineState:
    """What a line asks for: quantity in the material's unit, rupiah per kg."""

    quantity: Decimal
    price_per_kg: Decimal


@dataclass(frozen=True)
class ChangedLine:
    """A line that a revision changes."""

    row: OrderedLine
    before: LineState
    after: LineState


@dataclass(frozen=True)
class OrderState:
    """What an order asks for beside its lines; freight in whole rupiah."""

    expected_on: date | None
    freight: int


@dataclass(frozen=True)
class RevisionShown:
    """One change. revision: its number, 0 for one that waits for approval.

    lines: those that change only. was_sent: the paper that it replaced was kept.
    """

    revision: int
    reason: str
    at: datetime
    by: User | None
    lines: tuple[ChangedLine, ...]
    before: OrderState
    after: OrderState
    was_sent: bool


@dataclass(frozen=True)
class _State:
    lines: Mapping[int, LineState]
    head: OrderState


def revisions_of(order: PurchaseOrder, rows: Sequence[OrderedLine]) -> list[RevisionShown]:
    """Show what revisions changed, the newest first. One statement, none where there is none.

    rows: the order's lines as they stand.
    """
    if not order.revision:
        return []
    kept = PurchaseOrderRevision.objects.filter(purchase_order=order).select_related("changed_by")
    shown = []
    after = _now(order, rows)
    for revision in kept.order_by("-revision"):
        before = _kept(revision.before)
        shown.append(
            RevisionShown(
                revision=revision.revision,
                reason=revision.reason,
                at=revision.changed_at,
                by=revision.changed_by,
                lines=_changed(rows, before, after),
                before=before.head,
                after=after.head,
                was_sent=revision.document_id is not None,
            )
        )
        after = before
    return shown


def proposed_revision(order: PurchaseOrder, rows: Sequence[OrderedLine]) -> RevisionShown | None:
    """Show the change that waits for approval. One statement, none for what is not awaited."""
    if order.status not in PurchaseOrder.AWAITED:
        return None
    proposed = (
        ProposedRevision.objects.filter(purchase_order=order).select_related("proposed_by").first()
    )
    if proposed is None:
        return None
    before = _now(order, rows)
    after = _asked(proposed.after, before)
    return RevisionShown(
        revision=0,
        reason=proposed.reason,
        at=proposed.proposed_at,
        by=proposed.proposed_by,
        lines=_changed(rows, before, after),
        before=before.head,
        after=after.head,
        was_sent=False,
    )


def replaced_paper(order: PurchaseOrder, revision: int) -> Attachment:
    """Find the PDF that a revision replaced, with its content. Raises Missing."""
    kept = (
        PurchaseOrderRevision.objects.filter(purchase_order=order, revision=revision)
        .select_related("document__content")
        .first()
    )
    if kept is None or kept.document is None:
        raise Missing
    return kept.document


def _now(order: PurchaseOrder, rows: Sequence[OrderedLine]) -> _State:
    lines = {row.line.line_no: LineState(row.quantity, row.line.price_per_kg) for row in rows}
    return _State(lines, OrderState(order.expected_on, order.freight))


def _kept(before: Mapping[str, Any]) -> _State:
    lines = {
        line["line_no"]: LineState(
            Decimal(line["pieces"] or line["mass_kg"]), Decimal(line["price_per_kg"])
        )
        for line in before["lines"]
    }
    return _State(lines, OrderState(_day(before["expected_on"]), before["freight"]))


def _asked(after: Mapping[str, Any], now: _State) -> _State:
    asked = {
        line["line_no"]: LineState(Decimal(line["quantity"]), Decimal(line["price_per_kg"]))
        for line in after["lines"]
    }
    freight = after["freight"]
    head = OrderState(
        _day(after["expected_on"]) or now.head.expected_on,
        now.head.freight if freight is None else freight,
    )
    return _State({**now.lines, **asked}, head)


def _changed(rows: Sequence[OrderedLine], before: _State, after: _State) -> tuple[ChangedLine, ...]:
    return tuple(
        ChangedLine(row, before.lines[row.line.line_no], after.lines[row.line.line_no])
        for row in rows
        if before.lines[row.line.line_no] != after.lines[row.line.line_no]
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

"""Revisions of an order side by side: how it stood before each change, and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from inventory import catalogue
from materialcenter.errors import Missing
from materialcenter.models import Attachment, User
from orders.models import ProposedRevision, PurchaseOrder, PurchaseOrderRevision
from orders.reports.purchasing import OrderedLine


@dataclass(frozen=True)
class LineState:
    """What a line asks for, of which material: quantity in its unit, rupiah per kg."""

    material_id: int
    quantity: Decimal
    price_per_kg: Decimal


@dataclass(frozen=True)
class ChangedLine:
    """A line that a revision changes, adds (no before) or takes off (no after).

    line_no: 0 for one that has no number yet, since its revision waits for approval.
    """

    line_no: int
    material: catalogue.Material
    before: LineState | None
    after: LineState | None


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
    """Show what revisions changed, the newest first. Two statements, none where there is none.

    rows: the order's lines as they stand.
    """
    if not order.revision:
        return []
    kept = PurchaseOrderRevision.objects.filter(purchase_order=order).select_related("changed_by")
    shown = []
    after = _now(order, rows)
    materials = {row.material.pk: row.material for row in rows}
    for revision in kept.order_by("-revision"):
        before = _kept(revision.before, after)
        _learn(materials, order, before)
        shown.append(
            RevisionShown(
                revision=revision.revision,
                reason=revision.reason,
                at=revision.changed_at,
                by=revision.changed_by,
                lines=_changed(materials, before, after),
                before=before.head,
                after=after.head,
                was_sent=revision.document_id is not None,
            )
        )
        after = before
    return shown


def proposed_revision(order: PurchaseOrder, rows: Sequence[OrderedLine]) -> RevisionShown | None:
    """Show the change that waits for approval. Two statements, none for what is not awaited."""
    if order.status not in PurchaseOrder.AWAITED:
        return None
    proposed = (
        ProposedRevision.objects.filter(purchase_order=order).select_related("proposed_by").first()
    )
    if proposed is None:
        return None
    before = _now(order, rows)
    materials = {row.material.pk: row.material for row in rows}
    added = _added(order, proposed.after, materials)
    after = _asked(proposed.after, before, added)
    return RevisionShown(
        revision=0,
        reason=proposed.reason,
        at=proposed.proposed_at,
        by=proposed.proposed_by,
        lines=_changed(materials, before, after),
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
    lines = {
        row.line.line_no: LineState(row.material.pk, row.quantity, row.line.price_per_kg)
        for row in rows
    }
    return _State(lines, OrderState(order.expected_on, order.freight))


def _kept(before: Mapping[str, Any], after: _State) -> _State:
    """Read how an order stood. Revisions of old took no line off and name no material."""
    lines = {
        line["line_no"]: LineState(
            line["material_id"] if "material_id" in line else after.lines[n].material_id,
            Decimal(line["pieces"] or line["mass_kg"]),
            Decimal(line["price_per_kg"]),
        )
        for line in before["lines"]
        for n in [line["line_no"]]
    }
    return _State(lines, OrderState(_day(before["expected_on"]), before["freight"]))


def _added(
    order: PurchaseOrder, after: Mapping[str, Any], materials: dict[int, catalogue.Material]
) -> dict[int, LineState]:
    """Read the lines that a change would add, by -1, -2, and learn their materials."""
    asked = after.get("added", [])
    if not asked:
        return {}
    codes = [line["material"] for line in asked]
    found = catalogue.Material.objects.filter(center_id=order.center_id, code__in=codes)
    by_code = {material.code: material for material in found}
    materials.update({material.pk: material for material in by_code.values()})
    return {
        -n: LineState(
            by_code[line["material"]].pk, Decimal(line["quantity"]), Decimal(line["price_per_kg"])
        )
        for n, line in enumerate(asked, start=1)
    }


def _asked(after: Mapping[str, Any], now: _State, added: Mapping[int, LineState]) -> _State:
    asked = {
        line["line_no"]: LineState(
            now.lines[line["line_no"]].material_id,
            Decimal(line["quantity"]),
            Decimal(line["price_per_kg"]),
        )
        for line in after["lines"]
    }
    dropped = set(after.get("dropped", []))
    kept = {n: line for n, line in {**now.lines, **asked}.items() if n not in dropped}
    freight = after["freight"]
    head = OrderState(
        _day(after["expected_on"]) or now.head.expected_on,
        now.head.freight if freight is None else freight,
    )
    return _State({**kept, **added}, head)


def _learn(materials: dict[int, catalogue.Material], order: PurchaseOrder, state: _State) -> None:
    """Look up the materials of lines that the order no longer has."""
    unknown = {line.material_id for line in state.lines.values()} - materials.keys()
    if unknown:
        materials.update(catalogue.materials_by_id(order.center_id, unknown))


def _changed(
    materials: Mapping[int, catalogue.Material], before: _State, after: _State
) -> tuple[ChangedLine, ...]:
    """Name the lines that differ, by number, those without one last."""
    numbers = sorted(before.lines.keys() | after.lines.keys(), key=lambda n: (n < 0, abs(n)))
    found = []
    for n in numbers:
        old, new = before.lines.get(n), after.lines.get(n)
        one = new or old
        if old != new and one is not None:
            found.append(ChangedLine(max(n, 0), materials[one.material_id], old, new))
    return tuple(found)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

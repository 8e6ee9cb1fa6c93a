"""Drafting purchase orders, and what every act on one needs: its lock, its worth, its record."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Missing
from materialcenter.models import Center, Role, Supplier
from materialcenter.numbering import next_number
from materialcenter.rules.money import line_amount
from materialcenter.services.telling.news import tell_later
from orders.models import Pool, PurchaseOrder, PurchaseOrderLine
from orders.services.checking_purchases import (
    BadPurchaseOrder,
    PurchaseLine,
    faults_of_order,
    line_limit,
)
from orders.services.limiting_receipts import limits_for
from orders.services.states import refuse_state

BUYERS = (Role.PURCHASER, Role.SUPERVISOR)


class CalledOff(Conflict):
    """The order is a call-off, whose materials and prices its blanket order has."""

    code = "purchase_order_called_off"
    sentence = _("%(number)s was called off. Cancel it and call off anew.")


@command
def draft_purchase_order(
    *,
    supplier_id: int,
    lines: Sequence[PurchaseLine],
    by: Person,
    at: datetime,
    pool_id: int | None = None,
    expected_on: date | None = None,
    freight: int = 0,
    note: str = "",
) -> PurchaseOrder:
    """Draft an order to a supplier.

    expected_on: None takes the supplier's lead time. freight: rupiah for the whole order,
    before tax. Raises WrongRole, Missing, BadPurchaseOrder.
    """
    by.must_be(*BUYERS)
    return write_purchase_order(
        supplier_id=supplier_id,
        lines=lines,
        pool_id=pool_id,
        expected_on=expected_on,
        freight=freight,
        note=note,
        by=by,
        at=at,
    )


@step
def write_purchase_order(
    *,
    supplier_id: int,
    lines: Sequence[PurchaseLine],
    by: Person,
    at: datetime,
    pool_id: int | None = None,
    expected_on: date | None = None,
    freight: int = 0,
    note: str = "",
    blanket_order_id: int | None = None,
) -> PurchaseOrder:
    """Write the draft; see draft_purchase_order. For acts that make an order among else."""
    supplier = _supplier(supplier_id, by)
    if pool_id is not None and not Pool.objects.visible_to(by).filter(pk=pool_id).exists():
        raise Missing(field="pool")
    today = timezone.localdate(at)
    materials = catalogue.materials_by_code(by, [line.material for line in lines])
    faults = faults_of_order(
        lines, materials, freight=freight, expected_on=expected_on, today=today
    )
    if faults:
        raise BadPurchaseOrder(faults=faults)
    center = Center.objects.only("code").get(pk=by.center_id)
    asked_on = expected_on or today + timedelta(days=supplier.lead_time_days)
    order = PurchaseOrder.objects.create(
        center_id=by.center_id,
        number=next_number(
            center_id=center.pk, center_code=center.code, kind="PO", year=today.year
        ),
        supplier=supplier,
        pool_id=pool_id,
        created_by_id=by.user_id,
        created_at=at,
        asked_on=asked_on,
        expected_on=asked_on,
        freight=freight,
        blanket_order_id=blanket_order_id,
        note=note.strip(),
    )
    _write_drafted(order, lines, materials)
    record_purchase_order("drafted", order, by=by, at=at)
    return order


@command
def change_draft(
    *,
    purchase_order_id: int,
    lines: Sequence[PurchaseLine],
    by: Person,
    at: datetime,
    expected_on: date | None = None,
    freight: int = 0,
    note: str = "",
) -> PurchaseOrder:
    """Write a draft's lines, day, freight and note anew; its number and supplier stay.

    Who changes it has written it: over the limit another approves. expected_on: None takes
    the supplier's lead time.
    Raises WrongRole, Missing, NotInThisState, CalledOff, BadPurchaseOrder.
    """
    by.must_be(*BUYERS)
    order, before = lock_purchase_order(purchase_order_id=purchase_order_id, by=by)
    if order.status != PurchaseOrder.Status.DRAFT:
        raise refuse_state(order)
    if order.blanket_order_id is not None:
        raise CalledOff(number=order.number)
    today = timezone.localdate(at)
    materials = catalogue.materials_by_code(by, [line.material for line in lines])
    faults = faults_of_order(
        lines, materials, freight=freight, expected_on=expected_on, today=today
    )
    if faults:
        raise BadPurchaseOrder(faults=faults)
    order.created_by_id = by.user_id
    order.asked_on = expected_on or today + timedelta(days=order.supplier.lead_time_days)
    order.expected_on = order.asked_on
    order.freight = freight
    order.note = note.strip()
    order.save(update_fields=["created_by", "asked_on", "expected_on", "freight", "note"])
    PurchaseOrderLine.objects.filter(pk__in=[line.pk for line in before]).delete()
    _write_drafted(order, lines, materials)
    record_purchase_order("changed", order, by=by, at=at)
    return order


def _supplier(supplier_id: int, by: Person) -> Supplier:
    supplier = Supplier.objects.visible_to(by).filter(pk=supplier_id, is_active=True).first()
    if supplier is None:
        raise Missing(field="supplier")
    return supplier


def _write_drafted(
    order: PurchaseOrder,
    lines: Sequence[PurchaseLine],
    materials: Mapping[str, catalogue.Material],
) -> None:
    rows = write_lines(order, lines, materials, first_no=1)
    order.needs_another = worth(order, rows) > approval_limit(order.center_id)
    order.save(update_fields=["needs_another"])
    if order.needs_another:
        tell_later("approve_purchase", order.pk, center_id=order.center_id)


@step
def write_lines(
    order: PurchaseOrder,
    lines: Sequence[PurchaseLine],
    materials: Mapping[str, catalogue.Material],
    *,
    first_no: int,
) -> list[PurchaseOrderLine]:
    """Write checked lines of an order, numbered from first_no. materials: by code."""
    limits = limits_for(
        center_id=order.center_id,
        supplier_id=order.supplier_id,
        material_ids=[material.pk for material in materials.values()],
    )
    rows = []
    for line_no, line in enumerate(lines, start=first_no):
        material = materials[line.material]
        limit = line_limit(line, limits[material.pk])
        pieces = int(line.quantity) if material.is_counted else 0
        rows.append(
            PurchaseOrderLine(
                purchase_order=order,
                line_no=line_no,
                material_id=material.pk,
                pieces=pieces,
                mass_kg=catalogue.table_kg(material, pieces) if pieces else line.quantity,
                price_per_kg=line.price_per_kg,
                weight_basis=line.weight_basis,
                over_receipt_percent=limit.percent,
                over_receipt_kg=limit.kg,
            )
        )
    return PurchaseOrderLine.objects.bulk_create(rows)


@step
def lock_purchase_order(
    *, purchase_order_id: int, by: Person
) -> tuple[PurchaseOrder, list[PurchaseOrderLine]]:
    """Lock an order the person may see, then its lines by id. Raises Missing."""
    order = (
        PurchaseOrder.objects.visible_to(by)
        .select_for_update(no_key=True)
        .filter(pk=purchase_order_id)
        .first()
    )
    if order is None:
        raise Missing
    lines = list(
        PurchaseOrderLine.objects.select_for_update(no_key=True)
        .filter(purchase_order=order)
        .order_by("pk")
    )
    return order, lines


def worth(order: PurchaseOrder, lines: Sequence[PurchaseOrderLine]) -> int:
    """Add up an order before tax, freight included, in whole rupiah."""
    return order.freight + sum(line_amount(line.mass_kg, line.price_per_kg) for line in lines)


def approval_limit(center_id: int) -> int:
    """Return the rupiah before tax above which another approves a center's orders."""
    limit: int = Center.objects.values_list("order_approval_limit", flat=True).get(pk=center_id)
    return limit


def record_purchase_order(
    action: str, order: PurchaseOrder, *, by: Person, at: datetime, **data: Any
) -> None:
    """Write an act on an order down."""
    audit.record(
        by=by,
        action=f"purchase_order.{action}",
        subject="PurchaseOrder",
        subject_id=order.pk,
        at=at,
        note=order.note,
        **data,
    )

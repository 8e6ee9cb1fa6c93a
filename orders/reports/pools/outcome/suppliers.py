"""How a pool's suppliers kept their word: promised days and quantities against what came. Two statements."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, F, Max, Min, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from orders.models import Pool, PurchaseOrder, PurchaseOrderLine, ReceiptLine
from orders.reports.pools.outcome.shapes import ZERO, SupplierOutcome

_ARRIVED = frozenset({PurchaseOrder.Status.RECEIVED, PurchaseOrder.Status.CLOSED})


class _Kept(NamedTuple):
    """Table kg of an order: ordered, and sound of it, of each line no more than ordered."""

    ordered_kg: Decimal = ZERO
    received_kg: Decimal = ZERO


def suppliers_of(pool: Pool, *, on: date) -> tuple[SupplierOutcome, ...]:
    """Hold each live purchase order of a pool against its deliveries until a day."""
    orders = (
        PurchaseOrder.objects.filter(pool=pool)
        .exclude(status=PurchaseOrder.Status.CANCELLED)
        .annotate(
            first_at=Min("receipts__received_at"),
            last_at=Max("receipts__received_at"),
            deliveries=Count("receipts"),
        )
        .select_related("supplier")
        .order_by("supplier__name", "pk")
    )
    kept = _kept(pool)
    return tuple(_outcome(order, kept[order.pk], on=on) for order in orders)


def _outcome(order: PurchaseOrder, kept: _Kept, *, on: date) -> SupplierOutcome:
    first_at, last_at = order.first_at, order.last_at  # type: ignore[attr-defined]
    last_on = timezone.localdate(last_at) if last_at else None
    is_done = order.status in _ARRIVED
    return SupplierOutcome(
        supplier=order.supplier.name,
        order=order.number,
        sent_on=timezone.localdate(order.sent_at) if order.sent_at else None,
        promised_on=order.expected_on,
        first_on=timezone.localdate(first_at) if first_at else None,
        last_on=last_on,
        deliveries=order.deliveries,  # type: ignore[attr-defined]
        days_late=days_late(order.expected_on, last_on if is_done else None, on=on),
        is_done=is_done,
        ordered_kg=kept.ordered_kg,
        received_kg=kept.received_kg,
    )


def days_late(promised_on: date | None, came_on: date | None, *, on: date) -> int | None:
    """Count the days after the promised one, negative before it.

    came_on: of the last delivery, None while not all is there; then it is late as soon as
    the day has passed, and None as long as it can be in time, or where nothing was promised.
    """
    if promised_on is None:
        return None
    if came_on is not None:
        return (came_on - promised_on).days
    return (on - promised_on).days if on > promised_on else None


def _kept(pool: Pool) -> dict[int, _Kept]:
    """Add up the lines of the pool's orders, in table kg, by order id."""
    sound = (
        ReceiptLine.objects.filter(order_line=OuterRef("pk"))
        .order_by()
        .values("order_line")
        .annotate(
            all_pieces=Sum(F("pieces") - F("rejected_pieces")),
            all_kg=Sum(F("mass_kg") - F("rejected_kg")),
        )
    )
    rows = (
        PurchaseOrderLine.objects.filter(purchase_order__pool=pool)
        .order_by("pk")
        .values_list(
            "purchase_order_id",
            "pieces",
            "mass_kg",
            Coalesce(Subquery(sound.values("all_pieces")), 0),
            Coalesce(Subquery(sound.values("all_kg")), ZERO),
        )
    )
    found: dict[int, _Kept] = defaultdict(_Kept)
    for order_id, pieces, ordered_kg, came_pieces, came_kg in rows:
        came = ordered_kg * came_pieces / pieces if pieces else came_kg
        before = found[order_id]
        found[order_id] = _Kept(
            before.ordered_kg + ordered_kg, before.received_kg + min(came, ordered_kg)
        )
    return found

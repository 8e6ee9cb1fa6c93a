"""Purchase orders that are not done: what is open, late and part-received, and what still comes."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, F, Min, Q, QuerySet, Sum, Value
from django.db.models.functions import Greatest

from materialcenter.access import Person
from orders.models import PurchaseOrder, PurchaseOrderLine
from orders.models.purchasing import PurchaseOrderQuerySet

# Beside the states of an order a list is narrowed to these.
OPEN, LATE = "open", "late"
NOTHING = Decimal(0)


@dataclass(frozen=True)
class OpenPurchases:
    """What suppliers still have to bring. open_kg: table weight; open_rupiah: before tax.

    most_days_late: of the order that is late longest, 0 where none is.
    """

    open_count: int
    late_count: int
    part_count: int
    most_days_late: int
    open_kg: Decimal
    open_rupiah: int


def open_purchases(person: Person, *, on: date) -> OpenPurchases:
    """Count and add up what suppliers still have to bring. Two statements."""
    awaited = PurchaseOrder.objects.visible_to(person).awaiting_delivery()
    late = Q(expected_on__lt=on)
    counts = awaited.aggregate(
        open=Count("pk"),
        late=Count("pk", filter=late),
        part=Count("pk", filter=Q(status=PurchaseOrder.Status.PARTLY_RECEIVED)),
        first=Min("expected_on", filter=late),
    )
    lines = PurchaseOrderLine.objects.filter(
        purchase_order__center_id=person.center_id,
        purchase_order__in=awaited.values("pk"),
    ).annotate(rest=Greatest(F("mass_kg") - F("received_table_kg"), Value(NOTHING)))
    sums = lines.aggregate(kg=Sum("rest"), rupiah=Sum(F("rest") * F("price_per_kg")))
    return OpenPurchases(
        open_count=counts["open"],
        late_count=counts["late"],
        part_count=counts["part"],
        most_days_late=(on - counts["first"]).days if counts["first"] else 0,
        open_kg=sums["kg"] or NOTHING,
        open_rupiah=int((sums["rupiah"] or NOTHING).quantize(Decimal(1), ROUND_HALF_UP)),
    )


def narrowed(rows: PurchaseOrderQuerySet, status: str, *, on: date) -> QuerySet[PurchaseOrder]:
    """Keep the orders of a state, the open or the late ones; "" keeps all."""
    if status == OPEN:
        return rows.awaiting_delivery()
    if status == LATE:
        return rows.late_on(on)
    return rows.filter(status=status) if status else rows

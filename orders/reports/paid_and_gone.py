"""Goods that suppliers were let be paid for and that went back since: to be asked back."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import (
    Case,
    DecimalField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least

from materialcenter.paging import Few, few_of
from materialcenter.person import Person
from orders.models import (
    PurchaseOrderLine,
    SupplierCredit,
    SupplierCreditLine,
    SupplierInvoice,
    SupplierInvoiceLine,
    SupplierReturnLine,
    WeightBasis,
)

_NOTHING = Value(Decimal(0), output_field=DecimalField(max_digits=15, decimal_places=3))


def paid_and_gone(person: Person) -> Few[PurchaseOrderLine]:
    """Show the order lines of which more is billed and let pass than is here, since some of
    it went back, the oldest ahead; one statement, two where there are more than are shown.

    Each has its `owed_kg`, in the weight that is paid, and is worth `worth_of` it. What a
    debit note takes off, or can take off, is left out, and so is what came again.
    """
    rows = PurchaseOrderLine.objects.filter(
        purchase_order__center_id=person.center_id, return_lines__isnull=False
    )
    if not person.is_staff:
        rows = rows.none()
    by_table = When(weight_basis=WeightBasis.TABLE, then=F("received_table_kg"))
    over = _billed() - _credited() - Case(by_table, default=F("received_kg"))
    return few_of(
        rows.annotate(owed_kg=Least(over, _returned()))
        .filter(owed_kg__gt=0)
        .select_related("purchase_order__supplier")
        .order_by("pk")
        .distinct()
    )


def worth_of(line: PurchaseOrderLine, owed_kg: Decimal) -> int:
    """Return what so many kg of a line were agreed to cost, whole rupiah before VAT."""
    return int((owed_kg * line.price_per_kg).quantize(Decimal(1), ROUND_HALF_UP))


def _billed() -> Coalesce:
    passed = SupplierInvoiceLine.objects.filter(invoice__status__in=SupplierInvoice.PAYABLE)
    return _sum_of(passed, "mass_kg")


def _credited() -> Coalesce:
    """Add up what is taken off; a draft counts while its invoice leaves room to book it."""
    taken = F("credit__invoice__paid") + F("credit__invoice__credited") + F("credit__amount")
    is_booked = Q(credit__status=SupplierCredit.Status.BOOKED)
    is_bookable = Q(credit__status=SupplierCredit.Status.DRAFT, credit__invoice__total__gte=taken)
    return _sum_of(SupplierCreditLine.objects.filter(is_booked | is_bookable), "mass_kg")


def _returned() -> Case:
    rows = SupplierReturnLine.objects.all()
    by_table = When(weight_basis=WeightBasis.TABLE, then=_sum_of(rows, "table_kg"))
    return Case(by_table, default=_sum_of(rows, "mass_kg"))


def _sum_of(rows: QuerySet[Any], field: str) -> Coalesce:
    """Add up a column of the rows of an order line, zero where it has none."""
    of_line = rows.filter(order_line=OuterRef("pk")).order_by().values("order_line")
    return Coalesce(Subquery(of_line.annotate(kg=Sum(field)).values("kg")), _NOTHING)

"""Finance's numbers: money due by week, spend by supplier, prices against time."""

from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Router

from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS, Out, Price
from materialcenter.models import Role
from orders.reports.finance import (
    Prices,
    SupplierSpend,
    prices_of,
    spend_by_supplier,
    weeks_due,
)
from orders.reports.finding_purchases import find_material

router = Router(tags=["finance"])
READERS = (Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)


class DueWeekOut(Out):
    """What is due in the week from a Monday on, whole rupiah."""

    begins_on: date
    payable: int
    receivable: int


class DueWeeksOut(Out):
    """Open money by week due: what was due before today, the weeks, and what comes after them."""

    late_payable: int
    late_receivable: int
    weeks: list[DueWeekOut]
    later_payable: int
    later_receivable: int


class SupplierSpendOut(Out):
    """What a supplier billed without VAT in twelve months, whole rupiah, the oldest first."""

    code: str
    name: str
    months: list[int]
    total: int

    @staticmethod
    def of(row: SupplierSpend) -> "SupplierSpendOut":
        """Shape a supplier's spend."""
        return SupplierSpendOut(
            code=row.code, name=row.name, months=list(row.months), total=row.total
        )


class SpendOut(Out):
    """Spend by supplier, most first. months: their first days."""

    months: list[date]
    suppliers: list[SupplierSpendOut]
    total: int


class PricePointOut(Out):
    """A price per kg from a day on, until another one; null while it holds, or for a payment."""

    since: date
    until: date | None
    price_per_kg: Price


class OfferedPricesOut(Out):
    """A supplier's lowest offers over time."""

    supplier: str
    offers: list[PricePointOut]


class MaterialPricesOut(Out):
    """What a material was offered at, and what was paid for it."""

    material: str
    suppliers: list[OfferedPricesOut]
    paid: list[PricePointOut]

    @staticmethod
    def of(prices: Prices) -> "MaterialPricesOut":
        """Shape a material's prices."""
        return MaterialPricesOut(
            material=prices.material,
            suppliers=[
                OfferedPricesOut(
                    supplier=row.code,
                    offers=[PricePointOut.from_orm(point) for point in row.offers],
                )
                for row in prices.suppliers
            ],
            paid=[PricePointOut.from_orm(point) for point in prices.paid],
        )


@router.get("/due-weeks", response={200: DueWeeksOut, **REFUSALS})
@needs(*READERS)
def due_weeks(request: Any) -> DueWeeksOut:
    """Sum what is open to suppliers and from workshops by the week in which it is due."""
    due = weeks_due(request.auth, on=timezone.localdate())
    return DueWeeksOut(
        late_payable=due.payables.late,
        late_receivable=due.receivables.late,
        weeks=[DueWeekOut.from_orm(week) for week in due.weeks],
        later_payable=due.payables.later,
        later_receivable=due.receivables.later,
    )


@router.get("/spend", response={200: SpendOut, **REFUSALS})
@needs(*READERS)
def spend(request: Any) -> SpendOut:
    """Sum what suppliers billed in twelve months, this one included."""
    found = spend_by_supplier(request.auth, on=timezone.localdate())
    return SpendOut(
        months=list(found.months),
        suppliers=[SupplierSpendOut.of(row) for row in found.suppliers],
        total=found.total,
    )


@router.get("/prices/{code}", response={200: MaterialPricesOut, **REFUSALS})
@needs(*READERS)
def material_prices(request: Any, code: str) -> MaterialPricesOut:
    """Show what a material was offered at and what was paid for it, against time."""
    person = request.auth
    return MaterialPricesOut.of(
        prices_of(find_material(person, code), person, on=timezone.localdate())
    )

"""Payables: what suppliers are owed, invoice by invoice and by age."""

from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Router

from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS, CursorList, Out
from materialcenter.models import Role
from orders.reports.payables import (
    Payable,
    payables_ageing,
    payables_cash_need,
    payables_page,
)
from orders.rules.ageing import AGES

router = Router(tags=["payables"])
READERS = (Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)


class PayableRow(Out):
    """An invoice that may be paid, whole rupiah. days_from, days_until: its age, null: no end."""

    supplier_invoice_id: int
    number: str
    supplier: str
    invoiced_on: date
    due_on: date
    total: int
    paid: int
    credited: int
    open: int
    days_from: int | None
    days_until: int | None
    is_planned: bool

    @staticmethod
    def of(row: Payable) -> "PayableRow":
        """Shape a row."""
        invoice, age = row.invoice, AGES[row.age]
        return PayableRow(
            supplier_invoice_id=invoice.pk,
            number=invoice.number,
            supplier=invoice.supplier.code,
            invoiced_on=invoice.invoiced_on,
            due_on=invoice.due_on,
            total=invoice.total,
            paid=invoice.paid,
            credited=invoice.credited,
            open=row.open,
            days_from=age.days_from,
            days_until=age.days_until,
            is_planned=row.is_planned,
        )


class PayableAgeOut(Out):
    """An age, days past the due day with both ends in it, and what is open of it."""

    days_from: int | None
    days_until: int | None
    amount: int


class SupplierOwedOut(Out):
    """What a supplier is owed, by age."""

    supplier: str
    name: str
    count: int
    total: int
    ages: list[PayableAgeOut]


class PayablesAgeingOut(Out):
    """What suppliers are owed today, in all and by supplier, whole rupiah."""

    on: date
    count: int
    total: int
    late: int
    ages: list[PayableAgeOut]
    suppliers: list[SupplierOwedOut]


class NeededWeekOut(Out):
    """A week from its Monday on, and what the bank needs in it."""

    begins_on: date
    amount: int


class CashNeedOut(Out):
    """Money needed for payables, whole rupiah: week by week, and what falls later."""

    weeks: list[NeededWeekOut]
    later: int


@router.get("", response={200: CursorList[PayableRow], **REFUSALS})
@needs(*READERS)
def list_payables(
    request: Any, cursor: str = "", limit: int = 50, supplier: str = ""
) -> CursorList[PayableRow]:
    """List what is open, what is due first ahead."""
    found = payables_page(
        request.auth, on=timezone.localdate(), limit=limit, cursor=cursor, supplier=supplier
    )
    items = [PayableRow.of(row) for row in found.items]
    return CursorList(items=items, next_cursor=found.next_cursor)


@router.get("/ageing", response={200: PayablesAgeingOut, **REFUSALS})
@needs(*READERS)
def show_payables_ageing(request: Any) -> PayablesAgeingOut:
    """Sum what is open by age and supplier."""
    ageing = payables_ageing(request.auth, on=timezone.localdate())
    return PayablesAgeingOut(
        on=ageing.on,
        count=ageing.count,
        total=ageing.total,
        late=ageing.late,
        ages=_ages(ageing.amounts),
        suppliers=[
            SupplierOwedOut(
                supplier=row.code,
                name=row.name,
                count=row.count,
                total=row.total,
                ages=_ages(row.amounts),
            )
            for row in ageing.suppliers
        ],
    )


@router.get("/cash-need", response={200: CashNeedOut, **REFUSALS})
@needs(*READERS)
def show_payables_cash_need(request: Any) -> CashNeedOut:
    """Say how much money payables need in each of 12 weeks, by the days on which banks work."""
    need = payables_cash_need(request.auth, on=timezone.localdate())
    weeks = [NeededWeekOut(begins_on=row.begins_on, amount=row.amount) for row in need.weeks]
    return CashNeedOut(weeks=weeks, later=need.later)


def _ages(amounts: tuple[int, ...]) -> list[PayableAgeOut]:
    return [
        PayableAgeOut(days_from=age.days_from, days_until=age.days_until, amount=amount)
        for age, amount in zip(AGES, amounts, strict=True)
    ]

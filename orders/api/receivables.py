"""Receivables: what workshops owe, invoice by invoice and workshop by workshop."""

from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Router

from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS, CursorList, Out
from materialcenter.models import Role
from orders.reports.receivables import (
    Receivable,
    WorkshopAges,
    receivables_page,
    workshops_owing,
)
from orders.rules.ageing import AGES

router = Router(tags=["receivables"])
READERS = (Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)


class ReceivableRow(Out):
    """An open invoice, whole rupiah. days_from, days_until: its age, null where it has no end."""

    invoice: str
    workshop: str
    due_on: date
    total: int
    paid: int
    open: int
    days_from: int | None
    days_until: int | None

    @staticmethod
    def of(row: Receivable) -> "ReceivableRow":
        """Shape an open invoice."""
        invoice, age = row.invoice, AGES[row.age]
        return ReceivableRow(
            invoice=invoice.number,
            workshop=invoice.workshop.code,
            due_on=invoice.due_on,
            total=invoice.total,
            paid=invoice.paid,
            open=row.open,
            days_from=age.days_from,
            days_until=age.days_until,
        )


class ReceivableAgeOut(Out):
    """An age, days past the due day with both ends in it, and what is open of it."""

    days_from: int | None
    days_until: int | None
    amount: int


class WorkshopOwesOut(Out):
    """What a workshop owes, by age, and its credit: whole rupiah.

    unbilled: of goods that no invoice bills yet; it is not in total.
    """

    workshop: str
    name: str
    count: int
    total: int
    late: int
    ages: list[ReceivableAgeOut]
    unbilled: int
    credit_line: int
    credit_left: int

    @staticmethod
    def of(row: WorkshopAges) -> "WorkshopOwesOut":
        """Shape what a workshop owes."""
        return WorkshopOwesOut(
            workshop=row.workshop.code,
            name=row.workshop.name,
            count=row.count,
            total=row.total,
            late=row.late,
            ages=[
                ReceivableAgeOut(days_from=age.days_from, days_until=age.days_until, amount=amount)
                for age, amount in zip(AGES, row.amounts, strict=True)
            ],
            unbilled=row.unbilled,
            credit_line=row.credit.line,
            credit_left=row.credit.left,
        )


@router.get("", response={200: CursorList[ReceivableRow], **REFUSALS})
@needs(*READERS)
def list_receivables(
    request: Any, cursor: str = "", limit: int = 50, workshop: str = ""
) -> CursorList[ReceivableRow]:
    """List open invoices, what is due first ahead."""
    rows, next_cursor = receivables_page(
        request.auth, on=timezone.localdate(), limit=limit, cursor=cursor, workshop=workshop
    )
    return CursorList[ReceivableRow](
        items=[ReceivableRow.of(row) for row in rows], next_cursor=next_cursor
    )


@router.get("/workshops", response={200: CursorList[WorkshopOwesOut], **REFUSALS})
@needs(*READERS)
def list_workshops_owing(
    request: Any, cursor: str = "", limit: int = 50
) -> CursorList[WorkshopOwesOut]:
    """List workshops that owe anything, who owes most that is late first."""
    found = workshops_owing(request.auth, on=timezone.localdate(), limit=limit, cursor=cursor)
    return CursorList[WorkshopOwesOut](
        items=[WorkshopOwesOut.of(row) for row in found.items], next_cursor=found.next_cursor
    )

"""Suppliers' statements: what moved what they are owed, with a running balance."""

from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Router

from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS, Out
from materialcenter.models import Role
from materialcenter.paging import LARGEST_PAGE
from orders.reports.finding_purchases import find_supplier
from orders.reports.statement import period_of
from orders.reports.supplier_statement import supplier_statement

router = Router(tags=["payables"])


class SupplierStatementLine(Out):
    """An event, whole rupiah; kind: invoice, payment, discount, debit_note or credit_note."""

    day: date
    kind: str
    number: str
    about: str
    charge: int
    credit: int
    balance: int


class SupplierStatementOut(Out):
    """A page of a statement; difference: what the events do not explain of what is open."""

    supplier: str
    since: date
    until: date
    opening: int
    closing: int
    open: int
    difference: int
    lines: list[SupplierStatementLine]
    next_cursor: str


@router.get("/{supplier}", response={200: SupplierStatementOut, **REFUSALS})
@needs(Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
def show_supplier_statement(
    request: Any,
    supplier: str,
    since: date | None = None,
    until: date | None = None,
    cursor: str = "",
    limit: int = 50,
) -> SupplierStatementOut:
    """Show what moved a supplier's account over days, the oldest first."""
    read = supplier_statement(
        find_supplier(request.auth, supplier),
        period_of(since, until, today=timezone.localdate()),
        limit=max(1, min(limit, LARGEST_PAGE)),
        cursor=cursor,
    )
    return SupplierStatementOut(
        supplier=read.supplier.code,
        since=read.period.since,
        until=read.period.until,
        opening=read.opening,
        closing=read.closing,
        open=read.open,
        difference=read.difference,
        lines=[SupplierStatementLine.from_orm(row) for row in read.lines],
        next_cursor=read.next_cursor,
    )

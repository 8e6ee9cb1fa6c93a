"""Suppliers' statements: what moved what they are owed, with a running balance."""

from datetime import date
from typing import Any

from django.utils import timezone
from ninja import File, Form, Router
from ninja.files import UploadedFile

from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS, Input, Out
from materialcenter.models import Role
from materialcenter.paging import LARGEST_PAGE
from orders.reports.finding_purchases import find_supplier
from orders.reports.statement import period_of
from orders.reports.supplier_statement import supplier_statement
from orders.rules.reconciling import Entry, Pair
from orders.services.reconciling import READERS, TheirFile, compare_statement

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


class TheirStatementIn(Input):
    """What is said beside the file; empty days are the file's, an empty opening balance is ours."""

    since: date | None = None
    until: date | None = None
    opening: int | None = None


class StatementEntryOut(Out):
    """A row of a statement, whole rupiah: below zero what lowers the balance."""

    number: str
    day: date
    amount: int


class StatementPairOut(Out):
    """The same document in both statements; difference: how much more it is with them."""

    ours: StatementEntryOut
    theirs: StatementEntryOut
    difference: int

    @staticmethod
    def of(pair: Pair) -> "StatementPairOut":
        """Shape a pair."""
        return StatementPairOut(
            ours=_entry(pair.ours), theirs=_entry(pair.theirs), difference=pair.difference
        )


class ReconciliationOut(Out):
    """Both statements of a period, whole rupiah; every row stands in exactly one group.

    difference: their closing balance less ours, the sum of from_opening, from_differing and
    from_not_with_us, less from_not_with_them.
    """

    supplier: str
    since: date
    until: date
    our_opening: int
    our_closing: int
    their_opening: int
    their_closing: int
    difference: int
    from_opening: int
    from_differing: int
    from_not_with_us: int
    from_not_with_them: int
    matched: list[StatementPairOut]
    differing: list[StatementPairOut]
    not_with_us: list[StatementEntryOut]
    not_with_them: list[StatementEntryOut]


@router.post("/{supplier}/reconciliation", response={200: ReconciliationOut, **REFUSALS})
@needs(*READERS)
def reconcile_supplier_statement(
    request: Any, supplier: str, payload: Form[TheirStatementIn], file: File[UploadedFile]
) -> ReconciliationOut:
    """Compare a supplier's own statement (CSV or XLSX) with our books; nothing is written."""
    their_file = TheirFile(name=file.name or "", content=file.read(), **payload.dict())
    compared = compare_statement(
        find_supplier(request.auth, supplier), their_file, by=request.auth, at=timezone.now()
    )
    found = compared.found
    return ReconciliationOut(
        supplier=compared.supplier.code,
        since=compared.period.since,
        until=compared.period.until,
        our_opening=compared.our_opening,
        our_closing=compared.our_closing,
        their_opening=compared.their_opening,
        their_closing=compared.their_closing,
        difference=compared.difference,
        from_opening=compared.from_opening,
        from_differing=found.from_differing,
        from_not_with_us=found.from_not_with_us,
        from_not_with_them=found.from_not_with_them,
        matched=[StatementPairOut.of(pair) for pair in found.matched],
        differing=[StatementPairOut.of(pair) for pair in found.differing],
        not_with_us=[_entry(entry) for entry in found.not_with_us],
        not_with_them=[_entry(entry) for entry in found.not_with_them],
    )


def _entry(entry: Entry) -> StatementEntryOut:
    return StatementEntryOut(number=entry.number, day=entry.day, amount=entry.amount)

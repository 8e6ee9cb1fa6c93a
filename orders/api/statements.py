"""Members' statements: what moved a workshop's account over days, and how it stands."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS, CursorList, Out
from materialcenter.models import Role, Workshop
from materialcenter.paging import LARGEST_PAGE, page_of
from materialcenter.rules.filetypes import PDF
from materialcenter.web import as_download
from orders.reports.finding import find_workshop
from orders.reports.statement import (
    Standing,
    due_invoices,
    period_of,
    standings,
    statement_of,
)
from orders.services.printing_sales import statement_pdf

router = Router(tags=["statements"])
READERS = (Role.BUYER, Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)


class StandingOut(Out):
    """How a workshop's account stands now, whole rupiah; below zero the depot owes it."""

    workshop: str
    owed: int
    deposits: int
    credits: int
    balance: int
    unbilled: int

    @staticmethod
    def of(workshop: Workshop, standing: Standing) -> "StandingOut":
        """Shape how an account stands."""
        return StandingOut(
            workshop=workshop.code,
            owed=standing.owed,
            deposits=standing.deposits,
            credits=standing.credits,
            balance=standing.balance,
            unbilled=standing.unbilled,
        )


class StatementLineOut(Out):
    """One event, whole rupiah: charge raises the balance, credit lowers it, moved neither."""

    at: datetime
    kind: str
    number: str
    about: str
    charge: int
    credit: int
    moved: int
    balance: int


class DueInvoiceOut(Out):
    """An open invoice and when it is due, in whole rupiah."""

    invoice: str
    due_on: date
    open: int


class StatementOut(Out):
    """A page of a statement; the sums are of the whole period, standing and due of now."""

    workshop: str
    since: date
    until: date
    opening: int
    charged: int
    credited: int
    closing: int
    items: list[StatementLineOut]
    next_cursor: str
    standing: StandingOut
    due: list[DueInvoiceOut]


@router.get("", response={200: CursorList[StandingOut], **REFUSALS})
@needs(*READERS)
def list_standings(
    request: Any, search: str = "", cursor: str = "", limit: int = 50
) -> CursorList[StandingOut]:
    """Say how workshops' accounts stand; a buyer sees the own workshops' only."""
    rows = Workshop.objects.visible_to(request.auth).matching(text=search)
    page = page_of(rows, cursor=cursor, limit=limit, newest_first=False)
    stand = standings(workshop.pk for workshop in page.items)
    return CursorList[StandingOut](
        items=[StandingOut.of(workshop, stand[workshop.pk]) for workshop in page.items],
        next_cursor=page.next_cursor,
    )


@router.get("/{workshop}", response={200: StatementOut, **REFUSALS})
@needs(*READERS)
def show_statement(
    request: Any,
    workshop: str,
    since: date | None = None,
    until: date | None = None,
    cursor: str = "",
    limit: int = 50,
) -> StatementOut:
    """Show a workshop's statement over days, the oldest line first, page by page."""
    found = find_workshop(request.auth, workshop)
    asked = period_of(since, until, today=timezone.localdate())
    size = max(1, min(limit, LARGEST_PAGE))
    read = statement_of(found, asked, limit=size, cursor=cursor)
    return StatementOut(
        workshop=found.code,
        since=asked.since,
        until=asked.until,
        opening=read.opening,
        charged=read.charged,
        credited=read.credited,
        closing=read.closing,
        items=[StatementLineOut(**vars(line)) for line in read.lines],
        next_cursor=read.next_cursor,
        standing=StandingOut.of(found, standings([found.pk])[found.pk]),
        due=[
            DueInvoiceOut(invoice=row.invoice.number, due_on=row.invoice.due_on, open=row.open)
            for row in due_invoices(found)
        ],
    )


@router.get("/{workshop}/document", response={200: None, **REFUSALS})
@needs(*READERS)
def statement_document(
    request: Any, workshop: str, since: date | None = None, until: date | None = None
) -> HttpResponse:
    """Give out a workshop's statement as PDF."""
    found = find_workshop(request.auth, workshop)
    asked = period_of(since, until, today=timezone.localdate())
    name = f"statement-{found.pk}-{asked.since:%Y%m%d}-{asked.until:%Y%m%d}.pdf"
    content = statement_pdf(found, asked, at=timezone.now())
    return as_download(safe_name=name, media_type=PDF, content=content)
